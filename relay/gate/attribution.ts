import * as Y from 'yjs';
import { type KeyMap, knownClock, type Path, Paths, structAt, typeOf, UnknownPath } from './paths.ts';
import type { ReadStruct, StructId } from './struct.ts';
import type { ClientStructs, Deletion, UpdateSummary } from './update-reader.ts';

/** A live item of the document that the update deletes. */
export interface Erasure {
  readonly path: Path;
  readonly item: Y.Item;
}

/**
 * Thrown for structs that depend on each other, or that claim to continue where they do not belong. No Yjs
 * writes that.
 */
export class CyclicDependency extends Error {}

/** The structs of one client, and how far they have been attributed. */
interface Run {
  readonly items: readonly ReadStruct[];
  /** The clock up to which the document has this client's structs. */
  readonly have: number;
  /** The first item that is not attributed yet. */
  next: number;
  /**
   * The path of each item before `next`; undefined for one that becomes a gap in the clocks and holds
   * nothing.
   */
  readonly paths: (Path | undefined)[];
}

/** The index of the struct at `clock`; -1 where there is a hole. */
function indexOf(items: readonly ReadStruct[], clock: number): number {
  const first = items[0];
  if (!first) return -1;
  // Most structs take one clock, and follow each other.
  const guess = clock - first.clock;
  if (items[guess]?.clock === clock) return guess;
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const struct = items[middle] as ReadStruct;
    if (clock < struct.clock) high = middle - 1;
    else if (clock >= struct.clock + struct.length) low = middle + 1;
    else return middle;
  }
  return -1;
}

/**
 * Attributes everything in an update that is new to the document to the path where it stands, without
 * building it: through its parent or its left neighbour, in the document or in the update itself. What
 * depends on something that is in neither is left out, as Yjs leaves it out. Throws `UnknownPath` and
 * `CyclicDependency`.
 */
export class UpdateAttribution {
  /** Paths that something new is written to: a value, a map, or what was a value once. */
  readonly written: Path[] = [];
  readonly erasures: Erasure[] = [];
  /** Structs that the update itself deletes, from end to end. */
  readonly erased = new Set<ReadStruct>();
  /** False where something depends on what is neither in the document nor in the update. */
  readonly isWhole: boolean;

  readonly #doc: Y.Doc;
  readonly #update: UpdateSummary;
  readonly #enough: number;
  readonly #paths: Paths;
  readonly #runs = new Map<number, Run>();
  readonly #waiting = new Map<ReadStruct, Run[]>();

  /** `enough`: the number of paths after which it stops. */
  constructor(doc: Y.Doc, update: UpdateSummary, enough = Number.POSITIVE_INFINITY) {
    this.#doc = doc;
    this.#update = update;
    this.#enough = enough;
    this.#paths = new Paths(doc);
    this.isWhole = this.#readStructs();
    for (const deletion of update.deletes) this.#readDeletion(deletion);
  }

  /** Entries that the update touches, by root. */
  get entries(): Paths['entries'] {
    return this.#paths.entries;
  }

  get maps(): Iterable<KeyMap> {
    return this.#paths.maps;
  }

  /** Returns the struct of the update at this id; undefined for one that the document has. */
  newStruct(id: StructId): ReadStruct | undefined {
    const run = this.#runs.get(id.client);
    return run && id.clock >= run.have ? run.items[indexOf(run.items, id.clock)] : undefined;
  }

  /** Attributes each struct after what it depends on. Visits each once, and once more after a wait. */
  #readStructs(): boolean {
    const queue: Run[] = [];
    for (const [client, structs] of this.#update.structs) {
      const have = knownClock(this.#doc, client);
      if (structs.to <= have) continue;
      const run = runOf(structs, have);
      this.#runs.set(client, run);
      queue.push(run);
    }
    const all = [...queue];
    for (let run = queue.pop(); run; run = queue.pop()) this.#advance(run, queue);
    return all.every(({ items, next }) => next === items.length);
  }

