import * as Y from 'yjs';
import { known, type Place, Places, structAt, typeOf, UnknownPlace } from './places.ts';
import type { ClientStructs, Deletion, ReadStruct, StructId, UpdateSummary } from './update-reader.ts';

/** Something new that the update brings to a place: a value, a map, or what was a value once. */
export interface Write {
  readonly place: Place;
  readonly struct: ReadStruct;
}

/** Something live of the document that the update deletes. */
export interface Erasure {
  readonly place: Place;
  readonly item: Y.Item;
}

/** Structs that hang on each other, or that claim to go on where they do not belong. No Yjs writes that. */
export class Entangled extends Error {}

interface Cursor {
  readonly items: readonly ReadStruct[];
  next: number;
}

/** The struct at `clock`; undefined where there is a hole. */
function find(items: readonly ReadStruct[], clock: number): ReadStruct | undefined {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const struct = items[middle] as ReadStruct;
    if (clock < struct.clock) high = middle - 1;
    else if (clock >= struct.clock + struct.length) low = middle + 1;
    else return struct;
  }
  return undefined;
}

/**
 * Says of everything in an update that is new to the document where it stands, without building it: through its parent, through the
 * neighbour it was made beside, in the document or in the update itself. What hangs on something that is in neither is left out, as Yjs
 * leaves it out. Throws `UnknownPlace` and `Entangled`.
 */
export class Attribution {
  readonly writes: Write[] = [];
  readonly erasures: Erasure[] = [];
  /** Structs of the update that it deletes itself. */
  readonly erased = new Set<ReadStruct>();
  /** True where everything stands; false where something hangs on what is not there. */
  readonly isWhole: boolean;

  readonly #doc: Y.Doc;
  readonly #update: UpdateSummary;
  readonly #places: Places;
  /** Of the structs seen so far; undefined: nowhere, it becomes a gap in the sequence of clocks that holds nothing. */
  readonly #placeOf = new Map<ReadStruct, Place | undefined>();
  readonly #waiting = new Map<ReadStruct, Cursor[]>();

  constructor(doc: Y.Doc, update: UpdateSummary) {
    this.#doc = doc;
    this.#update = update;
    this.#places = new Places(doc);
    this.isWhole = this.#readStructs();
    for (const deletion of update.deletes) this.#readDeletion(deletion);
  }

  /** The struct of the update at this id, or undefined for one that the document has. */
  fresh(id: StructId): ReadStruct | undefined {
    if (id.clock < known(this.#doc, id.client)) return undefined;
    return find(this.#update.structs.get(id.client)?.items ?? [], id.clock);
  }

  /** In an order in which everything comes after what it hangs on. Each struct is looked at once, and once more after a wait. */
  #readStructs(): boolean {
    const queue: Cursor[] = [];
    for (const [client, { items, to }] of this.#update.structs) {
      if (to > known(this.#doc, client)) queue.push(this.#cursor(client, items));
    }
    const all = [...queue];
    for (let cursor = queue.pop(); cursor; cursor = queue.pop()) this.#advance(cursor, queue);
    return all.every(({ items, next }) => next === items.length);
  }

  #cursor(client: number, items: ClientStructs['items']): Cursor {
    const have = known(this.#doc, client);
    let next = items.findIndex(struct => struct.clock + struct.length > have);
    if (next < 0) next = items.length;
    return { items, next };
  }

  #advance(cursor: Cursor, queue: Cursor[]): void {
    const { items } = cursor;
    for (; cursor.next < items.length; cursor.next++) {
      const struct = items[cursor.next] as ReadStruct;
      const before = items[cursor.next - 1];
      const have = known(this.#doc, struct.client);
      const reached = before && this.#placeOf.has(before) ? before.clock + before.length : have;
      if (struct.clock > reached) return;
      for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
        if (typeof id !== 'object' || id.clock < known(this.#doc, id.client)) continue;
        const needed = this.fresh(id);
        if (!needed) return;
        if (this.#placeOf.has(needed)) continue;
        const waiting = this.#waiting.get(needed);
        if (waiting) waiting.push(cursor);
        else this.#waiting.set(needed, [cursor]);
        return;
      }
      this.#take(struct, have);
      const waiting = this.#waiting.get(struct);
      if (waiting) queue.push(...waiting);
    }
  }

  #take(struct: ReadStruct, have: number): void {
    const place = this.#locate(struct);
    this.#placeOf.set(struct, place);
    if (struct.clock < have) this.#checkJoint(struct, place, have);
    if (place) this.writes.push({ place, struct });
  }

  #locate({ content, origin, rightOrigin, parent, key }: ReadStruct): Place | undefined {
    if (content.type === 'gone') return undefined;
    // In a map there is nothing to the right of what is written.
    if (rightOrigin) throw new UnknownPlace('a list');
    if (origin) {
      const fresh = this.fresh(origin);
      return fresh ? this.#placeOf.get(fresh) : this.#placeInDocument(origin);
    }
    if (parent === undefined || key === undefined) throw new UnknownPlace('a list');
    if (typeof parent === 'string') return this.#places.entry(parent, key);
    const fresh = this.fresh(parent);
    if (fresh) {
      const of = this.#placeOf.get(fresh);
      return of && fresh.content.type === 'map' ? this.#places.key(of, fresh, key) : undefined;
    }
    const container = structAt(this.#doc, parent);
    // What is written into a map that is gone goes with it.
    if (!(container instanceof Y.Item) || !typeOf(container)) return undefined;
    return this.#places.key(this.#places.ofItem(container), container, key);
  }

  #placeInDocument(id: StructId): Place | undefined {
    const struct = structAt(this.#doc, id);
    return struct instanceof Y.Item ? this.#places.ofItem(struct) : undefined;
  }

  /** A struct whose first part the document has goes on where that part is, whatever it says of itself: both must agree. */
  #checkJoint({ client }: ReadStruct, place: Place | undefined, have: number): void {
    if (place && this.#placeInDocument({ client, clock: have - 1 }) !== place) {
      throw new Entangled('a struct that goes on in another place');
    }
  }

  #readDeletion({ client, from, to }: Deletion): void {
    const have = known(this.#doc, client);
    const structs = this.#doc.store.clients.get(client) ?? [];
    for (let i = from < have ? Y.findIndexSS(structs, from) : structs.length; i < structs.length; i++) {
      const struct = structs[i];
      if (!struct || struct.id.clock >= to) break;
      if (struct instanceof Y.Item && !struct.deleted) {
        this.erasures.push({ place: this.#places.ofItem(struct), item: struct });
      }
    }
    const items = this.#update.structs.get(client)?.items ?? [];
    let clock = Math.max(from, have);
    while (clock < to) {
      const struct = find(items, clock);
      if (!struct) return;
      this.erased.add(struct);
      clock = struct.clock + struct.length;
    }
  }
}
