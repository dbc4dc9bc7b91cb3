import type { KeyObject } from 'node:crypto';
import type { SessionId } from '../../shared/ids.ts';
import {
  type Collection,
  type RecordChange,
  type RecordKey,
  type RecordListOptions,
  type RecordValue,
  type RelayStore,
  SESSION_COLLECTIONS,
  type StoredDocument,
  type StoredRows,
} from '../../shared/ports.ts';
import type { Keyring } from './keyring.ts';
import { CorruptData, seal, sealJson, unseal, unsealJson } from './seal.ts';

/**
 * Fields of a session's record that stay legible: what the sweeping needs. They are bound to the sealed rest,
 * so they cannot be changed.
 */
const CLEAR_FIELDS = ['state', 'accessed', 'epoch', 'created', 'deleted'];

const updatePlace = (id: SessionId, number: number): string => `update/${id}/${number}`;
const snapshotPlace = (id: SessionId, through: number): string => `snapshot/${id}/${through}`;

/** Returns the name of the key that seals a record. */
function keyNameOf(collection: Collection, key: string): string {
  if (collection === 'sessions') return key;
  const isSessions = (SESSION_COLLECTIONS as readonly Collection[]).includes(collection);
  return isSessions ? (key.split('/', 1)[0] as string) : 'store';
}

const isGone = (record: RecordValue): boolean => record.state === 'deleted';

/** Returns the clear fields of a record, and what a seal is bound to besides its place: them. */
function clearOf(collection: Collection, value: RecordValue): { clear: RecordValue; bound: string } {
  if (collection !== 'sessions') return { clear: {}, bound: '' };
  const clear = Object.fromEntries(Object.entries(value).filter(([field]) => CLEAR_FIELDS.includes(field)));
  return { clear, bound: JSON.stringify(clear) };
}

function sealRecord(key: KeyObject, collection: Collection, name: string, value: RecordValue): RecordValue {
  const { clear, bound } = clearOf(collection, value);
  const rest = Object.fromEntries(Object.entries(value).filter(([field]) => !Object.hasOwn(clear, field)));
  return { ...clear, sealed: sealJson(key, `${collection}/${name}${bound}`, rest) };
}

function unsealRecord(
  key: KeyObject,
  collection: Collection,
  name: string,
  stored: RecordValue,
): RecordValue {
  const { clear, bound } = clearOf(collection, stored);
  const place = `${collection}/${name}`;
  const rest = unsealJson(key, place, stored.sealed, bound) as RecordValue;
  return { ...rest, ...clear };
}

/** An append that the inner store has begun; `stored` resolves when it is on disk. */
interface HandedOn {
  readonly number: number;
  readonly stored: Promise<number>;
}

export type OnUnreadable = (error: CorruptData) => void;

/**
 * A store whose disk holds ciphertext: updates and snapshots, and every record but its key, sealed with the
 * session's key or, for what belongs to no session, with the relay's. Numbers and sessions are bound to rows,
 * so that none can be exchanged, moved or left out between others; the newest rows of a session can be cut
 * off by whoever can write the file, as with an older copy of all of it.
 *
 * Reading damaged data rejects with `CorruptData`; `list` leaves it out and reports it, unless all of it is
 * asked for.
 */
export class SealedStore implements RelayStore {
  readonly #inner: RelayStore;
  readonly #keys: Keyring;
  readonly #onUnreadable: OnUnreadable;
  /**
   * The newest number, by session, of the sessions that were opened: it is sealed into the row before the
   * disk gives it out.
   */
  readonly #last = new Map<SessionId, Promise<HandedOn>>();

  constructor(inner: RelayStore, keys: Keyring, onUnreadable: OnUnreadable) {
    this.#inner = inner;
    this.#keys = keys;
    this.#onUnreadable = onUnreadable;
  }

