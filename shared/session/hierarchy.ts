import type { Frame } from '../frame.ts';
import { compose, IDENTITY, type Placement, type Pose, UNIT_SCALE } from '../pose.ts';

/** Looks a placement up by object or frame id; undefined for an id that is neither. */
export type PlacementOf = (id: string) => Placement | undefined;

/** A frame stands in session space, where its points say. */
export const framePlacement = (frame: Frame | undefined): Placement | undefined =>
  frame && { parent: null, ...frame.pose, scale: UNIT_SCALE };

/**
 * The chain of parents above `id`, nearest first, `id` itself excluded. Two devices can make a cycle between them (A under B while
 * B under A), so a cycle is cut on reading, at its smallest id, which then stands in session space: every replica cuts the same edge,
 * and nobody writes a repair. A parent that is gone ends the chain: its children stand in session space too.
 */
export function ancestors(id: string, placementOf: PlacementOf): string[] {
  const path = [id];
  let current = placementOf(id)?.parent ?? null;
  while (current !== null && placementOf(current)) {
    const seen = path.indexOf(current);
    if (seen >= 0) {
      const cut = path.slice(seen).sort()[0] as string;
      return path.slice(1, path.indexOf(cut) + 1);
    }
    path.push(current);
    current = placementOf(current)?.parent ?? null;
  }
  return path.slice(1);
}

/** The pose of `id` in session space. */
export function sessionPose(id: string, placementOf: PlacementOf): Pose {
  const chain = [id, ...ancestors(id, placementOf)];
  return chain.reduceRight<Pose>((outer, each) => compose(outer, placementOf(each) ?? IDENTITY), IDENTITY);
}

/** Of `ids`, in their order, those that hang under no other of them, whatever stands in between: who moves these moves all. */
export function tops<Id extends string>(ids: Iterable<Id>, placementOf: PlacementOf): Id[] {
  const all = new Set<string>(ids);
  return [...(all as Set<Id>)].filter(id => !ancestors(id, placementOf).some(each => all.has(each)));
}

/** What hangs under any of `ids`, at whatever depth, without `ids` themselves. */
export function followers<Thing extends { readonly id: string; readonly placement: Placement }>(
  ids: ReadonlySet<string>,
  things: ReadonlyMap<string, Thing>,
): Thing[] {
  const placementOf: PlacementOf = id => things.get(id)?.placement;
  return [...things.values()].filter(
    ({ id, placement }) =>
      placement.parent !== null && !ids.has(id) && ancestors(id, placementOf).some(each => ids.has(each)),
  );
}
