import * as Y from 'yjs';
import { LIMITS } from '../../shared/limits.ts';
import type { UpdateAttribution } from './attribution.ts';
import { effectiveOrigin, isAfterTail } from './conflicts.ts';
import { type Path, structAt } from './paths.ts';
import type { ReadStruct, StructId } from './struct.ts';

/**
 * The item that wins at a path once an update is in: the end of its chain. Yjs orders what was written behind
 * the same item by client id, the higher one to the right, each with all that was written behind it; so the
 * end is found from the beginning along the highest ids.
 */
export type WinningItem = ReadStruct | Y.Item | undefined;

/** Structs of the update that were written behind one unit of a struct, by that unit's clock. */
type Behind = Map<number, ReadStruct[]>;

/**
 * An item of the document that the walk from the beginning of the chain to its end passes through. It leaves
 * the item behind unit `upTo`, towards a unit of client `next` (undefined at the end of the chain).
 */
interface Step {
  readonly item: Y.Item;
  readonly upTo: number;
  readonly next: number | undefined;
}

/**
 * Returns the winner among structs behind the same unit: of the highest client id, and of one client the
 * first, as the later one is put before it.
 */
function highest(all: readonly ReadStruct[]): ReadStruct | undefined {
  let best: ReadStruct | undefined;
  for (const each of all) {
    const isHigher =
      !best || each.client > best.client || (each.client === best.client && each.clock < best.clock);
    if (isHigher) best = each;
  }
  return best;
}

class Chain {
  readonly #doc: Y.Doc;
  readonly #path: Path;
  readonly #behindFresh = new Map<ReadStruct, Behind>();
  /** Structs behind items of the document; those without an origin are at the beginning. */
  readonly #behindKnown: { readonly origin: StructId; readonly struct: ReadStruct }[] = [];
  readonly #first: ReadStruct[] = [];

  constructor(doc: Y.Doc, attribution: UpdateAttribution, path: Path) {
    this.#doc = doc;
    this.#path = path;
    for (const struct of path.writes ?? []) {
      const origin = effectiveOrigin(doc, struct);
      const before = origin && attribution.newStruct(origin);
      if (before) this.#add(before, origin.clock, struct);
      else if (origin) this.#behindKnown.push({ origin, struct });
      else this.#first.push(struct);
    }
  }

  /** Returns the end of the whole chain. */
  end(): WinningItem {
    const branch = this.#branch();
    return branch ? this.#endOf(branch) : this.#path.tail;
  }

  #add(before: ReadStruct, clock: number, struct: ReadStruct): void {
    const behind = this.#behindFresh.get(before) ?? new Map<number, ReadStruct[]>();
    this.#behindFresh.set(before, behind);
    behind.set(clock, [...(behind.get(clock) ?? []), struct]);
  }

  /**
   * Returns the first struct of the update on the way to the end; undefined where that leads to the
   * document's own.
   */
  #branch(): ReadStruct | undefined {
    let branch: ReadStruct | undefined;
    let first: number | undefined;
    // From the end back, so that what leaves the way nearest to its beginning is the last to be found.
    for (const { item, upTo, next } of this.#steps()) {
      const { client, clock } = item.id;
      const leaving = this.#behindKnown.filter(
        ({ origin }) => origin.client === client && origin.clock >= clock && origin.clock <= upTo,
      );
      for (const unit of [...new Set(leaving.map(({ origin }) => origin.clock))].sort((a, b) => b - a)) {
        const best = highest(leaving.filter(each => each.origin.clock === unit).map(each => each.struct));
        const rival = unit === upTo ? next : client;
        if (best && (rival === undefined || best.client > rival)) branch = best;
      }
      first = item.origin ? undefined : client;
    }
    const best = highest(this.#first);
    if (!best) return branch;
    // Too many conflicts were refused before, so nothing is first in a chain whose beginning was not reached.
    return !this.#path.tail || (first !== undefined && best.client > first) ? best : branch;
  }

  /** Yields the way to the document's own end, from there back, no further than conflicts may be many. */
  *#steps(): Generator<Step> {
    let item: Y.Item | undefined = this.#path.tail;
    let upTo = item ? item.id.clock + item.length - 1 : 0;
    let next: number | undefined;
    for (let steps = 0; item && steps <= LIMITS.conflictsPerKeyCount; steps++) {
      yield { item, upTo, next };
      if (!item.origin) return;
      next = item.id.client;
      upTo = item.origin.clock;
      const before: Y.Item | Y.GC = structAt(this.#doc, item.origin);
      item = before instanceof Y.Item ? before : undefined;
    }
  }

  /** Returns the end of what the update wrote behind its own struct. */
  #endOf(branch: ReadStruct): ReadStruct {
    let end = branch;
    for (let next = this.#after(end); next; next = this.#after(end)) end = next;
    return end;
  }

  #after(struct: ReadStruct): ReadStruct | undefined {
    const { client, clock, length } = struct;
    const units = [...(this.#behindFresh.get(struct) ?? [])].sort(([a], [b]) => a - b);
    for (const [unit, all] of units) {
      const best = highest(all);
      if (best && (unit === clock + length - 1 || best.client > client)) return best;
    }
    return undefined;
  }
}

/**
 * Returns the winning item of a path. The update has no more conflicts than `findTooManyConflicts` allows.
 */
export function winningItem(doc: Y.Doc, attribution: UpdateAttribution, path: Path): WinningItem {
  const [only, ...more] = path.writes ?? [];
  if (!only) return path.tail;
  // Nearly all are like this.
  if (more.length === 0 && (!path.tail || isAfterTail(path, effectiveOrigin(doc, only)))) return only;
  return new Chain(doc, attribution, path).end();
}
