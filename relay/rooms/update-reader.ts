import * as decoding from 'lib0/decoding';

/** What an update claims, read without building any of it. All clocks are Yjs clocks: a count of what one client has made. */
export interface UpdateSummary {
  /** New structs by client: [from, to) and, where they do not follow each other, the first clock after a hole. */
  readonly structs: ReadonlyMap<number, ClockRange>;
  /** The highest clock of each client that a struct hangs on (its neighbours, its parent). */
  readonly needs: ReadonlyMap<number, number>;
  readonly deletes: readonly Deletion[];
}

export interface ClockRange {
  readonly from: number;
  readonly to: number;
  /** The end of the last hole between `from` and `to`; undefined where there is none. */
  readonly holeEnd: number | undefined;
}

export interface Deletion {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** Caps that no honest update of `LIMITS.messageMaxBytes` reaches. They bound what reading and applying may cost. */
export const UPDATE_CAPS = {
  clientsCount: 20_000,
  structsCount: 1_000_000,
  deletionsCount: 500_000,
  /** One struct's length: a run of deleted values counts as one. */
  structLength: 2 ** 24,
  /** Yjs goes into values by recursion: what is nested too deep for some stack can be written by one replica and read by no other. */
  valueDepth: 64,
} as const;

export class MalformedUpdate extends Error {}

function cap(value: number, max: number, what: string): number {
  if (value > max) throw new MalformedUpdate(what);
  return value;
}

/** Bits of a struct's info byte, as Yjs writes them. */
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const CONTENT = 0x1f;
const SKIP = 10;

/** Yjs knows seven shared types, numbered from 0; two of them (3 and 5) carry a name. */
const LAST_TYPE = 6;
const NAMED_TYPES: readonly number[] = [3, 5];

/** Reads past a text. It is decoded all the same: Yjs would throw at bytes that are not UTF-8. */
const skipText = (decoder: decoding.Decoder): void => {
  decoding.readVarString(decoder);
};

/** Of values that came out of bytes, so there are no cycles. */
function checkDepth(value: unknown, left: number = UPDATE_CAPS.valueDepth): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (left === 0) throw new MalformedUpdate('nested too deep');
  for (const each of Object.values(value)) checkDepth(each, left - 1);
}

const skipJson = (decoder: decoding.Decoder): void => checkDepth(JSON.parse(decoding.readVarString(decoder)));

/** Reads past one item's content; answers how many clocks it takes. */
function readContent(decoder: decoding.Decoder, kind: number): number {
  switch (kind) {
    case 1: // deleted
      return cap(decoding.readVarUint(decoder), UPDATE_CAPS.structLength, 'struct too long');
    case 2: {
      // JSON values, each as text
      const length = decoding.readVarUint(decoder);
      for (let i = 0; i < length; i++) {
        const json = decoding.readVarString(decoder);
        if (json !== 'undefined') checkDepth(JSON.parse(json));
      }
      return length;
    }
    case 3: // bytes
      decoding.readVarUint8Array(decoder);
      return 1;
    case 5: // an embedded value
      skipJson(decoder);
      return 1;
    case 4: // text: one clock for each UTF-16 unit
      return decoding.readVarString(decoder).length;
    case 6: // text format: name, JSON
      skipText(decoder);
      skipJson(decoder);
      return 1;
    case 7: {
      const type = decoding.readVarUint(decoder);
      if (type > LAST_TYPE) throw new MalformedUpdate('unknown shared type');
      if (NAMED_TYPES.includes(type)) skipText(decoder);
      return 1;
    }
    case 8: {
      const length = decoding.readVarUint(decoder);
      for (let i = 0; i < length; i++) checkDepth(decoding.readAny(decoder));
      return length;
    }
    case 9:
      // Nothing here loads documents inside documents, and their options would reach Yjs unchecked.
      throw new MalformedUpdate('a document inside the document');
    default:
      throw new MalformedUpdate('unknown content');
  }
}

class Reader {
  readonly structs = new Map<number, ClockRange>();
  readonly needs = new Map<number, number>();
  readonly deletes: Deletion[] = [];
  readonly #decoder: decoding.Decoder;
  #structCount = 0;

