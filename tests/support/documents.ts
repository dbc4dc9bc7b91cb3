import * as Y from 'yjs';

/** Edits that a session takes, small enough to be told apart in a test. */

/** Of a kind that only a newer version knows, so that it may hold anything. */
const KIND = 'test';
const PLACEMENT = [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
/** The most that one text, and that one value, may hold. */
const TEXT_CHARS = 2_000;
const VALUE_CHARS = 60_000;

type Edit = (doc: Y.Doc) => void;

/**
 * Writes a value into the object `key`, and makes it where there is none. A long text is spread over several
 * objects.
 */
export const put =
  (key: string, value: unknown): Edit =>
  doc => {
    if (typeof value !== 'string' || value.length <= TEXT_CHARS) {
      write(doc, key, value);
      return;
    }
    for (let at = 0; at < value.length; at += VALUE_CHARS) {
      const part = value.slice(at, at + VALUE_CHARS);
      const texts = part.match(new RegExp(`.{1,${TEXT_CHARS}}`, 'gs'));
      write(doc, at === 0 ? key : `${key}-${at}`, texts);
    }
  };

function write(doc: Y.Doc, key: string, value: unknown): void {
  const objects = doc.getMap<Y.Map<unknown>>('objects');
  const known = objects.get(key);
  if (known) {
    known.set('value', value);
    return;
  }
  replace(key, value)(doc);
}

/** Puts a new object in the place of the old one, if there is any. */
export const replace =
  (key: string, value: unknown): Edit =>
  doc =>
    void doc
      .getMap('objects')
      .set(key, new Y.Map(Object.entries({ kind: KIND, placement: PLACEMENT, value })));

export const remove =
  (key: string): Edit =>
  doc =>
    doc.getMap('objects').delete(key);

/** Returns the values that `put` wrote, by key. */
export const valuesOf = (doc: Y.Doc): Record<string, unknown> =>
  Object.fromEntries(
    [...doc.getMap<Y.Map<unknown>>('objects')].map(([key, object]) => [key, object.get('value')]),
  );

/**
 * Whether two documents hold the same session and have seen the same edits. Their bytes may still differ: how
 * Yjs folds what was deleted depends on the order in which it came.
 */
export function sameSession(a: Y.Doc, b: Y.Doc): boolean {
  const sorted = (doc: Y.Doc): string =>
    JSON.stringify(
      [...doc.getMap<unknown>('objects')]
        .map(([key, value]) => [key, value instanceof Y.Map ? [...value].sort() : value])
        .sort(),
    );
  const vector = (doc: Y.Doc): string =>
    JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort());
  return sorted(a) === sorted(b) && vector(a) === vector(b);
}

/** The update that `edit` makes in `doc`. */
export function editOf(doc: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => edit(doc));
  return Y.encodeStateAsUpdate(doc, before);
}

export const equalDocs = (a: Y.Doc, b: Y.Doc): boolean =>
  Buffer.from(Y.encodeStateAsUpdate(a)).equals(Buffer.from(Y.encodeStateAsUpdate(b)));
