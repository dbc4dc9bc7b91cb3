import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { RecordStore, RecordValue } from '../../shared/ports.ts';
import { CorruptData, KEY_BYTES, sealJson, unsealJson } from './seal.ts';

/**
 * The record that is sealed with the master key, so that a wrong one is found before anything is written with
 * it.
 */
const CHECK = 'master';
/** Keys that are kept in memory: enough for every live session. */
const CACHED_COUNT = 10_000;

const placeOf = (name: string): string => `keys/${name}`;

const wrap = (master: KeyObject, name: string, value: unknown): RecordValue => ({
  sealed: sealJson(master, placeOf(name), value),
});
const unwrap = (master: KeyObject, name: string, record: RecordValue): RecordValue =>
  unsealJson(master, placeOf(name), record.sealed) as RecordValue;

const isKey = (bytes: Uint8Array): boolean => bytes.length === KEY_BYTES;

export const newMaster = (): Uint8Array => randomBytes(KEY_BYTES);

/** Records that are tried: enough to tell a right key from a wrong one, where some are damaged. */
const TRIED_COUNT = 1_000;

/**
 * Whether what `store` holds was sealed by a keyring: one damaged record must not make it look as if nothing
 * was.
 */
export async function isSealed(store: RecordStore): Promise<boolean> {
  if (await store.get('keys', CHECK)) return true;
  for (const collection of ['keys', 'sessions'] as const) {
    const records = await store.list(collection, { limit: TRIED_COUNT });
    if (records.some(([, { sealed }]) => sealed !== undefined)) return true;
  }
  return false;
}

function opensRecord(master: KeyObject, name: string, record: RecordValue): boolean {
  try {
    unwrap(master, name, record);
    return true;
  } catch (error) {
    if (error instanceof CorruptData) return false;
    throw error;
  }
}

/**
 * Whether `master` opens what `store` holds; true where nothing is sealed yet. Where the record for it is
 * damaged, any key tells.
 */
export async function opensWith(store: RecordStore, master: Uint8Array): Promise<boolean> {
  const key = createSecretKey(master);
  const record = await store.get('keys', CHECK);
  if (record && opensRecord(key, CHECK, record)) return true;
  const others = await store.list('keys', { limit: TRIED_COUNT });
  return !record && others.length === 0 ? true : others.some(each => opensRecord(key, ...each));
}

/**
 * The keys that everything at rest is sealed with. Each session has its own, so that destroying it makes
 * every copy of the session unreadable; the key named `store` is for what belongs to no session. They are
 * kept in the store, wrapped by the master key, which is not.
 */
export class Keyring {
  readonly #store: RecordStore;
  #master: KeyObject;
  /** By name, from the least to the most recently fetched. */
  readonly #keys = new Map<string, Promise<KeyObject>>();

  /**
   * Fails with `store/key` where the store was sealed with another master key. With `isRead` nothing is
   * written.
   */
  static async open(store: RecordStore, master: Uint8Array, isRead = false): Promise<Result<Keyring>> {
    if (!isKey(master)) return fail('store/key', `a master key has ${KEY_BYTES} bytes`);
    if (!(await opensWith(store, master))) return fail('store/key', 'wrong key');
    const key = createSecretKey(master);
    const record = await store.get('keys', CHECK);
    const isThere = record !== undefined && opensRecord(key, CHECK, record);
    if (!isThere && !isRead) await store.put('keys', CHECK, wrap(key, CHECK, {}));
    return ok(new Keyring(store, key));
  }

  private constructor(store: RecordStore, master: KeyObject) {
    this.#store = store;
    this.#master = master;
  }

  /**
   * Returns the key of this name, made where there is none yet; rejects for a session that was deleted. The
   * same promise for every caller, so what they do with it is done in the order of their calls.
   */
  of(name: string): Promise<KeyObject> {
    const known = this.#keys.get(name);
    if (known) return known;
    const key = this.#fetch(name);
    this.#keys.set(name, key);
    key.then(
      () => this.#bound(name, key),
      () => this.forget(name),
    );
    return key;
  }

  /** Returns the key of this name, where there is one. */
  async existing(name: string): Promise<KeyObject | undefined> {
    const known = this.#keys.get(name);
    if (known) return known;
    return (await this.#store.get('keys', name)) && this.of(name);
  }

  /** Forgets a key that was destroyed in the store. */
  forget(name: string): void {
    this.#keys.delete(name);
  }

  /** Seals a record of the collection `keys`, as it is stored. */
  wrap(name: string, value: RecordValue): RecordValue {
    return wrap(this.#master, name, value);
  }

  unwrap(name: string, record: RecordValue): RecordValue {
    return unwrap(this.#master, name, record);
  }

  /**
   * Wraps every key with `next` in the place of the present master key: all or none, on disk when it
   * resolves. What the keys seal stays as it is. Nothing else may use the store meanwhile. Returns how many.
   */
  async changeMaster(next: Uint8Array): Promise<number> {
    const to = createSecretKey(next);
    const records = await this.#store.list('keys');
    await this.#store.write(
      records.map(([key, record]) => ({
        type: 'put',
        collection: 'keys',
        key,
        value: wrap(to, key, this.unwrap(key, record)),
      })),
    );
    this.#master = to;
    return records.length;
  }

  async #fetch(name: string): Promise<KeyObject> {
    const stored = await this.#stored(name);
    if (stored) return stored;
    if ((await this.#store.get('sessions', name))?.state === 'deleted') {
      throw new CorruptData(`${placeOf(name)}: the session was deleted`);
    }
    const made = { key: randomBytes(KEY_BYTES).toString('base64') };
    await this.#store.put('keys', name, this.wrap(name, made), true);
    return (await this.#stored(name)) as KeyObject;
  }

  async #stored(name: string): Promise<KeyObject | undefined> {
    const record = await this.#store.get('keys', name);
    if (!record) return undefined;
    return createSecretKey(Buffer.from(String(this.unwrap(name, record).key), 'base64'));
  }

  /**
   * Drops the key that was fetched the longest ago. Only loaded ones: callers that wait for one must not be
   * overtaken.
   */
  #bound(name: string, key: Promise<KeyObject>): void {
    if (this.#keys.get(name) !== key) return;
    this.#keys.delete(name);
    this.#keys.set(name, key);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > CACHED_COUNT && oldest !== undefined) this.#keys.delete(oldest);
  }
}
