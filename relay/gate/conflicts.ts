import type * as Y from 'yjs';
import { LIMITS } from '../../shared/limits.ts';
import type { UpdateAttribution } from './attribution.ts';
import { knownClock, type Path, structAt } from './paths.ts';
import type { ReadStruct, StructId } from './struct.ts';

/** Steps that Yjs may take in one update to path values among others of the same key. */
const STEPS_MAX = 50_000;

/** Items from here on in one direction, counted no further than one beyond what is allowed. */
function count(item: Y.Item | null | undefined, next: (item: Y.Item) => Y.Item | null): number {
  let steps = 0;
  for (let each = item ?? null; each && steps <= LIMITS.conflictsPerKeyCount; each = next(each)) steps += 1;
  return steps;
}

/** Whether `origin` is the end of what the document has of a path. */
export function isAfterTail({ tail }: Path, origin: StructId | undefined): boolean {
  if (!tail || !origin) return !tail && !origin;
  return tail.id.client === origin.client && tail.id.clock + tail.length - 1 === origin.clock;
}

/** How many items of the document Yjs looks through to path something that was written beside `origin`. */
function stepsFrom(doc: Y.Doc, path: Path, origin: StructId | undefined): number {
  if (!origin) return count(path.tail, item => item.left);
  if (origin.clock >= knownClock(doc, origin.client)) return 0;
  const item = structAt(doc, origin);
  return 'right' in item ? count(item.right, each => each.right) : 0;
}

/**
 * What a struct stands behind: what the document has a part of goes on behind that part, whatever it says.
 */
export const effectiveOrigin = (doc: Y.Doc, struct: ReadStruct): StructId | undefined => {
  const { client, clock, origin } = struct;
  const have = knownClock(doc, client);
  return clock < have ? { client, clock: have - 1 } : origin;
};

/**
 * What of an update was written beside something although the chain goes on behind that; undefined: beside
 * its very beginning.
 */
function besideIn(doc: Y.Doc, attribution: UpdateAttribution, path: Path): (StructId | undefined)[] {
  const beside: (StructId | undefined)[] = [];
  const followed = new Set<ReadStruct>();
  /** Whether something was already written right behind the end that the document has. */
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
 * The first path where an update holds more values that did not know of each other than Yjs can put in order
 * in reasonable time: its work grows with their square. Who writes in sequence, however much, is never
 * stopped.
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
