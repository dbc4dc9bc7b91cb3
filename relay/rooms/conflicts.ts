import type * as Y from 'yjs';
import { LIMITS } from '../../shared/limits.ts';
import type { Attribution } from './attribution.ts';
import { known, type Place, structAt } from './places.ts';
import type { ReadStruct, StructId } from './update-reader.ts';

/** Steps that Yjs may take in one update to place values among others of the same key. */
const STEPS_MAX = 50_000;

interface Chain {
  /** Structs of the update in this chain. */
  added: number;
  /** Whether something was already written right behind the end that the document has. */
  goesOn: boolean;
  /** Neighbours that something was written beside although the chain goes on behind them; undefined: its very beginning. */
  readonly beside: (StructId | undefined)[];
}

/** Items from here on in one direction, counted no further than one beyond what is allowed. */
function count(item: Y.Item | null | undefined, next: (item: Y.Item) => Y.Item | null): number {
  let steps = 0;
  for (let each = item ?? null; each && steps <= LIMITS.conflictsPerKeyCount; each = next(each)) steps += 1;
  return steps;
}

const isEnd = ({ tail }: Place, { client, clock }: StructId): boolean =>
  tail !== undefined && tail.id.client === client && tail.id.clock + tail.length - 1 === clock;

/** How many items of the document Yjs looks through to place something that was written beside `origin`. */
function stepsFrom(doc: Y.Doc, place: Place, origin: StructId | undefined): number {
  if (!origin) return count(place.tail, item => item.left);
  if (origin.clock >= known(doc, origin.client)) return 0;
  const item = structAt(doc, origin);
  return 'right' in item ? count(item.right, each => each.right) : 0;
}

/**
 * The first place where an update holds more values that did not know of each other than Yjs can put in order in reasonable time: its work
 * grows with their square. Who writes in sequence, however much, is never stopped.
 */
export function findCrowd(doc: Y.Doc, attribution: Attribution): Place | undefined {
  const chains = new Map<Place, Chain>();
  const followed = new Set<ReadStruct>();
  for (const { place, struct } of attribution.writes) {
    const chain = chains.get(place) ?? { added: 0, goesOn: false, beside: [] };
    chains.set(place, chain);
    chain.added += 1;
    const have = known(doc, struct.client);
    // What the document has a part of goes on behind that part.
    const origin = struct.clock < have ? { client: struct.client, clock: have - 1 } : struct.origin;
    const before = origin && attribution.fresh(origin);
    if (before && !followed.has(before)) followed.add(before);
    else if (!before && !chain.goesOn && (origin ? isEnd(place, origin) : !place.tail)) chain.goesOn = true;
    else chain.beside.push(origin);
  }
  let steps = 0;
  for (const [place, { added, beside }] of chains) {
    for (const origin of beside) {
      const inDocument = stepsFrom(doc, place, origin);
      steps += inDocument + added;
      if (inDocument > LIMITS.conflictsPerKeyCount || steps > STEPS_MAX) return place;
    }
  }
  return undefined;
}
