import { deviceNow } from '../../model/index.ts';
/** y-indexeddb's two stores: rows of Yjs updates (V1) under growing keys, and one for anything else. */
export const ROWS = 'updates';
export const SIDE = 'custom';

/** Keys of the side store. They are on people's disks: none is ever renamed. */
const METADATA = 'notes';
const BEFORE = 'before/';
const KEPT = 'kept/';
const RETIRED = 'left';

/** The trace that a generation of the document leaves when the session is rebased to the next. */
export interface RetiredGeneration {
  /** A Yjs snapshot (V1): a tab that still holds this generation has decided about nothing beyond it. */
  readonly snapshot: Uint8Array;
  /** Edits of this device that were written into the next generation and that the relay lacked then. */
  readonly sent: number;
}

/**
 * Metadata as it is to be stored. `displaced`: kept edits in a form that this version cannot read, where
 * others take their place.
 */
export interface MetadataWrite {
  readonly metadata: { readonly kept?: unknown };
  readonly displaced: unknown;
}

const under = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/**
 * Makes the whole transaction fail (ConstraintError) where `generation` has been retired. It needs no answer
 * to go on, so that it also works in a page that is being left.
 */
export function fence(side: IDBObjectStore, generation: number): void {
  side.add(0, [RETIRED, generation]);
  side.delete([RETIRED, generation]);
}

/** Retires a generation for good. A second tab that tries fails as `fence` says: the row is there already. */
export const retire = (side: IDBObjectStore, generation: number, retired: RetiredGeneration): void =>
  void side.add(retired, [RETIRED, generation]);

/** Generations that were retired since `generation`, that one first; empty where it is the newest. */
export const retiredSince = (side: IDBObjectStore, generation: number): IDBRequest<unknown[]> =>
  side.getAll(IDBKeyRange.bound([RETIRED, generation], [RETIRED, Number.MAX_SAFE_INTEGER]));

export const isRetired = (value: unknown): value is RetiredGeneration =>
  typeof value === 'object' &&
  value !== null &&
  'snapshot' in value &&
  value.snapshot instanceof Uint8Array &&
  'sent' in value &&
  typeof value.sent === 'number';

export const getMetadata = (side: IDBObjectStore): IDBRequest<unknown> => side.get(METADATA);

/** Counts lists of kept edits that only another version of the app can read. */
export const countUnread = (side: IDBObjectStore): IDBRequest<number> => side.count(under(KEPT));

/** Writes metadata. Documents that were set aside are deleted where no edits are kept any more. */
export function putMetadata(side: IDBObjectStore, { metadata, displaced }: MetadataWrite): void {
  side.put(metadata, METADATA);
  if (displaced !== undefined) side.put(displaced, `${KEPT}${deviceNow()}`);
  if (metadata.kept !== undefined) return;
  const unread = countUnread(side);
  unread.onsuccess = () => {
    if (unread.result === 0) side.delete(under(BEFORE));
  };
}

/** Keeps a retired document (as an update) and rows of it that it may not contain. */
export function setAside(side: IDBObjectStore, document: Uint8Array, rows: readonly unknown[]): void {
  const key = `${BEFORE}${deviceNow()}`;
  side.put(document, key);
  for (const [index, row] of rows.entries()) side.put(row, `${key}/${index}`);
}
