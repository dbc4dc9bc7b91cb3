import { ByteReader, MalformedUpdate } from './byte-reader.ts';
import { ConflictEstimator, ConflictFlood } from './conflict-estimator.ts';
import type { ReadStruct, StructId } from './struct.ts';
import { cap, readContent, readGone, UPDATE_CAPS } from './update-content.ts';

/**
 * An update's claims, read without building any of it. All clocks are Yjs clocks: a count of what one client
 * has made.
 */
export interface UpdateSummary {
  /** New structs by client. */
  readonly structs: ReadonlyMap<number, ClientStructs>;
  /** The highest clock of each client that a struct depends on (its neighbours, its parent). */
  readonly needs: ReadonlyMap<number, number>;
  readonly deletes: readonly Deletion[];
  /** Where in its bytes the deletions begin. */
  readonly deletesAt: number;
}

/** The structs of one client in an update: clocks from `from` up to, but not including, `to`. */
export interface ClientStructs {
  readonly from: number;
  readonly to: number;
  /** The end of the last hole between `from` and `to`; undefined where there is none. */
  readonly holeEnd: number | undefined;
  /** In the order of their clocks, without those that the document has whole. */
  readonly items: readonly ReadStruct[];
  /**
   * The place in the update of the structs from the first of `items` on: how many, holes too, in which bytes.
   */
  readonly source: { readonly count: number; readonly start: number; readonly end: number };
  /** Whether something was left out. */
  readonly isCut: boolean;
}

export interface Deletion {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** Bits of a struct's info byte, as Yjs writes them. */
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const CONTENT = 0x1f;
const SKIP = 10;

export interface ReadOptions {
  /** Returns the clock up to which the document has a client's structs. */
  readonly known: (client: number) => number;
  /** Whether conflicts are counted; too many end the reading. */
  readonly countsConflicts: boolean;
}

class Reader {
  readonly structs = new Map<number, ClientStructs>();
  readonly needs = new Map<number, number>();
  readonly deletes: Deletion[] = [];
  deletesAt = 0;
  readonly #bytes: ByteReader;
  readonly #options: ReadOptions;
  readonly #conflicts: ConflictEstimator;
  #structCount = 0;

  constructor(update: Uint8Array, options: ReadOptions) {
    this.#bytes = new ByteReader(update);
    this.#options = options;
    this.#conflicts = new ConflictEstimator(update.length);
  }

  get isAtEnd(): boolean {
    return this.#bytes.isAtEnd;
  }

  /** Reads an id that the struct at (`client`, `clock`) depends on. */
  #readNeed(client: number, clock: number): StructId {
    const needed = { client: this.#bytes.uint(), clock: this.#bytes.uint() };
    // Yjs looks its own client's ids up without asking whether they are there.
    if (needed.client === client) {
      if (needed.clock >= clock) throw new MalformedUpdate('a struct that depends on itself');
      // Its own earlier ones are there, or there is a hole before this one.
      return needed;
    }
    if (needed.clock > (this.needs.get(needed.client) ?? -1)) this.needs.set(needed.client, needed.clock);
    return needed;
  }

  readStructs(): void {
    const clients = cap(this.#bytes.uint(), UPDATE_CAPS.clientsCount, 'too many clients');
    for (let i = 0; i < clients; i++) {
      const count = this.#bytes.uint();
      const client = this.#bytes.uint();
      // Yjs would read both and keep the second only.
      if (this.structs.has(client)) throw new MalformedUpdate('a client twice');
      const from = this.#bytes.uint();
      const have = this.#options.known(client);
      const items: ReadStruct[] = [];
      let clock = from;
      let holeEnd: number | undefined;
      let isCut = false;
      let source = { count: 0, start: 0, end: 0 };
      for (let n = 0; n < count; n++) {
        const start = this.#bytes.at;
        this.#structCount = cap(this.#structCount + 1, UPDATE_CAPS.structsCount, 'too many structs');
        const info = this.#bytes.byte();
        if (info === SKIP) {
          clock += this.#bytes.uint();
          holeEnd = clock;
        } else {
          const struct = this.#readStruct(info, client, clock);
          clock += struct.length;
          if (clock <= have) isCut = true;
          else {
            if (this.#options.countsConflicts) this.#conflicts.add(struct);
            if (items.length === 0) source = { count: count - n, start, end: start };
            items.push(struct);
          }
        }
        if (!Number.isSafeInteger(clock)) throw new MalformedUpdate('clock');
      }
      source.end = this.#bytes.at;
      if (count > 0) this.structs.set(client, { from, to: clock, holeEnd, items, source, isCut });
    }
  }

  #readStruct(info: number, client: number, clock: number): ReadStruct {
    const bytes = this.#bytes;
    const kind = info & CONTENT;
    let origin: StructId | undefined;
    let rightOrigin: StructId | undefined;
    let parent: string | StructId | undefined;
    let key: string | undefined;
    if (kind !== 0) {
      if (info & HAS_ORIGIN) origin = this.#readNeed(client, clock);
      if (info & HAS_RIGHT_ORIGIN) rightOrigin = this.#readNeed(client, clock);
      if (!origin && !rightOrigin) {
        parent = bytes.uint() === 1 ? bytes.text() : this.#readNeed(client, clock);
        if (info & HAS_KEY) key = bytes.text();
      }
    }
    const content = kind === 0 ? readGone(bytes) : readContent(bytes, kind);
    const { length } = content;
    if (length === 0) throw new MalformedUpdate('an empty struct');
    return { client, clock, length, content, origin, rightOrigin, parent, key };
  }

  readDeletes(): void {
    this.deletesAt = this.#bytes.at;
    const clients = cap(this.#bytes.uint(), UPDATE_CAPS.clientsCount, 'too many clients');
    const seen = new Set<number>();
    for (let i = 0; i < clients; i++) {
      const client = this.#bytes.uint();
      if (seen.has(client)) throw new MalformedUpdate('a client twice');
      seen.add(client);
      const count = this.#bytes.uint();
      let end = 0;
      for (let n = 0; n < count; n++) {
        const from = this.#bytes.uint();
        const to = from + this.#bytes.uint();
        if (!Number.isSafeInteger(to)) throw new MalformedUpdate('clock');
        cap(this.deletes.length + 1, UPDATE_CAPS.deletionsCount, 'too many deletions');
        if (to === from) throw new MalformedUpdate('an empty deletion');
        // Yjs writes them in order and merged. Each is looked up struct by struct, so overlapping ones
        // multiply that work.
        if (from < end) throw new MalformedUpdate('deletions out of order');
        end = to;
        this.deletes.push({ client, from, to });
      }
    }
  }
}

/**
 * Reads a V1 update to its end. Its time and memory are bounded by the bytes that are there, never by a count
 * that the bytes claim. `malformed`: bytes that Yjs would not read, or that no Yjs writes.
 */
export function summarize(
  update: Uint8Array,
  options: ReadOptions = { known: () => 0, countsConflicts: true },
): UpdateSummary | 'malformed' | 'conflicts' {
  try {
    const reader = new Reader(update, options);
    reader.readStructs();
    reader.readDeletes();
    return reader.isAtEnd ? reader : 'malformed';
  } catch (error) {
    if (error instanceof ConflictFlood) return 'conflicts';
    // An early end, a bad string, bad JSON: all of it is foreign bytes.
    if (error instanceof Error) return 'malformed';
    throw error;
  }
}
