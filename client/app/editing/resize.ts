import { add, conjugate, multiply, rotate, type Vec3 } from '../../../shared/pose.ts';
import {
  type Intent,
  limitScale,
  type SessionObject,
  scaleGroup,
  scalePlacement,
  scaleSize,
} from '../../../shared/session/index.ts';
import { extentOf, lowestOf, type Objects, topsOf } from './arrange.ts';

/**
 * Makes each of them `factor` times as large where it stands, with all that follows it: their lowest point
 * stays at its height. Shapes and the positions of followers keep their proportions.
 */
export function resize(objects: readonly SessionObject[], factor: number, all: Objects): Intent[] {
  const first = topsOf(objects, all);
  const growing = scaleGroup(new Set(first.map(({ id }) => id)), all);
  return first.flatMap(object => {
    const { id, placement, pose } = object;
    const followers = growing.get(id) ?? [];
    const by = limitScale(
      factor,
      [placement.scale],
      followers.map(each => each.placement),
    );
    if (by === 1) return [];
    const low = lowestOf([object, ...followers].map(each => extentOf(each, 1)));
    const lift: Vec3 = [0, (pose.position[1] - low) * (by - 1), 0];
    // A child of a rotated parent has another up than the session.
    const parent = multiply(pose.rotation, conjugate(placement.rotation));
    const position = add(placement.position, rotate(conjugate(parent), lift));
    const own: Intent = {
      type: 'move-object',
      id,
      placement: { ...placement, position, scale: scaleSize(placement.scale, by) },
    };
    return [
      own,
      ...followers.map(
        (each): Intent => ({
          type: 'move-object',
          id: each.id,
          placement: scalePlacement(each.placement, by),
        }),
      ),
    ];
  });
}