  async load(id: SessionId): Promise<StoredDocument | undefined> {
    const stored = await this.#inner.load(id);
    const number = stored?.through ?? 0;
    if (!this.#last.has(id)) this.#last.set(id, Promise.resolve({ number, stored: Promise.resolve(number) }));
    if (!stored) return undefined;
    const key = await this.#keys.existing(id);
    if (!key) throw new CorruptData(`the document of ${id}: it has no key`);
    const first = stored.through - stored.updates.length + 1;
    return {
      snapshot: stored.snapshot && unseal(key, snapshotPlace(id, first - 1), stored.snapshot),
      updates: stored.updates.map((update, i) => unseal(key, updatePlace(id, first + i), update)),
      through: stored.through,
    };
  }

  rows(id: SessionId): Promise<StoredRows> {
    return this.#inner.rows(id);
  }

  append(id: SessionId, update: Uint8Array): Promise<number> {
    const own = update.slice();
    const before = this.#last.get(id) ?? this.#handedOnBefore(id);
    // Each waits for the one before to have been handed on, not for the disk: the order of the calls is the
    // order of the numbers.
    const handedOn = Promise.all([before, this.#keys.of(id)]).then(([{ number }, key]) => ({
      number: number + 1,
      stored: this.#inner.append(id, seal(key, updatePlace(id, number + 1), own)),
    }));
    this.#last.set(id, handedOn);
    // Its caller gets the error; the next one begins again with what the disk holds.
    handedOn.catch(() => this.#last.delete(id));
    return handedOn.then(({ stored }) => stored);
  }

  async compact(id: SessionId, through: number, snapshot: Uint8Array): Promise<void> {
    const own = snapshot.slice();
    const key = await this.#keys.of(id);
    await this.#inner.compact(id, through, seal(key, snapshotPlace(id, through), own));
  }

  documents(): Promise<readonly SessionId[]> {
    return this.#inner.documents();
  }

  async get(collection: Collection, key: string): Promise<RecordValue | undefined> {
    const stored = await this.#inner.get(collection, key);
    return stored && this.#unsealed(collection, key, stored);
  }

  async put(collection: Collection, key: string, value: RecordValue, onlyIfAbsent = false): Promise<boolean> {
    return this.#inner.put(collection, key, await this.#sealed(collection, key, value), onlyIfAbsent);
  }

  async write(changes: readonly RecordChange[]): Promise<void> {
    const sealed = changes.map(async change =>
      change.type === 'remove'
        ? change
        : { ...change, value: await this.#sealed(change.collection, change.key, change.value) },
    );
    await this.#inner.write(await Promise.all(sealed));
  }

  async list(
    collection: Collection,
    options?: RecordListOptions,
  ): Promise<readonly (readonly [string, RecordValue])[]> {
    const found: (readonly [string, RecordValue])[] = [];
    for (const [key, stored] of await this.#inner.list(collection, options)) {
      try {
        found.push([key, await this.#unsealed(collection, key, stored)]);
      } catch (error) {
        if (!(error instanceof CorruptData) || options?.isWhole) throw error;
        this.#onUnreadable(error);
      }
    }
    return found;
  }

  async erase(
    id: SessionId,
    sessionRecord: RecordValue,
    keep: readonly Collection[] = [],
    along: readonly RecordKey[] = [],
  ): Promise<void> {
    const keepsKey = keep.includes('keys');
    const record = keepsKey ? await this.#sealed('sessions', id, sessionRecord) : sessionRecord;
    await this.#inner.erase(id, record, keep, along);
    this.#last.delete(id);
    if (!keepsKey) this.#keys.forget(id);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #handedOnBefore(id: SessionId): Promise<HandedOn> {
    const number = (await this.#inner.load(id))?.through ?? 0;
    return { number, stored: Promise.resolve(number) };
  }

  async #sealed(collection: Collection, key: string, value: RecordValue): Promise<RecordValue> {
    if (collection === 'keys') return this.#keys.wrap(key, value);
    if (collection === 'sessions' && isGone(value)) return value;
    return sealRecord(await this.#keys.of(keyNameOf(collection, key)), collection, key, value);
  }

  async #unsealed(collection: Collection, key: string, stored: RecordValue): Promise<RecordValue> {
    if (collection === 'keys') return this.#keys.unwrap(key, stored);
    // A tombstone has no key any more, and nothing to hide.
    if (collection === 'sessions' && isGone(stored) && stored.sealed === undefined) return stored;
    const secret = await this.#keys.existing(keyNameOf(collection, key));
    if (!secret) throw new CorruptData(`${collection}/${key}: it has no key`);
    return unsealRecord(secret, collection, key, stored);
  }
}
