import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Result } from '../../../shared/errors.ts';
import { ok } from '../../../shared/errors.ts';
import { attempt, diskUnavailable, within } from '../failure.ts';

/**
 * The tables and their keys.
 *
 *     sessions     the library: session id
 *     access       granted by the relay: session id
 *     settings     the device's own: name
 *     alignments   poses of sessions in real rooms: place
 *     bytes        of files: SHA-256, or session/picture
 *     holdings     files that sessions need: session/SHA-256
 *     screenshots  session/name
 *     events       of this device, for the relay: session/event id
 */
const TABLES = [
  'sessions',
  'access',
  'settings',
  'alignments',
  'bytes',
  'holdings',
  'screenshots',
  'events',
] as const;
export type TableName = (typeof TABLES)[number];

/** One value to write; undefined removes what is there. */
export interface TableChange {
  readonly table: TableName;
  readonly key: string;
  readonly value: unknown;
}

/**
 * The device's own tables, apart from the documents. Values may have been written by any version, so readers
 * parse them. Methods reject only as `Result`, code `disk/*`. The opener calls `close`.
 */
export interface Tables {
  readonly keeps: 'device' | 'memory';
  /** Returns all values, or those whose keys begin with `prefix`, in the order of their keys. */
  all(table: TableName, prefix?: string): Promise<Result<readonly unknown[]>>;
  get(table: TableName, key: string): Promise<Result<unknown>>;
  /**
   * Replaces the value by what `next` makes of it (undefined removes it), in one transaction. Resolves with
   * the new value once it is on disk.
   */
  change(table: TableName, key: string, next: (old: unknown) => unknown): Promise<Result<unknown>>;
  /** Writes all of these or none. */
  write(changes: readonly TableChange[]): Promise<Result<void>>;
  close(): void;
}

const DATABASE = 'ai-frame';
const VERSION = 2;
const OPEN_TIMEOUT_MS = 5_000;

type Schema = DBSchema & Record<TableName, { key: string; value: unknown }>;
/** Sorts after every character of keys. */
const LAST = '\uffff';

/** The tables in IndexedDB. A lost connection is opened again by the next call. */
export async function openTables(): Promise<Result<Tables>> {
  if (!('indexedDB' in globalThis)) return diskUnavailable('no IndexedDB here');
  let connection: Promise<IDBPDatabase<Schema>> | undefined;
  const connect = (): Promise<IDBPDatabase<Schema>> => {
    const lost = (): void => {
      connection = undefined;
    };
    const opening = openDB<Schema>(DATABASE, VERSION, {
      upgrade: db => {
        for (const name of TABLES) if (!db.objectStoreNames.contains(name)) db.createObjectStore(name);
      },
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        lost();
      },
      terminated: lost,
    });
    connection = within(opening, OPEN_TIMEOUT_MS, 'opening waits for another tab');
    connection.catch(lost);
    return connection;
  };
  /** Retries once on a new connection: browsers on phones do not always report that the old one is lost. */
  const run = async <T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<Result<T>> => {
    const first = await attempt(async () => work(await (connection ?? connect())));
    if (first.ok || first.error.code !== 'disk/closed') return first;
    const dead = connection;
    connection = undefined;
    // Where it never opened there is nothing to close.
    await dead?.then(db => db.close()).catch(cause => console.warn('The lost connection', cause));
    return attempt(async () => work(await connect()));
  };

  const tried = await attempt(connect);
  if (!tried.ok) return tried;
  return ok({
    keeps: 'device',
    all: (table, prefix) =>
      run(db =>
        db.getAll(table, prefix === undefined ? undefined : IDBKeyRange.bound(prefix, prefix + LAST)),
      ),
    get: (table, key) => run(db => db.get(table, key)),
    change: (table, key, next) =>
      run(async db => {
        const transaction = db.transaction(table, 'readwrite', { durability: 'strict' });
        const [value] = await Promise.all([replace(transaction.store, key, next), transaction.done]);
        return value;
      }),
    write: changes =>
      run(async db => {
        const names = [...new Set(changes.map(({ table }) => table))];
        const transaction = db.transaction(names, 'readwrite', { durability: 'strict' });
        const work: Promise<unknown>[] = [transaction.done];
        try {
          for (const { table, key, value } of changes) {
            const store = transaction.objectStore(table);
            work.push(value === undefined ? store.delete(key) : store.put(value, key));
          }
        } catch (cause) {
          // A request that could not even be made would let the others through.
          transaction.abort();
          work.unshift(Promise.reject(cause));
        }
        await Promise.all(work);
      }),
    close: () => void connection?.then(db => db.close()),
  });
}

interface Store {
  get(key: string): Promise<unknown>;
  put(value: unknown, key: string): Promise<unknown>;
  delete(key: string): Promise<void>;
}

async function replace(store: Store, key: string, next: (old: unknown) => unknown): Promise<unknown> {
  const value = next(await store.get(key));
  await (value === undefined ? store.delete(key) : store.put(value, key));
  return value;
}

/** Tables in this tab's memory, for browsers that keep nothing. */
export function memoryTables(): Tables {
  const tables = new Map(TABLES.map(name => [name, new Map<string, unknown>()]));
  const table = (name: TableName): Map<string, unknown> => tables.get(name) ?? new Map();
  // Copies, as a database has them: nobody changes what was put.
  const put = (changes: readonly TableChange[]): void => {
    for (const { table: name, key, value } of structuredClone(changes)) {
      if (value === undefined) table(name).delete(key);
      else table(name).set(key, value);
    }
  };
  return {
    keeps: 'memory',
    all: async (name, prefix = '') => {
      const found = [...table(name)].filter(([key]) => key.startsWith(prefix));
      return ok(found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value));
    },
    get: async (name, key) => ok(table(name).get(key)),
    change: (name, key, next) =>
      attempt(async () => {
        const value = next(table(name).get(key));
        put([{ table: name, key, value }]);
        return value;
      }),
    write: changes => attempt(async () => put(changes)),
    close: () => tables.clear(),
  };
}
