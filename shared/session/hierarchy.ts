import type { Frame } from '../frame.ts';
import { compose, IDENTITY, type Placement, type Pose, UNIT_SCALE, unit } from '../pose.ts';

/** Looks a placement up by object or frame id; undefined for an id that is neither. */
export type PlacementOf = (id: string) => Placement | undefined;

/** Returns the placement of a frame: it is in session space, where its points are. */
export const framePlacement = (frame: Frame | undefined): Placement | undefined =>
  frame && { parent: null, ...frame.pose, scale: UNIT_SCALE };

/**
 * The effective parents and poses of a session. Two devices can make a cycle between them (A under B while B
 * under A), so a cycle is cut on reading, at its smallest id, which is then in session space: every replica
 * cuts the same edge, and no repair is written. A missing parent ends the chain: its children are in session
 * space too.
 *
 * It holds for one state of the document. Each id is visited once, at any depth and without recursion: a
 * document may be one chain of all its objects.
 */
export class Hierarchy {
  readonly #placementOf: PlacementOf;
  readonly #settled: (id: string) => Pose | undefined;
  readonly #parents = new Map<string, string | null>();
  readonly #poses = new Map<string, Pose>();

  /**
   * `settled` returns the known pose (session space) of an object that has not moved, else undefined; nothing
   * above an object with a known pose is visited.
   */
  constructor(placementOf: PlacementOf, settled: (id: string) => Pose | undefined = () => undefined) {
    this.#placementOf = placementOf;
    this.#settled = settled;
  }

  /** Returns the effective parent of `id`; null where it is in session space. */
  parentOf(id: string): string | null {
    const known = this.#parents.get(id);
    if (known !== undefined) return known;
    const path: string[] = [];
    const places = new Map<string, number>();
    let each: string | null = id;
    while (each !== null && !this.#parents.has(each) && !places.has(each)) {
      if (each !== id && this.#settled(each)) break;
      places.set(each, path.length);
      path.push(each);
      each = this.#above(each);
    }
    const start = each === null ? undefined : places.get(each);
    const cut = start === undefined ? undefined : smallest(path, start);
    for (const [i, one] of path.entries()) {
      this.#parents.set(one, one === cut ? null : (path[i + 1] ?? each));
    }
    return this.#parents.get(id) ?? null;
  }

  /** Returns the pose of `id` in session space; rotations stay normalized at any depth. */
  poseOf(id: string): Pose {
    const path: string[] = [];
    let pose: Pose | undefined;
    for (let each: string | null = id; each !== null; each = this.parentOf(each)) {
      pose = this.#poses.get(each) ?? this.#settled(each);
      if (pose) break;
      path.push(each);
    }
    for (const each of path.reverse()) {
      const { position, rotation } = this.#placementOf(each) ?? IDENTITY;
      const inner = { position, rotation: unit(rotation) };
      pose = pose ? compose(pose, inner) : inner;
      this.#poses.set(each, pose);
    }
    return pose ?? IDENTITY;
  }

  #above(id: string): string | null {
    const parent = this.#placementOf(id)?.parent ?? null;
    return parent !== null && this.#placementOf(parent) ? parent : null;
  }
}

function smallest(ids: readonly string[], from: number): string {
  let least = ids[from] as string;
  for (let i = from + 1; i < ids.length; i++) if ((ids[i] as string) < least) least = ids[i] as string;
  return least;
}

/** Returns the parents above `id`, nearest first. */
export function ancestors(id: string, placementOf: PlacementOf): string[] {
  const tree = new Hierarchy(placementOf);
  const chain: string[] = [];
  for (let each = tree.parentOf(id); each !== null; each = tree.parentOf(each)) chain.push(each);
  return chain;
}

/** Makes a function that returns the nearest of `ids` at or above an id; each id between is visited once. */
export function nearestOf(
  ids: Pick<ReadonlySet<string>, 'has'>,
  tree: Hierarchy,
): (id: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return id => {
    const path: string[] = [];
    let found: string | undefined;
    for (let each: string | null = id; each !== null; ) {
      if (known.has(each)) {
        found = known.get(each);
        break;
      }
      path.push(each);
      each = tree.parentOf(each);
      if (each === null || !ids.has(each)) continue;
      found = each;
      break;
    }
    for (const each of path) known.set(each, found);
    return found;
  };
}

/**
 * Returns those of `ids`, in their order, that are no descendants of another: moving these moves all.
 */
export function tops<Id extends string>(ids: Iterable<Id>, placementOf: PlacementOf): Id[] {
  const all: ReadonlySet<Id> = new Set(ids);
  const above = nearestOf(all, new Hierarchy(placementOf));
  return [...all].filter(id => above(id) === undefined);
}

type Thing = { readonly id: string; readonly placement: Placement };

/** Returns the descendants of `ids`, without `ids` themselves, by the nearest of them. */
export function descendantsBy<T extends Thing>(
  ids: ReadonlySet<string>,
  things: ReadonlyMap<string, T>,
): ReadonlyMap<string, readonly T[]> {
  const above = nearestOf(ids, new Hierarchy(id => things.get(id)?.placement));
  const found = new Map<string, T[]>();
  for (const thing of things.values()) {
    const first = thing.placement.parent === null || ids.has(thing.id) ? undefined : above(thing.id);
    if (first === undefined) continue;
    const known = found.get(first);
    if (known) known.push(thing);
    else found.set(first, [thing]);
  }
  return found;
}

/** Returns the descendants of `ids`, without `ids` themselves, in the order of `things`. */
export function descendants<T extends Thing>(ids: ReadonlySet<string>, things: ReadonlyMap<string, T>): T[] {
  const above = nearestOf(ids, new Hierarchy(id => things.get(id)?.placement));
  return [...things.values()].filter(
    ({ id, placement }) => placement.parent !== null && !ids.has(id) && above(id) !== undefined,
  );
}
