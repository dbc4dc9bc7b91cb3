import type * as Y from 'yjs';
import { LIMITS } from '../../shared/limits.ts';
import type { UpdateAttribution } from './attribution.ts';
import { knownClock, type Path, structAt } from './paths.ts';
import type { ReadStruct, StructId } from './struct.ts';

/** Steps that Yjs may take in one update to order values of the same keys. */
const STEPS_MAX = 50_000;

/** Counts the items from here on in one direction, no further than one beyond what is allowed. */
function count(item: Y.Item | null | undefined, next: (item: Y.Item) => Y.Item | null): number {
  let steps = 0;
  for (let each = item ?? null; each && steps <= LIMITS.conflictsPerKeyCount; each = next(each)) steps += 1;
  return steps;
}

/** Whether `origin` is the end of the document's chain at a path. */
export function isAfterTail({ tail }: Path, origin: StructId | undefined): boolean {
  if (!tail || !origin) return !tail && !origin;
  return tail.id.client === origin.client && tail.id.clock + tail.length - 1 === origin.clock;
}

/** Returns how many items of the document Yjs visits to order one that was written beside `origin`. */
function stepsFrom(doc: Y.Doc, path: Path, origin: StructId | undefined): number {
  if (!origin) return count(path.tail, item => item.left);
  if (origin.clock >= knownClock(doc, origin.client)) return 0;
  const item = structAt(doc, origin);
  return 'right' in item ? count(item.right, each => each.right) : 0;
}

/**
 * Returns the item that a struct follows. One that the document has a part of follows that part, whatever it
 * claims.
 */
export const effectiveOrigin = (doc: Y.Doc, struct: ReadStruct): StructId | undefined => {
  const { client, clock, origin } = struct;
  const have = knownClock(doc, client);
  return clock < have ? { client, clock: have - 1 } : origin;
};

/**
 * Returns the origins of structs that were written beside others although the chain continues there;
 * undefined for the very beginning.
 */
function besideIn(doc: Y.Doc, attribution: UpdateAttribution, path: Path): (StructId | undefined)[] {
  const beside: (StructId | undefined)[] = [];
  const followed = new Set<ReadStruct>();
  /** Whether something was already written right behind the end of the document's chain. */
  let goesOn = false;
  for (const struct of path.writes ?? []) {
    const origin = effectiveOrigin(doc, struct);
    const before = origin && attribution.newStruct(origin);
    if (before && !followed.has(before)) followed.add(before);
    else if (!before && !goesOn && isAfterTail(path, origin)) goesOn = true;
    else beside.push(origin);
  }
  return beside;
}

/**
 * Returns the first path with more concurrent values than Yjs can order in reasonable time: its work grows
 * with their square. Writing in sequence, however much, is never refused.
 */
export function findTooManyConflicts(doc: Y.Doc, attribution: UpdateAttribution): Path | undefined {
  let steps = 0;
  for (const path of attribution.written) {
    const { writes = [] } = path;
    // Nearly all are like this.
    if (writes.length === 1 && isAfterTail(path, writes[0]?.origin)) continue;
    for (const origin of besideIn(doc, attribution, path)) {
      const inDocument = stepsFrom(doc, path, origin);
      steps += inDocument + writes.length;
      if (inDocument > LIMITS.conflictsPerKeyCount || steps > STEPS_MAX) return path;
    }
  }
  return undefined;
}
