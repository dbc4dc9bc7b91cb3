import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import {
  type Collection,
  type RecordChange,
  type RecordKey,
  type RecordValue,
  type RelayStore,
  SESSION_COLLECTIONS,
} from '../../shared/ports.ts';
import { FILE, inspected, LOCK, storeUnavailable } from './lmdb-file.ts';
import { encodeSnapshot, HEADS, headKey, KEEPER, LAST, LmdbReader, newestOpening } from './lmdb-reader.ts';
import { unchainWrites } from './lmdb-writes.ts';
import { awaitLock, type FolderLock } from './lock.ts';

/** LMDB says that a commit failed, and why in a promise of its own, which follows at once or not at all. */
const REASON_MAX_MS = 100;

async function explain(error: Error & { readonly commitError?: Promise<never> }): Promise<never> {
  let timer: NodeJS.Timeout | undefined;
  const noReason = new Promise(resolve => {
    timer = setTimeout(resolve, REASON_MAX_MS);
  });
  try {
    await Promise.race([error.commitError, noReason]);
  } finally {
    clearTimeout(timer);
  }
  throw error;
}

const overtaken = (): Error => new Error('another relay has taken this data folder over');

/**
 * The relay's disk in one LMDB file. With `overlappingSync` off a write's promise resolves after its
 * transaction is committed and flushed; writes of one turn share a transaction, so concurrent sessions share
 * the flush.
 *
 * Numbers of updates are given out here and not by the file, so two relays on one file would write over each
 * other. The lock beside it keeps them apart where process ids mean the same to both; between containers they
 * do not. So each opening is numbered in the file, and every write holds only as long as there is no later
 * one.
 */
class LmdbStore extends LmdbReader implements RelayStore {
  readonly #env: RootDatabase;
  readonly #lock: FolderLock;
  readonly #log: NonNullable<LmdbReader['log']>;
  readonly #snapshots: NonNullable<LmdbReader['snapshots']>;
  readonly #records: NonNullable<LmdbReader['records']>;
  readonly #openings: Database<number, number>;
  /** The key of the opening after this one: once it is there, nothing is written any more. */
  readonly #next: number;
  /** The newest number given out, by session, of the sessions written to since opening. */
  readonly #last = new Map<SessionId, number>();

  static async open(env: RootDatabase, lock: FolderLock): Promise<LmdbStore> {
    const openings = env.openDB<number, number>({ name: 'openings', encoding: 'json' });
    const own = await env.transaction(() => {
      const number = newestOpening(openings) + 1;
      openings.put(number, Date.now());
      return number;
    });
    const store = new LmdbStore(env, lock, openings, own + 1);
    await env.transaction(() => store.#keepHeads(own));
    return store;
  }

  private constructor(env: RootDatabase, lock: FolderLock, openings: Database<number, number>, next: number) {
    super(env);
    this.#env = env;
    this.#lock = lock;
    const { log, snapshots, records } = this;
    if (!log || !snapshots || !records) throw new Error('a table was not opened');
    this.#log = log;
    this.#snapshots = snapshots;
    this.#records = records;
    this.#openings = openings;
    this.#next = next;
  }

  #keepHeads(own: number): void {
    if (this.#records.get(KEEPER) !== String(own - 1)) {
      const heads = [...this.#records.getKeys({ start: [HEADS, ''], end: [HEADS, LAST] })];
      for (const key of heads) this.#records.remove(key);
    }
    this.#records.put(KEEPER, String(own));
  }

  append(id: SessionId, update: Uint8Array): Promise<number> {
    const seq = (this.#last.get(id) ?? this.newest(id)) + 1;
    this.#last.set(id, seq);
    // Not an async function: the number and the place in the write queue are taken now, in the order of the
    // calls.
    return this.#write(() => {
      this.#log.put([id, seq], update);
      this.#records.put(headKey(id), String(seq));
    }).then(() => seq);
  }

  async compact(id: SessionId, through: number, snapshot: Uint8Array): Promise<void> {
    await this.#transact(() => {
      this.#snapshots.put(id, encodeSnapshot(through, snapshot));
      const folded = [...this.#log.getKeys({ start: [id, 0], end: [id, through + 1] })];
      for (const key of folded) this.#log.remove(key);
      const head = Number(this.#records.get(headKey(id)) ?? 0);
      if (head < through) this.#records.put(headKey(id), String(through));
    });
  }

