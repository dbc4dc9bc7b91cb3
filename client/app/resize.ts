import { LIMITS } from '../../shared/limits.ts';
import { add, conjugate, multiply, rotate, type Vec3 } from '../../shared/pose.ts';
import type { Intent, SessionObject } from '../../shared/session/index.ts';
import { extentOf } from './arrange.ts';

/** Makes each of them `factor` times as large where it stands: its lowest point stays at its height. Shapes keep their proportions. */
export function resize(objects: readonly SessionObject[], factor: number): Intent[] {
  return objects.flatMap(object => {
    const { id, placement, pose } = object;
    const by = allowed(placement.scale, factor);
    if (by === 1) return [];
    const scale = placement.scale.map(edge => edge * by) as unknown as Vec3;
    const { low } = extentOf(object, 1);
    const lift: Vec3 = [0, (pose.position[1] - low) * (by - 1), 0];
    // What hangs turned under something else has another up than the session.
    const parent = multiply(pose.rotation, conjugate(placement.rotation));
    const position = add(placement.position, rotate(conjugate(parent), lift));
    return [{ type: 'move-object', id, placement: { ...placement, position, scale } }];
  });
}

/** As much of `factor` as keeps every edge within what a placement may be. */
function allowed(scale: Vec3, factor: number): number {
  const most = LIMITS.scaleMax / Math.max(...scale);
  const least = LIMITS.scaleMin / Math.min(...scale);
  return Math.min(most, Math.max(least, factor));
}
