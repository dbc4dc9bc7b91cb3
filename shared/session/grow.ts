import { LIMITS } from '../limits.ts';
import { type Placement, scaleBy, type Vec3 } from '../pose.ts';
import type { SessionObject } from './changes.ts';
import { followers } from './hierarchy.ts';

/** `placement` of something whose parent became `by` times as large: as far away from it and as large, in proportion. */
export const grown = (placement: Placement, by: number): Placement => ({
  ...placement,
  position: scaleBy(placement.position, by),
  scale: times(placement.scale, by),
});

/** Kept inside the limits, which a product of floats may miss by its last bit. */
export const times = (v: Vec3, s: number): Vec3 => [edge(v[0] * s), edge(v[1] * s), edge(v[2] * s)];
const edge = (n: number): number => Math.min(LIMITS.scaleMax, Math.max(LIMITS.scaleMin, n));

/**
 * What grows with `ids`: all that follows them. Scale is never inherited, so each needs a placement of its own. What is locked stays as
 * it is, and so does what follows that.
 */
export function growing(ids: ReadonlySet<string>, all: ReadonlyMap<string, SessionObject>): SessionObject[] {
  const found = followers(ids, all);
  const fixed = new Set<string>(found.filter(({ locked }) => locked !== undefined).map(({ id }) => id));
  if (fixed.size === 0) return found;
  const under = new Set<string>(followers(fixed, all).map(({ id }) => id));
  return found.filter(({ id }) => !fixed.has(id) && !under.has(id));
}

/**
 * Nearest to `by` such that no edge of `own` (m) and `following` leaves the limits, nor anything that follows the world. What is out of
 * them already may not get worse.
 */
export function limitGrowth(by: number, own: readonly Vec3[], following: readonly Placement[]): number {
  const edges = [...own, ...following.map(({ scale }) => scale)].flat();
  const away = following.flatMap(({ position }) => position.map(Math.abs));
  const smallest = Math.min(1, LIMITS.scaleMin / Math.min(...edges));
  const largest = Math.max(
    1,
    Math.min(LIMITS.scaleMax / Math.max(...edges), LIMITS.positionMaxM / Math.max(1e-9, ...away)),
  );
  return Math.min(largest, Math.max(smallest, by));
}