  #advance(run: Run, queue: Run[]): void {
    const { items, have } = run;
    let reached = Math.max(have, endOf(items[run.next - 1]));
    for (; run.next < items.length && !this.#hasEnough; run.next++) {
      const struct = items[run.next] as ReadStruct;
      if (struct.clock > reached) return;
      const { origin, rightOrigin, parent } = struct;
      if (origin && !this.#isReady(origin, run)) return;
      if (rightOrigin && !this.#isReady(rightOrigin, run)) return;
      if (typeof parent === 'object' && !this.#isReady(parent, run)) return;
      const path = this.#locate(struct);
      run.paths.push(path);
      if (path) {
        if (struct.clock < have) this.#checkJoint(struct, path, have);
        if (path.writes) path.writes.push(struct);
        else {
          path.writes = [struct];
          this.written.push(path);
        }
      }
      reached = endOf(struct);
      const waiting = this.#waiting.size > 0 ? this.#waiting.get(struct) : undefined;
      if (waiting) queue.push(...waiting);
    }
  }

  get #hasEnough(): boolean {
    return this.written.length + this.erasures.length >= this.#enough;
  }

  /** Whether the struct at `id` is attributed, or in the document. `run` waits for one that will be. */
  #isReady(id: StructId, run: Run): boolean {
    const of = this.#runs.get(id.client);
    if (!of) return id.clock < knownClock(this.#doc, id.client);
    if (id.clock < of.have) return true;
    const index = indexOf(of.items, id.clock);
    if (index >= 0 && index < of.next) return true;
    const needed = of.items[index];
    if (!needed) return false;
    const waiting = this.#waiting.get(needed);
    if (waiting) waiting.push(run);
    else this.#waiting.set(needed, [run]);
    return false;
  }

  #locate({ content, origin, rightOrigin, parent, key }: ReadStruct): Path | undefined {
    if (content.type === 'gone') return undefined;
    // In a map there is nothing to the right of what is written.
    if (rightOrigin) throw new UnknownPath('a list');
    if (origin) return this.#pathAt(origin);
    if (parent === undefined || key === undefined) throw new UnknownPath('a list');
    if (typeof parent === 'string') return this.#paths.entry(parent, key);
    const run = this.#runs.get(parent.client);
    if (run && parent.clock >= run.have) {
      const index = indexOf(run.items, parent.clock);
      const of = run.paths[index];
      const fresh = run.items[index];
      return of && fresh?.content.type === 'map' ? this.#paths.key(of, fresh, key) : undefined;
    }
    const container = structAt(this.#doc, parent);
    // A value written into a map that is gone goes with it.
    if (!(container instanceof Y.Item) || !typeOf(container)) return undefined;
    return this.#paths.key(this.#paths.ofItem(container), container, key);
  }

  /** Returns the path of a struct that is attributed, or in the document. */
  #pathAt(id: StructId): Path | undefined {
    const run = this.#runs.get(id.client);
    if (run && id.clock >= run.have) return run.paths[indexOf(run.items, id.clock)];
    const struct = structAt(this.#doc, id);
    return struct instanceof Y.Item ? this.#paths.ofItem(struct) : undefined;
  }

  /**
   * Throws where a struct claims another path than its first part has in the document: it continues there,
   * whatever it claims.
   */
  #checkJoint({ client }: ReadStruct, path: Path, have: number): void {
    if (this.#pathAt({ client, clock: have - 1 }) !== path) {
      throw new CyclicDependency('a struct that goes on in another place');
    }
  }

  #readDeletion({ client, from, to }: Deletion): void {
    const structs = this.#doc.store.clients.get(client) ?? [];
    const have = knownClock(this.#doc, client);
    for (let i = from < have ? Y.findIndexSS(structs, from) : structs.length; i < structs.length; i++) {
      const struct = structs[i];
      if (!struct || struct.id.clock >= to || this.#hasEnough) break;
      if (struct instanceof Y.Item && !struct.deleted) {
        this.erasures.push({ path: this.#paths.ofItem(struct), item: struct });
      }
    }
    const { items } = this.#runs.get(client) ?? { items: [] };
    let clock = Math.max(from, have);
    for (let i = clock < to ? indexOf(items, clock) : -1; i >= 0 && clock < to; i++) {
      const struct = items[i];
      if (!struct || struct.clock > clock) return;
      if (from <= Math.max(struct.clock, have) && to >= endOf(struct)) this.erased.add(struct);
      clock = endOf(struct);
    }
  }
}

const endOf = (struct: ReadStruct | undefined): number => (struct ? struct.clock + struct.length : 0);

const runOf = ({ items }: ClientStructs, have: number): Run => ({ items, have, next: 0, paths: [] });