  constructor(bytes: Uint8Array) {
    this.#decoder = decoding.createDecoder(bytes);
  }

  isAtEnd(): boolean {
    return !decoding.hasContent(this.#decoder);
  }

  #uint(): number {
    return decoding.readVarUint(this.#decoder);
  }

  #need(client: number, clock: number): void {
    if (clock > (this.needs.get(client) ?? -1)) this.needs.set(client, clock);
  }

  /** Reads an id that the struct at (`client`, `clock`) hangs on. */
  #readNeed(client: number, clock: number): void {
    const needed = this.#uint();
    const at = this.#uint();
    // Yjs looks its own client's ids up without asking whether they are there.
    if (needed === client && at >= clock) throw new MalformedUpdate('a struct that hangs on itself');
    this.#need(needed, at);
  }

  readStructs(): void {
    const clients = cap(this.#uint(), UPDATE_CAPS.clientsCount, 'too many clients');
    for (let i = 0; i < clients; i++) {
      const count = this.#uint();
      const client = this.#uint();
      // Yjs would read both and keep the second only.
      if (this.structs.has(client)) throw new MalformedUpdate('a client twice');
      const from = this.#uint();
      let clock = from;
      let holeEnd: number | undefined;
      for (let n = 0; n < count; n++) {
        this.#structCount = cap(this.#structCount + 1, UPDATE_CAPS.structsCount, 'too many structs');
        const info = decoding.readUint8(this.#decoder);
        if (info === SKIP) {
          clock += this.#uint();
          holeEnd = clock;
        } else {
          clock += this.#readStruct(info, client, clock);
        }
        if (!Number.isSafeInteger(clock)) throw new MalformedUpdate('clock');
      }
      if (count > 0) this.structs.set(client, { from, to: clock, holeEnd });
    }
  }

  #readStruct(info: number, client: number, clock: number): number {
    const decoder = this.#decoder;
    const kind = info & CONTENT;
    if (kind === 0) return cap(this.#uint(), UPDATE_CAPS.structLength, 'struct too long');
    if (info & HAS_ORIGIN) this.#readNeed(client, clock);
    if (info & HAS_RIGHT_ORIGIN) this.#readNeed(client, clock);
    if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
      if (this.#uint() === 1) skipText(decoder);
      else this.#readNeed(client, clock);
      if (info & HAS_KEY) skipText(decoder);
    }
    const length = readContent(decoder, kind);
    if (length === 0) throw new MalformedUpdate('an empty struct');
    return length;
  }

  readDeletes(): void {
    const clients = cap(this.#uint(), UPDATE_CAPS.clientsCount, 'too many clients');
    const seen = new Set<number>();
    for (let i = 0; i < clients; i++) {
      const client = this.#uint();
      if (seen.has(client)) throw new MalformedUpdate('a client twice');
      seen.add(client);
      const count = this.#uint();
      let end = 0;
      for (let n = 0; n < count; n++) {
        const from = this.#uint();
        const to = from + this.#uint();
        if (!Number.isSafeInteger(to)) throw new MalformedUpdate('clock');
        cap(this.deletes.length + 1, UPDATE_CAPS.deletionsCount, 'too many deletions');
        if (to === from) throw new MalformedUpdate('an empty deletion');
        // Yjs writes them in order and merged. Each is looked up struct by struct, so overlapping ones multiply that work.
        if (from < end) throw new MalformedUpdate('deletions out of order');
        end = to;
        this.deletes.push({ client, from, to });
      }
    }
  }
}

/**
 * Reads a V1 update to its end. Its time and memory are bounded by the bytes that are there, never by a count that the bytes claim.
 * Undefined for bytes that Yjs would not read, or that no Yjs writes.
 */
export function summarize(update: Uint8Array): UpdateSummary | undefined {
  try {
    const reader = new Reader(update);
    reader.readStructs();
    reader.readDeletes();
    return reader.isAtEnd() ? reader : undefined;
  } catch (error) {
    // What lib0 throws at the end of the bytes, a bad string, or values nested deeper than the stack: all of it is foreign bytes.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
