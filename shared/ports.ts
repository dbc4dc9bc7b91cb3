import type { AppError, Result } from './errors.ts';
import type { SessionId } from './ids.ts';

/**
 * Contracts with more than one implementation. Each has one suite in `tests/contracts/`, and every
 * implementation runs all of it.
 */

/**
 * A relay's data of one session's document. Bytes are Yjs updates in V1; the order of `updates` is the order
 * of appending.
 */
export interface StoredDocument {
  readonly snapshot: Uint8Array | undefined;
  readonly updates: readonly Uint8Array[];
  /** The number of the newest appended update; 0 before the first. Goes on counting through compaction. */
  readonly through: number;
}

/** The rows of a document as they lie on a disk. */
export interface StoredRows {
  readonly snapshot: Uint8Array | undefined;
  /** Each with its number. */
  readonly updates: readonly (readonly [number, Uint8Array])[];
}

/** JSON: what a record may hold. */
export type RecordValue = { readonly [key: string]: unknown };

/**
 * The relay's own tables: each record is found by its collection and its key. In all but the first five the
 * key begins with the session's id and a slash, so a prefix finds, and `erase` takes away, what belongs to
 * one session.
 *
 *     relay        what the relay keeps of itself, by name: how much time it has seen, since when something is nobody's
 *     keys         the relay's own secrets, by name; sessions' wrapped keys, by session id
 *     codes        by the keyed hash of a share code: which session and share it opens
 *     sessions     by session id; a deleted session leaves its tombstone here
 *     memberships  user/session: who belongs where, found by person; one whose session or membership is gone means nothing
 *     members      session/user
 *     shares       session/share
 *     requests     session/user: who asks for what
 *     clients      session/Yjs client id: whose it is
 *     events       session/number: the activity
 *     counts       session/name: analytics that were added up
 *     screenshots  session/name
 */
export type Collection =
  | 'relay'
  | 'keys'
  | 'codes'
  | 'sessions'
  | 'memberships'
  | 'members'
  | 'shares'
  | 'requests'
  | 'clients'
  | 'events'
  | 'counts'
  | 'screenshots';

/** The collections whose keys begin with a session's id and a slash. */
export const SESSION_COLLECTIONS = [
  'members',
  'shares',
  'requests',
  'clients',
  'events',
  'counts',
  'screenshots',
] as const satisfies readonly Collection[];

export const COLLECTIONS = [
  'relay',
  'keys',
  'codes',
  'sessions',
  'memberships',
  ...SESSION_COLLECTIONS,
] as const satisfies readonly Collection[];

/** Which record. */
export interface RecordKey {
  readonly collection: Collection;
  readonly key: string;
}

/** One step of a `write`. */
export type RecordChange =
  | {
      readonly type: 'put';
      readonly collection: Collection;
      readonly key: string;
      readonly value: RecordValue;
    }
  | { readonly type: 'remove'; readonly collection: Collection; readonly key: string };

export interface RecordListOptions {
  /** Only keys that begin with this. */
  readonly prefix?: string;
  /** Only keys after this one. */
  readonly after?: string;
  readonly limit?: number;
  /** From the last key to the first; `after` then means before. */
  readonly reverse?: boolean;
  /**
   * Rejects where something cannot be read, which is left out otherwise: for whoever concludes anything from
   * what is not there.
   */
  readonly isWhole?: boolean;
}

/**
 * The relay's disk. Every promise that resolves means: flushed, a power cut later it is still there. Every
 * promise that rejects means: unknown, treat the disk as failed and start again from what it holds. Calls may
 * overlap; appends to one session keep their order, and sessions do not wait for each other. Whoever opened
 * it calls `close`, once.
 */
