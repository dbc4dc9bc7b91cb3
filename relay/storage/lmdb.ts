import { chmodSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import {
  type Collection,
  type ListOptions,
  type RecordChange,
  type RecordKey,
  type RecordValue,
  type RelayStore,
  SESSION_COLLECTIONS,
  type StoredDocument,
  type StoredRows,
} from '../../shared/ports.ts';
import { unchainWrites } from './lmdb-writes.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import { Unreadable } from './seal.ts';

const SEQ_BYTES = 8;

/**
 * Beside the records, by session: the number of the newest update, written with each of them. It says that there is a document and up to where, so
 * that rows which are not found under their keys any more are missed, and nobody is shown an empty or a shorter document. A session
 * that nothing was written to since this is kept has none.
 */
const HEADS = 'heads';
const headKey = (id: SessionId): [string, string] => [HEADS, id];
/** The opening that kept them last. Where a later one did not, an older version has written without them, and none of them counts. */
const KEEPER: [string, string] = [HEADS, ''];

/** After every character that a key may hold. */
const LAST = '\uffff';

/** A snapshot's row: the number of the newest update that it holds, big endian, then the snapshot. */
function encodeSnapshot(through: number, snapshot: Uint8Array): Buffer {
  const row = Buffer.allocUnsafe(SEQ_BYTES + snapshot.length);
  row.writeBigUInt64BE(BigInt(through));
  row.set(snapshot, SEQ_BYTES);
  return row;
}

/** The number in a snapshot's row. */
const foldedIn = (row: Uint8Array): number =>
  Number(new DataView(row.buffer, row.byteOffset).getBigUint64(0));

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

/** What is no JSON any more is an empty record, which no reader takes for one of its own. */
function parse(json: string): RecordValue {
  try {
    return JSON.parse(json) as RecordValue;
  } catch {
    return {};
  }
}

const overtaken = (): Error => new Error('another relay has taken this data folder over');

/**
 * The relay's disk in one LMDB file. With `overlappingSync` off a write's promise resolves after its transaction is committed
 * and flushed; writes of one turn share a transaction, so concurrent sessions share the flush.
 *
 * Numbers of updates are given out here and not by the file, so two relays on one file would write over each other. The lock beside it
 * keeps them apart where process ids mean the same to both; between containers they do not. So each opening is numbered in the file, and
 * every write holds only as long as there is no later one.
 */
class LmdbStore implements RelayStore {
  readonly #env: RootDatabase;
  readonly #lock: FolderLock;
  readonly #log: Database<Uint8Array, [string, number]>;
  readonly #snapshots: Database<Uint8Array, string>;
  /** JSON, written here: a value that cannot be written must be found out before the transaction, which keeps what it has done by then. */
  readonly #records: Database<string, [string, string]>;
  readonly #openings: Database<number, number>;
  /** The key of the opening after this one: once it is there, nothing is written any more. */
  readonly #next: number;
  /** The newest number given out, by session, of the sessions written to since opening. */
  readonly #last = new Map<SessionId, number>();

  static async open(env: RootDatabase, lock: FolderLock): Promise<LmdbStore> {
    const openings = env.openDB<number, number>({ name: 'openings', encoding: 'json' });
    const own = await env.transaction(() => {
      const [newest = 0] = openings.getKeys({ reverse: true, limit: 1 });
      openings.put(newest + 1, Date.now());
      return newest + 1;
    });
    const store = new LmdbStore(env, lock, openings, own + 1);
    await env.transaction(() => store.#keepHeads(own));
    return store;
  }

  private constructor(env: RootDatabase, lock: FolderLock, openings: Database<number, number>, next: number) {
    this.#env = env;
    this.#lock = lock;
    this.#log = env.openDB({ name: 'log', encoding: 'binary' });
    this.#snapshots = env.openDB({ name: 'snapshots', encoding: 'binary' });
    this.#records = env.openDB({ name: 'records', encoding: 'string' });
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

  async load(id: SessionId): Promise<StoredDocument | undefined> {
    const row = this.#snapshots.get(id);
    const updates: Uint8Array[] = [];
    let through = row ? foldedIn(row) : 0;
    for (const { key, value } of this.#log.getRange({ start: [id, 0], end: [id, Number.MAX_SAFE_INTEGER] })) {
      through += 1;
      if (key[1] !== through)
        throw new Unreadable(`the document of ${id}: its update ${through} is not there`);
      updates.push(new Uint8Array(value));
    }
    const head = Number(this.#records.get(headKey(id)) ?? 0);
    if (head > through) {
      throw new Unreadable(`the document of ${id}: it goes to ${head}, and no more than ${through} is there`);
    }
    if (!row && updates.length === 0) return undefined;
    return { snapshot: row && new Uint8Array(row.subarray(SEQ_BYTES)), updates, through };
  }

  async rows(id: SessionId): Promise<StoredRows> {
    const range = {
      start: [id, 0] as [string, number],
      end: [id, Number.MAX_SAFE_INTEGER] as [string, number],
    };
    const updates = [...this.#log.getRange(range)].map(
      ({ key, value }) => [key[1], new Uint8Array(value)] as const,
    );
    const row = this.#snapshots.get(id);
    return { snapshot: row && new Uint8Array(row), updates };
  }

  append(id: SessionId, update: Uint8Array): Promise<number> {
    const seq = this.#newest(id) + 1;
    this.#last.set(id, seq);
    // Not an async function: the number and the place in the write queue are taken now, in the order of the calls.
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

  async documents(): Promise<readonly SessionId[]> {
    const ids = new Set<string>(this.#snapshots.getKeys());
    // From one session's rows to the next one's, not through all of them.
    for (let start: [string, number] | undefined; ; ) {
      const [key] = this.#log.getKeys({ limit: 1, ...(start === undefined ? {} : { start }) });
      if (!key) return [...ids] as SessionId[];
      ids.add(key[0]);
      start = [key[0], Number.MAX_SAFE_INTEGER];
    }
  }

  async get(collection: Collection, key: string): Promise<RecordValue | undefined> {
    const json = this.#records.get([collection, key]);
    return json === undefined ? undefined : parse(json);
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

  async list(
    collection: Collection,
    options: ListOptions = {},
  ): Promise<readonly (readonly [string, RecordValue])[]> {
    const { prefix = '', after, limit, reverse = false } = options;
    let [first, last] = [prefix, `${prefix}${LAST}`];
    if (after !== undefined && !reverse && after > first) first = after;
    if (after !== undefined && reverse && after < last) last = after;
    const range = {
      start: [collection, reverse ? last : first] as [string, string],
      end: [collection, reverse ? first : last] as [string, string],
      reverse,
    };
    const found: (readonly [string, RecordValue])[] = [];
    for (const { key, value } of this.#records.getRange(range)) {
      if (key[1] === after) continue;
      if (limit !== undefined && found.length >= limit) break;
      found.push([key[1], parse(value)]);
    }
    return found;
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

  #newest(id: SessionId): number {
    const known = this.#last.get(id);
    if (known !== undefined) return known;
    const row = this.#snapshots.get(id);
    const snapshot = row ? foldedIn(row) : 0;
    const [key] = [
      ...this.#log.getKeys({
        start: [id, Number.MAX_SAFE_INTEGER],
        end: [id, 0],
        reverse: true,
        limit: 1,
      }),
    ];
    return Math.max(snapshot, key?.[1] ?? 0);
  }
}

/** In the head of each of the two pages that an LMDB file begins with, in the byte order of the machine. */
const MAGIC = Buffer.from(Uint32Array.of(0xbeefc0de).buffer);
const HEAD_BYTES = 32;
const SMALLEST_BYTES = 2 * 4096;

/** Whether there is a file that LMDB did not write, or no more than the beginning of one. LMDB does not look, and ends the process. */
function isForeign(path: string): boolean {
  if (!existsSync(path)) return false;
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const head = Buffer.alloc(HEAD_BYTES);
    readSync(file, head);
    return size > 0 && (size < SMALLEST_BYTES || !head.includes(MAGIC));
  } finally {
    closeSync(file);
  }
}

/** Opens the store in `folder`, making the folder where there is none; one process at a time. */
export async function openLmdb(folder: string): Promise<Result<RelayStore>> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return fail('store/unavailable', (error as NodeJS.ErrnoException).code, error);
  }
  const lock = lockFolder(join(folder, 'relay.lock'));
  if (!lock.ok) return lock;
  const path = join(folder, 'relay.mdb');
  try {
    if (isForeign(path)) {
      lock.value.release();
      return fail('store/unavailable', 'relay.mdb in it is not what the relay wrote');
    }
    const env = open({ path, maxDbs: 4, overlappingSync: false });
    unchainWrites(env);
    const store = await LmdbStore.open(env, lock.value);
    // It holds the keys that tokens are signed with.
    chmodSync(path, 0o600);
    return ok(store);
  } catch (error) {
    lock.value.release();
    return fail('store/unavailable', error instanceof Error ? error.message : undefined, error);
  }
}
