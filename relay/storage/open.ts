import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { type BlobStore, COLLECTIONS, type RelayStore } from '../../shared/ports.ts';
import { DiskFileStore, flushFolder } from './disk-file-store.ts';
import type { FileStore } from './file-store.ts';
import { GuardedStore, START_BYTES } from './guarded-store.ts';
import { isSealed, Keyring, newMaster, opensWith } from './keyring.ts';
import { openLmdb } from './lmdb.ts';
import { FILE, storeUnavailable } from './lmdb-file.ts';
import { openLmdbToRead } from './lmdb-to-read.ts';
import { hasMaster, masterIn, masterToRead } from './master-key.ts';
import { MemoryFileStore } from './memory-file-store.ts';
import { MemoryStore } from './memory-store.ts';
import { NO_RESERVE, type Reserve, ReserveFile } from './reserve.ts';
import { SealedBlobs } from './sealed-blobs.ts';
import { writeDocument } from './sealed-file.ts';
import { type OnUnreadable, SealedStore } from './sealed-store.ts';
import { refuseUnknownFiles } from './unknown-files.ts';

/** The relay's disks, sealed. Whoever opened them closes `store`. */
export interface Storage {
  /** The data folder; undefined where storage is in memory. */
  readonly folder: string | undefined;
  readonly store: RelayStore;
  readonly blobs: BlobStore;
  /** The files of archived sessions; what is written there is to be sealed with `keys`. */
  readonly files: FileStore;
  /** The files under `blobs`. */
  readonly blobFiles: FileStore;
  /** The reserve that `store` gives up to delete and to close on a full disk. */
  readonly reserve: Reserve;
  readonly keys: Keyring;
  /** One sentence for the operator, where a master key had to be made. */
  readonly warning: string | undefined;
}

export interface StorageOptions {
  readonly folder: string;
  /** Undefined: the one that lies in the folder, made there where nothing is sealed yet. */
  readonly masterKey: Uint8Array | undefined;
  /** The size of the reserve. */
  readonly reserveBytes?: number;
  readonly onUnreadable: OnUnreadable;
  /** Called with oddities in the store’s file that did not keep it from being opened. */
  readonly onDoubt?: (doubt: string) => void;
  /** How long another process may take to release the folder. Undefined: no time. */
  readonly lockWaitMs?: number;
}

/**
 * The folder of an unfinished restore in the data folder. While it is there, what else is there is not
 * complete.
 */
export const RESTORING = 'restoring';

/**
 * Opens the data folder, making it where there is none. Fails with `store/unavailable`, `store/locked`,
 * `store/starting`, `store/damaged`, `store/restoring`, `store/unknown-files` or `store/key`.
 */
export async function openStorage(options: StorageOptions): Promise<Result<Storage>> {
  const { folder, onUnreadable, onDoubt, lockWaitMs, reserveBytes = 0 } = options;
  if (isHalfRestored(folder)) return fail('store/restoring');
  const free = await refuseUnknownFiles(folder);
  if (!free.ok) return free;
  const reserve = new ReserveFile(folder, reserveBytes);
  try {
    // Opening writes.
    if (existsSync(folder)) reserve.makeRoom(START_BYTES);
  } catch (error) {
    return storeUnavailable(error);
  }
  const opened = await openLmdb(folder, lockWaitMs, onDoubt);
  if (!opened.ok) return opened;
  try {
    const known = await refuseUnknownFiles(folder, opened.value);
    if (!known.ok) await opened.value.close();
    if (!known.ok) return known;
    if (existsSync(join(folder, RESTORING))) {
      if (await isEmpty(opened.value)) {
        await opened.value.close();
        return fail('store/restoring');
      }
      // Its last step was done, all but the tidying up.
      await rm(join(folder, RESTORING), { recursive: true });
    }
    const unlocked = await unlock(opened.value, reserve, options);
    if (!unlocked.ok) await opened.value.close();
    if (!unlocked.ok) return unlocked;
    const { inner, keys, warning } = unlocked.value;
    return ok(storageOf({ folder, inner, keys, onUnreadable, reserve, warning }));
  } catch (error) {
    await opened.value.close();
    return fail('store/unavailable', error instanceof Error ? error.message : undefined, error);
  }
}

/** Storage that was opened to be read, and the doubts about it. */
export interface ReadStorage {
  readonly storage: Storage;
  /** Sentences without their end, each about the store's file. */
  readonly doubts: readonly string[];
}

/**
 * Opens the data folder and writes nothing, on any file system. `isAlone`: no relay may be running; otherwise
 * one may. Writing to what is opened rejects. Fails as `openStorage`, and with `store/unavailable` where the
 * folder is from before anything was sealed.
 */
export async function openStorageToRead(
  options: StorageOptions,
  isAlone: boolean,
): Promise<Result<ReadStorage>> {
  const { folder, masterKey, onUnreadable } = options;
  if (isHalfRestored(folder)) return fail('store/restoring');
  const opened = await openLmdbToRead(folder, isAlone);
  if (!opened.ok) return opened;
  const { store: inner, doubts } = opened.value;
  try {
    const keys = await keysToRead(inner, folder, masterKey);
    if (keys.ok) {
      const read = { folder, inner, keys: keys.value, onUnreadable, reserve: NO_RESERVE, warning: undefined };
      return ok({ storage: storageOf(read), doubts });
    }
    await inner.close();
    return keys;
  } catch (error) {
    await inner.close();
    return fail('store/unavailable', error instanceof Error ? error.message : undefined, error);
  }
}

