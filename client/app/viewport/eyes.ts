import { add, type Pose, rotate, scaleBy, type Vec3 } from '../../../shared/pose.ts';
import type { ToolWorld } from '../../model/index.ts';
import type { CameraView } from '../../scene/index.ts';

/** Where the person looks and points, and a way to move their view. */
export interface Eyes {
  /** This person's head, session space. */
  head(): Pose | undefined;
  /** Returns the point aimed at, or else the middle of the view; session space. */
  pointed(): Vec3 | undefined;
  goTo(view: CameraView): void;
}

/** The farthest floor (m) that a look meets. */
const FLOOR_MAX_M = 30;
/** The distance (m) from the eyes to the target of a look that meets nothing. */
const AIR_M = 3;

/** The middle of somebody's view: an object, the floor, or the air. Session space. */
export function lookTarget(head: Pose, world: Pick<ToolWorld, 'pick'>): Vec3 {
  const direction = rotate(head.rotation, [0, 0, -1]);
  const hit = world.pick({ origin: head.position, direction });
  if (hit) return hit.point;
  const toFloor = -head.position[1] / direction[1];
  const isFloor = toFloor > 0 && toFloor <= FLOOR_MAX_M;
  return add(head.position, scaleBy(direction, isFloor ? toFloor : AIR_M));
}
