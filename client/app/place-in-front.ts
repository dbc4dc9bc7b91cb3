import { newObjectId } from '../../shared/ids.ts';
import { add, fromYaw, type Pose, rotate, scaleBy, type Vec3 } from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import type { ToolChoice } from '../model/index.ts';
import { sizeOf } from '../tools/index.ts';

/** Without a floor in view, an object stands this far (m) in front of the eyes. */
const REACH_M = 1.2;
/** A floor that is met farther away than this is not where a person means. */
const FLOOR_MAX_M = 6;

/** One of the chosen kind, where the person looks: on the floor if they look at it, else before their eyes. Poses in session space. */
export function placeInFront(
  choice: Extract<ToolChoice, { tool: 'place' }>,
  head: Pose,
  color: string | undefined,
): Intent | undefined {
  const size = sizeOf(choice);
  if (!size) return undefined;
  const forward = rotate(head.rotation, [0, 0, -1]);
  const toFloor = forward[1] < -0.05 ? -head.position[1] / forward[1] : Number.POSITIVE_INFINITY;
  const onFloor = toFloor > 0 && toFloor <= FLOOR_MAX_M;
  const point = add(head.position, scaleBy(forward, onFloor ? toFloor : REACH_M));
  const position: Vec3 = onFloor ? [point[0], size[1] / 2, point[2]] : point;
  return {
    type: 'place-object',
    id: newObjectId(),
    kind: choice.kind,
    placement: {
      parent: null,
      position,
      rotation: fromYaw(Math.atan2(-forward[0], -forward[2])),
      scale: size,
    },
    fields: {
      ...(color === undefined ? {} : { color }),
      ...(choice.asset === undefined ? {} : { asset: choice.asset }),
      ...(choice.name === undefined ? {} : { name: choice.name }),
    },
  };
}
