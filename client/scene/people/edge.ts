import type { Pose, Vec3 } from '../../../shared/pose.ts';

type Writable<T> = { -readonly [name in keyof T]: T[name] };

/**
 * Half of what a view takes in: the tangents of the angles from its middle to its right edge and to its upper
 * one.
 */
export interface Sight {
  readonly across: number;
  readonly up: number;
}

/** Writes into `sight` what a lens takes in, the same to both sides, and answers it. */
export function sightOf(
  { elements }: { readonly elements: ArrayLike<number> },
  sight: Writable<Sight>,
): Sight {
  sight.across = 1 / (elements[0] || 1);
  sight.up = 1 / (elements[5] || 1);
  return sight;
}

/** Whether a view shows a point of its own space (m; -Z is ahead). */
export const isSeen = (x: number, y: number, z: number, { across, up }: Sight): boolean =>
  z < 0 && Math.abs(x) <= across * -z && Math.abs(y) <= up * -z;

/**
 * Which way a head turns to see a point that it does not see: rad, anticlockwise from its right. Undefined
 * for one that it sees. What is behind is to the left or to the right, as people turn round and do not bend
 * over backwards. Runs in every frame, so it makes no arrays.
 */
export function turnTo({ position, rotation }: Pose, point: Vec3, sight: Sight): number | undefined {
  const dx = point[0] - position[0];
  const dy = point[1] - position[1];
  const dz = point[2] - position[2];
  const qx = rotation[0];
  const qy = rotation[1];
  const qz = rotation[2];
  const qw = rotation[3];
  // Turned back by the head's rotation.
  const tx = 2 * (qz * dy - qy * dz);
  const ty = 2 * (qx * dz - qz * dx);
  const tz = 2 * (qy * dx - qx * dy);
  const right = dx + qw * tx + qz * ty - qy * tz;
  const up = dy + qw * ty + qx * tz - qz * tx;
  const back = dz + qw * tz + qy * tx - qx * ty;
  if (isSeen(right, up, back, sight)) return undefined;
  return Math.atan2(Math.atan2(up, Math.hypot(right, back)), Math.atan2(right, -back));
}