export interface RelayStore {
  /** Undefined for a session that nothing was ever appended to. */
  load(id: SessionId): Promise<StoredDocument | undefined>;
  /** Adds one update; answers its number. */
  append(id: SessionId, update: Uint8Array): Promise<number>;
  /** Puts `snapshot` in the place of the updates up to `through`, all or nothing; newer updates stay. */
  compact(id: SessionId, through: number, snapshot: Uint8Array): Promise<void>;
  /**
   * Returns the stored rows of a document, sealed or not, also where they cannot be read: to be kept, not to
   * be used.
   */
  rows(id: SessionId): Promise<StoredRows>;
  /** The sessions that something of a document is kept of. */
  documents(): Promise<readonly SessionId[]>;
  get(collection: Collection, key: string): Promise<RecordValue | undefined>;
  /** Writes one record; with `onlyIfAbsent`, answers false and writes nothing where there is one. */
  put(collection: Collection, key: string, value: RecordValue, onlyIfAbsent?: boolean): Promise<boolean>;
  /** All of the changes or none, in order. */
  write(changes: readonly RecordChange[]): Promise<void>;
  /** Records in the order of their keys (by UTF-8 bytes). */
  list(
    collection: Collection,
    options?: RecordListOptions,
  ): Promise<readonly (readonly [string, RecordValue])[]>;
  /**
   * Takes away the session's document and all its records, its wrapped key too, and puts `sessionRecord` (a
   * tombstone, or what is known of an archived session) in the place of its entry in `sessions`: all or
   * nothing. `keep` names collections that stay as they are, `along` records besides the session's own that
   * go too; that may be the one in `sessions` itself, and then nothing of it is left.
   */
  erase(
    id: SessionId,
    sessionRecord: RecordValue,
    keep?: readonly Collection[],
    along?: readonly RecordKey[],
  ): Promise<void>;
  close(): Promise<void>;
}

/** The part of a store that holds records and no documents. */
export type RecordStore = Pick<RelayStore, 'get' | 'put' | 'write' | 'list'>;

/** The part of an `AbortSignal` that is used, which not every end of the house knows by type. */
export interface EndSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface BlobInfo {
  /** Of the content, not of what the disk holds. */
  readonly bytes: number;
}

/** A part of a blob, in bytes; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Large bytes of sessions, each found by its session and a name ([a-z0-9-]{1,80}, checked by the callee
 * before anything else; never a path). A write is all or nothing: until it is complete and flushed, readers
 * do not find it. Expected failures: `api/quota`, `api/too-large`, `api/hash`, `api/range`; a full disk is
 * `store/full`, a failing one `store/unavailable`.
 */
export interface BlobStore {
  stat(id: SessionId, name: string): Promise<BlobInfo | undefined>;
  /** Streams it, or a part of it. Undefined where there is none. */
  read(id: SessionId, name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Puts a small one as a whole, in the place of what was there. */
  put(id: SessionId, name: string, content: Uint8Array): Promise<Result<BlobInfo, AppError>>;
  /** How much of an unfinished one is there; 0 where nothing is. */
  received(id: SessionId, name: string): Promise<number>;
  /**
   * Adds to an unfinished one from `offset`, which must be what `received` says. When `total` is reached it
   * is finished if its SHA-256 (hex) is `sha256`, and thrown away otherwise. Returns how much is there. A
   * broken source keeps what arrived; once `signal` is aborted, with an `AppError` as its reason, nothing is
   * kept, and that is the answer.
   */
  receive(
    id: SessionId,
    name: string,
    part: {
      readonly offset: number;
      readonly total: number;
      readonly sha256: string;
      readonly source: AsyncIterable<Uint8Array>;
      readonly signal?: EndSignal;
    },
  ): Promise<Result<{ readonly received: number; readonly complete: boolean }, AppError>>;
  list(id: SessionId): Promise<readonly (readonly [string, BlobInfo])[]>;
  /** False where there was none. */
  remove(id: SessionId, name: string): Promise<boolean>;
  /** All of a session's, finished or not. */
  erase(id: SessionId): Promise<void>;
  /**
   * Drops unfinished ones that nobody has gone on with for `idleMs` of the time that this store is open, the
   * oldest first, until that has freed `bytes`. Returns how many bytes it was. What is being sent stays.
   */
  dropIdle(idleMs: number, bytes?: number): Promise<number>;
}
