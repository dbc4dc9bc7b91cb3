import { add, type Pose, rotate, scaleBy, type Vec3 } from '../../../shared/pose.ts';
import type { ToolWorld } from '../../model/index.ts';

/** A floor that is met farther away than this (m) is not what a person looks at. */
const FLOOR_MAX_M = 30;
/** Who looks at nothing looks this far (m). */
const AIR_M = 3;

/** What is in the middle of somebody's view: an object, the floor, or the air. Session space. */
export function lookTarget(head: Pose, world: Pick<ToolWorld, 'pick'>): Vec3 {
  const direction = rotate(head.rotation, [0, 0, -1]);
  const hit = world.pick({ origin: head.position, direction });
  if (hit) return hit.point;
  const toFloor = -head.position[1] / direction[1];
  const isFloor = toFloor > 0 && toFloor <= FLOOR_MAX_M;
  return add(head.position, scaleBy(direction, isFloor ? toFloor : AIR_M));
}
