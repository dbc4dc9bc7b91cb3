import * as decoding from 'lib0/decoding';

/** Bytes that Yjs would not read, or that no Yjs writes. */
export class MalformedUpdate extends Error {}

/** Caps that no honest update of `LIMITS.messageMaxBytes` reaches. They bound what reading and applying may cost. */
export const UPDATE_CAPS = {
  clientsCount: 20_000,
  structsCount: 500_000,
  deletionsCount: 500_000,
  /** One struct's length: a run of deleted values counts as one. */
  structLength: 2 ** 24,
  /** Yjs goes into values by recursion: what is nested too deep for some stack can be written by one replica and read by no other. */
  valueDepth: 64,
} as const;

export function cap(value: number, max: number, what: string): number {
  if (value > max) throw new MalformedUpdate(what);
  return value;
}

/** What a struct holds; `length`: how many clocks it takes. */
export type Content =
  /** Nothing any more, not even a place. */
  | { readonly type: 'gone'; readonly length: number }
  /** Values that were taken back; their place is still known. */
  | { readonly type: 'deleted'; readonly length: number }
  | { readonly type: 'map'; readonly length: 1 }
  | { readonly type: 'values'; readonly length: number; readonly values: readonly unknown[] }
  /** Something that no session holds. */
  | { readonly type: 'other'; readonly length: number };

const MAP: Content = { type: 'map', length: 1 };
const OTHER: Content = { type: 'other', length: 1 };

/** Yjs knows seven shared types, numbered from 0. */
const MAP_TYPE = 1;
const LAST_TYPE = 6;
/** Those that carry a name. */
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

export function readGone(decoder: decoding.Decoder): Content {
  return {
    type: 'gone',
    length: cap(decoding.readVarUint(decoder), UPDATE_CAPS.structLength, 'struct too long'),
  };
}

/** Reads one item's content; `kind` as Yjs numbers it. */
export function readContent(decoder: decoding.Decoder, kind: number): Content {
  switch (kind) {
    case 1:
      return {
        type: 'deleted',
        length: cap(decoding.readVarUint(decoder), UPDATE_CAPS.structLength, 'struct too long'),
      };
    case 2: {
      // JSON values, each as text
      const length = decoding.readVarUint(decoder);
      for (let i = 0; i < length; i++) {
        const json = decoding.readVarString(decoder);
        if (json !== 'undefined') checkDepth(JSON.parse(json));
      }
      return { type: 'other', length };
    }
    case 3: // bytes
      decoding.readVarUint8Array(decoder);
      return OTHER;
    case 5: // an embedded value
      skipJson(decoder);
      return OTHER;
    case 4: // text: one clock for each UTF-16 unit
      return { type: 'other', length: decoding.readVarString(decoder).length };
    case 6: // text format: name, JSON
      skipText(decoder);
      skipJson(decoder);
      return OTHER;
    case 7: {
      const type = decoding.readVarUint(decoder);
      if (type > LAST_TYPE) throw new MalformedUpdate('unknown shared type');
      if (NAMED_TYPES.includes(type)) skipText(decoder);
      return type === MAP_TYPE ? MAP : OTHER;
    }
    case 8: {
      const length = decoding.readVarUint(decoder);
      const values: unknown[] = [];
      for (let i = 0; i < length; i++) {
        const value: unknown = decoding.readAny(decoder);
        checkDepth(value);
        values.push(value);
      }
      return { type: 'values', length, values };
    }
    case 9:
      // Nothing here loads documents inside documents, and their options would reach Yjs unchecked.
      throw new MalformedUpdate('a document inside the document');
    default:
      throw new MalformedUpdate('unknown content');
  }
}
