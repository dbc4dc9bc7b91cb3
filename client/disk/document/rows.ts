import * as Y from 'yjs';
import { ORIGINS } from '../../../shared/session/index.ts';

/** The end of the rows that were read: the next key, and the number of rows in all. */
export interface RowsEnd {
  readonly next: number;
  readonly count: number;
}

export interface RowsRead {
  readonly values: readonly unknown[];
  readonly end: RowsEnd;
}

/** Reads the rows from this key on. The returned function may be called when the transaction has ended. */
export function readRows(rows: IDBObjectStore, from: number): () => RowsRead {
  const range = IDBKeyRange.lowerBound(from);
  const keys = rows.getAllKeys(range);
  const values = rows.getAll(range);
  const count = rows.count();
  return () => {
    const last = keys.result.at(-1);
    // The first key that IndexedDB gives is 1.
    const next = last === undefined ? Math.max(from, 1) : Number(last) + 1;
    return { values: values.result, end: { next, count: count.result } };
  };
}

/** Applies one row. Returns why it cannot be read, or undefined. */
export function applyRow(doc: Y.Doc, row: unknown): string | undefined {
  if (!(row instanceof Uint8Array)) return 'not bytes';
  try {
    Y.applyUpdate(doc, row, ORIGINS.store);
    return undefined;
  } catch (cause) {
    return String(cause);
  }
}