async function keysToRead(
  inner: RelayStore,
  folder: string,
  masterKey: Uint8Array | undefined,
): Promise<Result<Keyring>> {
  if (!(await isSealed(inner)) && !(await isEmpty(inner))) {
    return fail('store/unavailable', 'it is not sealed yet: start the relay on it once');
  }
  const master = masterKey ? ok(masterKey) : await masterToRead(folder, key => opensWith(inner, key));
  return master.ok ? Keyring.open(inner, master.value, true) : master;
}

interface Opened {
  readonly folder: string;
  readonly inner: RelayStore;
  readonly keys: Keyring;
  readonly onUnreadable: OnUnreadable;
  readonly reserve: Reserve;
  readonly warning: string | undefined;
}

function storageOf({ folder, inner, keys, onUnreadable, reserve, warning }: Opened): Storage {
  const blobFiles = new DiskFileStore(join(folder, 'blobs'));
  return {
    folder,
    store: new SealedStore(inner, keys, onUnreadable),
    blobs: new SealedBlobs(blobFiles, keys),
    files: new DiskFileStore(folder),
    blobFiles,
    reserve,
    keys,
    warning,
  };
}

const isEmpty = async (store: RelayStore): Promise<boolean> =>
  (await store.list('sessions', { limit: 1 })).length === 0;

/**
 * Whether a restore into the folder was cut short before its store came to its place, which is the last step.
 */
function isHalfRestored(folder: string): boolean {
  const draft = join(folder, RESTORING);
  if (!existsSync(draft)) return false;
  const store = statSync(join(folder, FILE), { throwIfNoEntry: false });
  return !store || store.size === 0 || existsSync(join(draft, FILE));
}

/** Makes a storage that is gone with the process, or as durable as `store`. */
export async function memoryStorage(store: RelayStore = new MemoryStore()): Promise<Storage> {
  const keys = await Keyring.open(new MemoryStore(), newMaster());
  if (!keys.ok) throw new Error(keys.error.code);
  const blobFiles = new MemoryFileStore();
  const blobs = new SealedBlobs(blobFiles, keys.value);
  const files = new MemoryFileStore();
  return {
    folder: undefined,
    store,
    blobs,
    files,
    blobFiles,
    reserve: NO_RESERVE,
    keys: keys.value,
    warning: undefined,
  };
}

interface Unlocked {
  readonly inner: RelayStore;
  readonly keys: Keyring;
  readonly warning: string | undefined;
}

async function unlock(
  inner: RelayStore,
  reserve: Reserve,
  { folder, masterKey }: StorageOptions,
): Promise<Result<Unlocked>> {
  const sealed = await isSealed(inner);
  if (masterKey === undefined && sealed && !hasMaster(folder)) return fail('store/key', 'no key');
  const master = masterKey
    ? ok({ key: masterKey, isNew: false })
    : await masterIn(folder, key => opensWith(inner, key));
  if (!master.ok) return master;
  const warning = master.value.isNew
    ? `A master key was made in ${folder}: whoever has a copy of the whole folder can read it. Set AI_FRAME_MASTER_KEY_FILE to keep the key elsewhere.`
    : undefined;
  const isPlain = !sealed && !(await isEmpty(inner));
  const ready = isPlain ? await sealFolder(inner, folder, master.value.key) : ok(inner);
  if (!ready.ok) return ready;
  const guarded = new GuardedStore(ready.value, reserve);
  const keys = await Keyring.open(guarded, master.value.key);
  return keys.ok ? ok({ inner: guarded, keys: keys.value, warning }) : keys;
}

/**
 * Takes a folder over that was written before anything was sealed: into a new file beside the old one, which
 * it replaces when it is complete. Sealed in place, the file would go on holding what it held. Killed on the
 * way, the next start begins again.
 */
async function sealFolder(
  plain: RelayStore,
  folder: string,
  master: Uint8Array,
): Promise<Result<RelayStore>> {
  const beside = join(folder, 'sealing');
  await rm(beside, { recursive: true, force: true });
  const target = await openLmdb(beside);
  if (!target.ok) return target;
  try {
    const keys = await Keyring.open(target.value, master);
    if (!keys.ok) return keys;
    const store = new SealedStore(target.value, keys.value, error => {
      throw error;
    });
    await copyStore(plain, store);
  } finally {
    await target.value.close();
  }
  // While the folder is still locked.
  await rename(join(beside, FILE), join(folder, FILE));
  await flushFolder(folder);
  await rm(beside, { recursive: true });
  await plain.close();
  return openLmdb(folder);
}

async function copyStore(from: RelayStore, to: RelayStore): Promise<void> {
  for (const id of await from.documents()) {
    const stored = await from.load(id);
    if (stored) await writeDocument(to, id, stored);
  }
  for (const collection of COLLECTIONS) {
    const records = await from.list(collection);
    await to.write(records.map(([key, value]) => ({ type: 'put', collection, key, value })));
  }
}
