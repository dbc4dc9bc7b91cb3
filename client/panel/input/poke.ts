import { add, conjugate, type Pose, rotate, scaleBy, subtract, type Vec3 } from '../../../shared/pose.ts';
import type { Press, Ray } from '../../model/index.ts';

/** So near in front of the surface (m) a finger means what it is near to, and no longer what it points at. */
const NEAR_M = 0.05;
/** It has left again when it is so far in front (m): a trembling finger must not press twice. */
const OUT_M = 0.008;
/** Deeper than this (m) it has gone through, and does not mean the surface. */
const DEEP_M = 0.08;
/** From the middle (m): there is no panel beyond. */
const WIDE_M = 0.55;

/** `away`: a finger that comes from there has to come to the front before it can press. */
export type PokeState = 'away' | 'before' | 'in';

export interface Poke {
  readonly state: PokeState;
  readonly select: Press;
  /** Straight at the surface under the finger. */
  readonly ray: Ray;
}

/**
 * A finger at a panel whose front is its +Z: pressed when the tip crosses the surface from the front.
 * Undefined where it is not near.
 */
export function poke(tip: Vec3, panel: Pose, was: PokeState): Poke | undefined {
  const [x, y, z] = rotate(conjugate(panel.rotation), subtract(tip, panel.position));
  const isNear = Math.abs(x) < WIDE_M && Math.abs(y) < WIDE_M && z < NEAR_M && z > -DEEP_M;
  const normal = rotate(panel.rotation, [0, 0, 1]);
  const ray: Ray = { origin: add(tip, scaleBy(normal, NEAR_M - z)), direction: scaleBy(normal, -1) };
  if (was === 'in') {
    if (!isNear && z < OUT_M) return { state: 'away', select: 'cancelled', ray };
    return z > OUT_M ? { state: 'before', select: 'released', ray } : { state: 'in', select: 'held', ray };
  }
  if (!isNear || (z <= 0 && was === 'away')) return undefined;
  return z > 0 ? { state: 'before', select: 'idle', ray } : { state: 'in', select: 'pressed', ray };
}
