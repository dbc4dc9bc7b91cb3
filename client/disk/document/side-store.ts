import { deviceNow } from '../../model/index.ts';
/** y-indexeddb's two stores: rows of Yjs updates (V1) under growing keys, and a place for anything else. */
export const ROWS = 'updates';
export const ASIDE = 'custom';

/** Keys of that place. */
const NOTES = 'notes';
const BEFORE = 'before/';
const KEPT = 'kept/';
const LEFT = 'left';

/** What stays of a document that the session has left for another. */
export interface RetiredGeneration {
  /**
   * A Yjs snapshot (V1) of it: a tab that still holds the document tells by this which of its edits nobody
   * has decided about.
   */
  readonly snapshot: Uint8Array;
  /** Edits of this device that were written into its successor and that the relay lacked then. */
  readonly sent: number;
}

/**
 * Notes as they are to be stored. `displaced`: kept edits in a form that this version cannot read, where
 * others take their place.
 */
export interface Written {
  readonly notes: { readonly kept?: unknown };
  readonly displaced: unknown;
}

const under = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/**
 * Lets `transaction` fail as a whole (ConstraintError) where another tab has taken the session from this
 * generation to the next. It asks for nothing that would have to be waited for, so that it works in a page
 * that is being left.
 */
export function fence(aside: IDBObjectStore, generation: number): void {
  aside.add(0, [LEFT, generation]);
  aside.delete([LEFT, generation]);
}

/** Leaves a generation for good. Fails the transaction like `fence`, so that one tab does, and once. */
export const leave = (aside: IDBObjectStore, generation: number, left: RetiredGeneration): void =>
  void aside.add(left, [LEFT, generation]);

/** What was left since `generation`, the oldest first; empty where it is the newest. */
export const leftSince = (aside: IDBObjectStore, generation: number): IDBRequest<unknown[]> =>
  aside.getAll(IDBKeyRange.bound([LEFT, generation], [LEFT, Number.MAX_SAFE_INTEGER]));

export const isLeft = (value: unknown): value is RetiredGeneration =>
  typeof value === 'object' &&
  value !== null &&
  'snapshot' in value &&
  value.snapshot instanceof Uint8Array &&
  'sent' in value &&
  typeof value.sent === 'number';

export const readNotesOf = (aside: IDBObjectStore): IDBRequest<unknown> => aside.get(NOTES);

/** How many lists of kept edits lie here that an app of another version will read. */
export const countUnread = (aside: IDBObjectStore): IDBRequest<number> => aside.count(under(KEPT));

/** Documents from before are let go where nothing is kept any more. */
export function writeDown(aside: IDBObjectStore, { notes, displaced }: Written): void {
  aside.put(notes, NOTES);
  if (displaced !== undefined) aside.put(displaced, `${KEPT}${deviceNow()}`);
  if (notes.kept !== undefined) return;
  const unread = countUnread(aside);
  unread.onsuccess = () => {
    if (unread.result === 0) aside.delete(under(BEFORE));
  };
}

/** `document`: one that was left, as an update. `rows`: others of its rows, which it may not have. */
export function keepBefore(aside: IDBObjectStore, document: Uint8Array, rows: readonly unknown[]): void {
  const key = `${BEFORE}${deviceNow()}`;
  aside.put(document, key);
  for (const [index, row] of rows.entries()) aside.put(row, `${key}/${index}`);
}
