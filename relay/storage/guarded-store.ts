import type { SessionId } from '../../shared/ids.ts';
import type {
  Collection,
  RecordChange,
  RecordKey,
  RecordListOptions,
  RecordValue,
  RelayStore,
  StoredDocument,
  StoredRows,
} from '../../shared/ports.ts';
import type { Reserve } from './reserve.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
/**
 * Pages that a commit writes anew around what it changes (copy on write), and its list of free ones. The most
 * that was measured was 12 KiB for a record.
 */
const COMMIT_BYTES = 128 * KiB;
/** To open a store: its lock, and the number of the opening. */
export const START_BYTES = 2 * COMMIT_BYTES;
/**
 * The same of a deletion: 52 KiB were the most that was measured, of sessions with 10 MB and with 20,000
 * records.
 */
const ERASE_BYTES = 512 * KiB;
/** A record may be alone on the page that is written anew for it. */
const PAGE_BYTES = 4 * KiB;
/** The factor that a record's seal and its place in a page add to its text. */
const RECORD_FACTOR = 2;
/** The free space above which nothing is computed. */
const PLENTY_BYTES = 64 * MiB;

/** Thrown before the store is called, and as the system does it. */
export class NoRoom extends Error {
  readonly code = 'ENOSPC';

  constructor() {
    super('No space left on device');
  }
}

/**
 * A store that is asked to write only where its disk has room: a commit that fails for want of it ends LMDB's
 * environment for good, and the next transaction never answers. What deletes, closes and keeps records has
 * the reserve; what adds to documents has not, and is refused (`NoRoom`) from the first time on that there is
 * none: numbers that followed one that is missing would make the document unreadable. Compaction only saves
 * room, so without any it waits for a better day.
 */
export class GuardedStore implements RelayStore {
  readonly #inner: RelayStore;
  readonly #reserve: Reserve;
  #isFull = false;

  constructor(inner: RelayStore, reserve: Reserve) {
    this.#inner = inner;
    this.#reserve = reserve;
  }

  load(id: SessionId): Promise<StoredDocument | undefined> {
    return this.#inner.load(id);
  }

  rows(id: SessionId): Promise<StoredRows> {
    return this.#inner.rows(id);
  }

  append(id: SessionId, update: Uint8Array): Promise<number> {
    this.#isFull ||= !this.#reserve.has(COMMIT_BYTES + update.length);
    return this.#isFull ? Promise.reject(new NoRoom()) : this.#inner.append(id, update);
  }

  async compact(id: SessionId, through: number, snapshot: Uint8Array): Promise<void> {
    if (this.#reserve.has(COMMIT_BYTES + snapshot.length)) await this.#inner.compact(id, through, snapshot);
  }

  documents(): Promise<readonly SessionId[]> {
    return this.#inner.documents();
  }

  get(collection: Collection, key: string): Promise<RecordValue | undefined> {
    return this.#inner.get(collection, key);
  }

  async put(collection: Collection, key: string, value: RecordValue, onlyIfAbsent = false): Promise<boolean> {
    this.#need(() => COMMIT_BYTES + sizeOf(value));
    return this.#inner.put(collection, key, value, onlyIfAbsent);
  }

  async write(changes: readonly RecordChange[]): Promise<void> {
    this.#need(() => changes.reduce((sum, each) => sum + PAGE_BYTES + sizeOfChange(each), COMMIT_BYTES));
    await this.#inner.write(changes);
  }

  list(
    collection: Collection,
    options?: RecordListOptions,
  ): Promise<readonly (readonly [string, RecordValue])[]> {
    return this.#inner.list(collection, options);
  }

  async erase(
    id: SessionId,
    sessionRecord: RecordValue,
    keep?: readonly Collection[],
    along?: readonly RecordKey[],
  ): Promise<void> {
    this.#need(() => ERASE_BYTES);
    await this.#inner.erase(id, sessionRecord, keep, along);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #need(bytes: () => number): void {
    if (this.#reserve.has(PLENTY_BYTES)) return;
    if (!this.#reserve.makeRoom(bytes())) throw new NoRoom();
  }
}

const sizeOfChange = (change: RecordChange): number => (change.type === 'put' ? sizeOf(change.value) : 0);
const sizeOf = (value: RecordValue): number => RECORD_FACTOR * JSON.stringify(value).length;
