import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Result } from '../../shared/errors.ts';
import { ok } from '../../shared/errors.ts';
import { attempt, unavailable, within } from './failure.ts';

/** `sessions`: the library by session id. `access`: what the relay granted, by session id. `settings`: the device's own, by name. */
export type TableName = 'sessions' | 'access' | 'settings';

/**
 * The device's own tables, apart from the documents. What comes out may have been written by any version: readers check it. `change`
 * is one transaction, so that several tabs that change the same value agree on one order. Rejects only as `Result`, code `disk/*`.
 */
export interface Tables {
  readonly keeps: 'device' | 'memory';
  all(table: TableName): Promise<Result<readonly unknown[]>>;
  get(table: TableName, key: string): Promise<Result<unknown>>;
  /** Replaces the value by what `next` makes of it (undefined removes it); answers the new value, once it is on disk. */
  change(table: TableName, key: string, next: (old: unknown) => unknown): Promise<Result<unknown>>;
  close(): void;
}

const DATABASE = 'ai-frame';
const VERSION = 1;
const TABLES: readonly TableName[] = ['sessions', 'access', 'settings'];
const PATIENCE_MS = 5_000;

interface Schema extends DBSchema {
  sessions: { key: string; value: unknown };
  access: { key: string; value: unknown };
  settings: { key: string; value: unknown };
}

/** The tables in IndexedDB. A lost connection is opened again by the next call. */
export async function openTables(): Promise<Result<Tables>> {
  if (!('indexedDB' in globalThis)) return unavailable('no IndexedDB here');
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
    connection = within(opening, PATIENCE_MS, 'opening waits for another tab');
    connection.catch(lost);
    return connection;
  };
  /** Once more on a fresh connection where the old one turns out to be dead: browsers on phones do not always say so. */
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
    all: table => run(db => db.getAll(table)),
    get: (table, key) => run(db => db.get(table, key)),
    change: (table, key, next) =>
      run(async db => {
        const transaction = db.transaction(table, 'readwrite', { durability: 'strict' });
        const [value] = await Promise.all([replace(transaction.store, key, next), transaction.done]);
        return value;
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

/** The same tables in this tab's memory, for browsers that keep nothing. */
export function memoryTables(): Tables {
  const tables = new Map(TABLES.map(name => [name, new Map<string, unknown>()]));
  const table = (name: TableName): Map<string, unknown> => tables.get(name) ?? new Map();
  return {
    keeps: 'memory',
    all: async name => ok([...table(name).values()]),
    get: async (name, key) => ok(table(name).get(key)),
    change: async (name, key, next) => {
      const value = next(table(name).get(key));
      if (value === undefined) table(name).delete(key);
      else table(name).set(key, value);
      return ok(value);
    },
    close: () => tables.clear(),
  };
}
