import type { SessionId } from './ids.ts';

/** Contracts with more than one implementation. Each has one suite in `tests/contracts/`, and every implementation runs all of it. */

/** What a relay knows of one session's document. Bytes are Yjs updates in V1; the order of `updates` is the order of appending. */
export interface StoredDocument {
  readonly snapshot: Uint8Array | undefined;
  readonly updates: readonly Uint8Array[];
  /** The number of the newest appended update; 0 before the first. Goes on counting through compaction. */
  readonly through: number;
}

/** JSON: what a record may hold. */
export type RecordValue = { readonly [key: string]: unknown };

/** The relay's own tables: each record is found by its collection and its key. */
export type Collection = 'sessions' | 'members' | 'shares' | 'keys';

/**
 * The relay's disk. Every promise that resolves means: flushed, a power cut later it is still there. Every promise that rejects means:
 * unknown, treat the disk as failed and start again from what it holds. Calls may overlap; appends to one session keep their order, and
 * sessions do not wait for each other. Whoever opened it calls `close`, once.
 */
export interface RelayStore {
  /** Undefined for a session that nothing was ever appended to. */
  load(id: SessionId): Promise<StoredDocument | undefined>;
  /** Adds one update; answers its number. */
  append(id: SessionId, update: Uint8Array): Promise<number>;
  /** Puts `snapshot` in the place of the updates up to `through`, all or nothing; newer updates stay. */
  compact(id: SessionId, through: number, snapshot: Uint8Array): Promise<void>;
  get(collection: Collection, key: string): Promise<RecordValue | undefined>;
  /** Writes one record; with `onlyIfAbsent`, answers false and writes nothing where there is one. */
  put(collection: Collection, key: string, value: RecordValue, onlyIfAbsent?: boolean): Promise<boolean>;
  close(): Promise<void>;
}
