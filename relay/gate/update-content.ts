import { type ByteReader, MalformedUpdate, VALUE_DEPTH_MAX } from './byte-reader.ts';

/**
 * Caps that no honest update of `LIMITS.messageMaxBytes` reaches. They bound what reading and applying may
 * cost.
 */
export const UPDATE_CAPS = {
  clientsCount: 20_000,
  structsCount: 500_000,
  deletionsCount: 500_000,
  /** One struct's length: a run of deleted values counts as one. */
  structLength: 2 ** 24,
  valueDepth: VALUE_DEPTH_MAX,
} as const;

export function cap(value: number, max: number, what: string): number {
  if (value > max) throw new MalformedUpdate(what);
  return value;
}

/** The content of a struct; `length`: how many clocks it takes. */
export type Content =
  /** A garbage-collected struct: neither its values nor its parent are known. */
  | { readonly type: 'gone'; readonly length: number }
  /** Deleted values; their parent is still known. */
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
/** The shared types that carry a name (XML elements and hooks). */
const NAMED_TYPES: readonly number[] = [3, 5];

/** Throws for a value that is nested too deep. Values are parsed from text, so they have no cycles. */
function checkDepth(value: unknown, left: number = UPDATE_CAPS.valueDepth): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw new MalformedUpdate('nested too deep');
  for (const each of Object.values(value)) checkDepth(each, left - 1);
}

const checkJson = (text: string): void => checkDepth(JSON.parse(text));

const readLength = (bytes: ByteReader): number =>
  cap(bytes.uint(), UPDATE_CAPS.structLength, 'struct too long');

export const readGone = (bytes: ByteReader): Content => ({ type: 'gone', length: readLength(bytes) });

/**
 * Reads one item's content; `kind` as Yjs numbers it. Texts are decoded also where nobody looks at them: Yjs
 * would throw at some.
 */
export function readContent(bytes: ByteReader, kind: number): Content {
  switch (kind) {
    case 1:
      return { type: 'deleted', length: readLength(bytes) };
    case 2: {
      // JSON values, each as text
      const length = bytes.uint();
      for (let i = 0; i < length; i++) {
        const json = bytes.text();
        if (json !== 'undefined') checkJson(json);
      }
      return { type: 'other', length };
    }
    case 3:
      bytes.bytes();
      return OTHER;
    case 5: // an embedded value
      checkJson(bytes.text());
      return OTHER;
    case 4: // text: one clock for each UTF-16 unit
      return { type: 'other', length: bytes.text().length };
    case 6: // text format: name, JSON
      bytes.text();
      checkJson(bytes.text());
      return OTHER;
    case 7: {
      const type = bytes.uint();
      if (type > LAST_TYPE) throw new MalformedUpdate('unknown shared type');
      if (NAMED_TYPES.includes(type)) bytes.text();
      return type === MAP_TYPE ? MAP : OTHER;
    }
    case 8: {
      const length = bytes.uint();
      if (length === 1) return { type: 'values', length, values: [bytes.value()] };
      const values: unknown[] = [];
      for (let i = 0; i < length; i++) values.push(bytes.value());
      return { type: 'values', length, values };
    }
    case 9:
      // Nothing here loads documents inside documents, and their options would reach Yjs unchecked.
      throw new MalformedUpdate('a document inside the document');
    default:
      throw new MalformedUpdate('unknown content');
  }
}
