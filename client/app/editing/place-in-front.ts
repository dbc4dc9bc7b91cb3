import { newObjectId } from '../../../shared/ids.ts';
import { add, fromYaw, halfExtents, type Pose, rotate, scaleBy, type Vec3 } from '../../../shared/pose.ts';
import type { Intent, SessionObject } from '../../../shared/session/index.ts';
import type { ToolChoice } from '../../model/index.ts';
import { sizeOf } from '../../tools/index.ts';

/** Without a floor in view, an object is placed this far (m) in front of the eyes. */
const REACH_M = 1.2;
/** The farthest floor (m) that an object is placed on; beyond it, the object goes before the eyes. */
const FLOOR_MAX_M = 6;

/** Gap between neighbours (m). */
const GAP_M = 0.05;
/** To the right, to the left, farther to the right and so on, in steps of the object's own width. */
const BESIDE = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6];

type Standing = Pick<SessionObject, 'pose' | 'placement'>;

function isFree(pose: Pose, size: Vec3, others: readonly Standing[]): boolean {
  const own = halfExtents(pose, size);
  return others.every(other => {
    const its = halfExtents(other.pose, other.placement.scale);
    return ([0, 1, 2] as const).some(axis => {
      const apart = Math.abs(pose.position[axis] - other.pose.position[axis]);
      // Touching is free: an object may stand on another.
      return apart > own[axis] + its[axis] - 0.001;
    });
  });
}

/**
 * Places an object of the chosen kind where the person looks: on the floor if they look at it, else before
 * their eyes; beside `others` where one of them is there already. Poses in session space.
 */
export function placeInFront(
  choice: Extract<ToolChoice, { tool: 'place' }>,
  head: Pose,
  color: string | undefined,
  others: readonly Standing[],
): Intent | undefined {
  const size = sizeOf(choice);
  if (!size) return undefined;
  const forward = rotate(head.rotation, [0, 0, -1]);
  const toFloor = forward[1] < -0.05 ? -head.position[1] / forward[1] : Number.POSITIVE_INFINITY;
  const onFloor = toFloor > 0 && toFloor <= FLOOR_MAX_M;
  const point = add(head.position, scaleBy(forward, onFloor ? toFloor : REACH_M));
  const wanted: Vec3 = onFloor ? [point[0], size[1] / 2, point[2]] : point;
  const rotation = fromYaw(Math.atan2(-forward[0], -forward[2]));
  const aside = rotate(rotation, [size[0] + GAP_M, 0, 0]);
  const candidates = BESIDE.map(
    (steps): Pose => ({ position: add(wanted, scaleBy(aside, steps)), rotation }),
  );
  const { position } = candidates.find(each => isFree(each, size, others)) ?? { position: wanted };
  return {
    type: 'place-object',
    id: newObjectId(),
    kind: choice.kind,
    placement: {
      parent: null,
      position,
      rotation,
      scale: size,
    },
    fields: {
      ...(color === undefined ? {} : { color }),
      ...(choice.asset === undefined ? {} : { asset: choice.asset }),
      ...(choice.name === undefined ? {} : { name: choice.name }),
    },
  };
}