  async put(collection: Collection, key: string, value: RecordValue, onlyIfAbsent = false): Promise<boolean> {
    const id: [string, string] = [collection, key];
    const json = JSON.stringify(value);
    if (!onlyIfAbsent) return this.#write(() => this.#records.put(id, json));
    return this.#transact(() => {
      if (this.#records.get(id) !== undefined) return false;
      this.#records.put(id, json);
      return true;
    });
  }

  async write(changes: readonly RecordChange[]): Promise<void> {
    const steps = changes.map(change => ({
      id: [change.collection, change.key] as [string, string],
      json: change.type === 'put' ? JSON.stringify(change.value) : undefined,
    }));
    await this.#transact(() => {
      for (const { id, json } of steps) {
        if (json === undefined) this.#records.remove(id);
        else this.#records.put(id, json);
      }
    });
  }

  async erase(
    id: SessionId,
    sessionRecord: RecordValue,
    keep: readonly Collection[] = [],
    along: readonly RecordKey[] = [],
  ): Promise<void> {
    const json = JSON.stringify(sessionRecord);
    await this.#transact(() => {
      const keys = [...this.#log.getKeys({ start: [id, 0], end: [id, Number.MAX_SAFE_INTEGER] })];
      for (const key of keys) this.#log.remove(key);
      this.#snapshots.remove(id);
      this.#records.remove(headKey(id));
      for (const collection of SESSION_COLLECTIONS) {
        if (keep.includes(collection)) continue;
        const range = {
          start: [collection, `${id}/`] as [string, string],
          end: [collection, `${id}/${LAST}`] as [string, string],
        };
        for (const key of [...this.#records.getKeys(range)]) this.#records.remove(key);
      }
      if (!keep.includes('keys')) this.#records.remove(['keys', id]);
      this.#records.put(['sessions', id], json);
      for (const { collection, key } of along) this.#records.remove([collection, key]);
    });
    this.#last.delete(id);
  }

  async close(): Promise<void> {
    try {
      // lmdb lets its read transaction go in a timer, which throws where the store was closed first.
      await new Promise(resolve => setTimeout(resolve, 0));
      await this.#env.close();
    } finally {
      this.#lock.release();
    }
  }

  /** One write, decided about by the thread that does it. */
  async #write(put: () => unknown): Promise<true> {
    const isWritten = await this.#openings.ifNoExists(this.#next, () => void put()).catch(explain);
    if (!isWritten) throw overtaken();
    return true;
  }

  /** Several reads and writes, all or nothing. */
  #transact<T>(work: () => T): Promise<T> {
    const done = this.#env.transaction(() => {
      if (this.#openings.doesExist(this.#next)) throw overtaken();
      return work();
    });
    return done.catch(explain);
  }
}

/**
 * Opens the store in `folder`, making the folder where there is none; one process at a time. A process that
 * is about to end has `waitMs` to do so; `onDoubt` is called with oddities in the file, which cost the rows
 * in question at most. Fails with `store/locked`, `store/starting`, `store/damaged` or `store/unavailable`,
 * and then nothing was changed.
 */
export async function openLmdb(
  folder: string,
  waitMs = 0,
  onDoubt?: (doubt: string) => void,
): Promise<Result<RelayStore>> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return storeUnavailable(error);
  }
  const lock = await awaitLock(join(folder, LOCK), waitMs);
  if (!lock.ok) return lock;
  const path = join(folder, FILE);
  try {
    const judged = inspected(path);
    if (!judged.ok) {
      lock.value.release();
      return judged;
    }
    for (const doubt of judged.value) onDoubt?.(doubt);
    const env = open({ path, maxDbs: 4, overlappingSync: false });
    unchainWrites(env);
    const store = await LmdbStore.open(env, lock.value);
    // It holds the keys that tokens are signed with.
    chmodSync(path, 0o600);
    return ok(store);
  } catch (error) {
    lock.value.release();
    return storeUnavailable(error);
  }
}
