import { LIMITS } from '../limits.ts';
import { type Placement, scaleBy, type Vec3 } from '../pose.ts';
import type { SessionObject } from './changes.ts';
import { descendantsBy, Hierarchy, nearestOf } from './hierarchy.ts';

/**
 * `placement` of something whose parent became `by` times as large: as far away from it and as large, in
 * proportion.
 */
export const scalePlacement = (placement: Placement, by: number): Placement => ({
  ...placement,
  position: scaleBy(placement.position, by),
  scale: scaleSize(placement.scale, by),
});

/** Kept inside the limits, which a product of floats may miss by its last bit. */
export const scaleSize = (v: Vec3, s: number): Vec3 => [edge(v[0] * s), edge(v[1] * s), edge(v[2] * s)];
const edge = (n: number): number => Math.min(LIMITS.scaleMax, Math.max(LIMITS.scaleMin, n));

/**
 * Returns the objects that grow with `ids`: all that follow them, by the nearest of them. Scale is never
 * inherited, so each needs a placement of its own. Locked objects stay as they are, and so do those that
 * follow them.
 */
export function scaleGroup(
  ids: ReadonlySet<string>,
  all: ReadonlyMap<string, SessionObject>,
): ReadonlyMap<string, readonly SessionObject[]> {
  const found = descendantsBy(ids, all);
  const locked = [...found.values()].flatMap(each => each.filter(object => object.locked !== undefined));
  if (locked.length === 0) return found;
  const fixed = new Set<string>(locked.map(({ id }) => id));
  const above = nearestOf(fixed, new Hierarchy(id => all.get(id)?.placement));
  const isFree = ({ id }: SessionObject): boolean => !fixed.has(id) && above(id) === undefined;
  return new Map([...found].map(([id, each]) => [id, each.filter(isFree)]));
}

export const scaledWith = (
  ids: ReadonlySet<string>,
  all: ReadonlyMap<string, SessionObject>,
): SessionObject[] => [...scaleGroup(ids, all).values()].flat();

/**
 * Returns the factor nearest to `by` that keeps every edge of `own` (m) and of `following`, and every
 * position of `following`, within the limits. What is beyond them already may not get worse.
 */
export function limitScale(by: number, own: readonly Vec3[], following: readonly Placement[]): number {
  // Kept in loops: there may be more numbers than a call takes arguments.
  let [thinnest, longest, farthest] = [Number.POSITIVE_INFINITY, 0, 1e-9];
  for (const size of [...own, ...following.map(({ scale }) => scale)]) {
    thinnest = Math.min(thinnest, ...size);
    longest = Math.max(longest, ...size);
  }
  for (const { position } of following) farthest = Math.max(farthest, ...position.map(Math.abs));
  const smallest = Math.min(1, LIMITS.scaleMin / thinnest);
  const largest = Math.max(1, Math.min(LIMITS.scaleMax / longest, LIMITS.positionMaxM / farthest));
  return Math.min(largest, Math.max(smallest, by));
}
