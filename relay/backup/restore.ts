import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { newEpoch, readSessionRecord } from '../access/index.ts';
import {
  flushFolder,
  LOCK_FILE,
  lockFolder,
  openStorage,
  parseMaster,
  RESTORING,
  STORE_FILE,
} from '../storage/index.ts';
import { FILE_FOLDERS } from './backup.ts';
import { readContainer } from './container.ts';

const KEY_FILE = 'master.key';
const PAGE_COUNT = 1_000;
/** Paths that a backup may hold: any other could lead anywhere. */
const PATH =
  /^(relay\.mdb|(blobs\/|strays\/\d{8}T\d{9}Z-blobs-)[0-9a-f-]{36}\/[a-z0-9-]{1,80}|(archive\/|strays\/\d{8}T\d{9}Z-(archive|document)-)[0-9a-f-]{36})$/;

export interface RestoreOptions {
  readonly backup: string;
  /** Empty, but for the master key; or what an earlier restore left that was cut short. */
  readonly folder: string;
  /** The key of the data that was backed up. Undefined: the one in `folder`. */
  readonly masterKey: Uint8Array | undefined;
  readonly onProgress: (files: number) => void;
}

/** The outcome of a restore. */
export interface Restored {
  readonly sessions: number;
  /**
   * Sentences about what could not be read and stays as it is: damage from before the backup, which costs the
   * sessions in question at most.
   */
  readonly unreadable: readonly string[];
}

/**
 * Makes a data folder of a backup. Every session gets a new epoch: what devices have done since the backup
 * was taken is not merged silently into what was before. The store is moved to its place last, so that the
 * folder is a relay's only when all is there; until then no relay starts on it. Where it fails, the folder is
 * as it was.
 */
export async function restore(options: RestoreOptions): Promise<Result<Restored>> {
  const { folder } = options;
  const way = existsSync(folder) ? inTheWay(await readdir(folder)) : ok(undefined);
  if (!way.ok) return way;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(join(folder, LOCK_FILE));
  if (!lock.ok) return lock;
  try {
    const free = await clear(folder);
    if (!free.ok) return free;
    return await restoreInto(folder, options);
  } finally {
    lock.value.release();
  }
}

async function restoreInto(
  folder: string,
  { backup, masterKey, onProgress }: RestoreOptions,
): Promise<Result<Restored>> {
  // Inside the folder, as the folder itself may be the root of a volume.
  const draft = join(folder, RESTORING);
  await mkdir(draft, { mode: 0o700 });
  let isDone = false;
  try {
    const unpacked = await unpack(backup, draft, onProgress);
    if (!unpacked.ok) return unpacked;
    const begun = await beginEpochs(draft, masterKey ?? (await keyIn(folder)));
    if (!begun.ok) return begun;
    for (const name of FILE_FOLDERS) {
      if (existsSync(join(draft, name))) await rename(join(draft, name), join(folder, name));
    }
    await flushFolder(folder);
    await rename(join(draft, STORE_FILE), join(folder, STORE_FILE));
    isDone = true;
    await flushFolder(folder);
    return begun;
  } finally {
    if (!isDone)
      for (const name of FILE_FOLDERS) await rm(join(folder, name), { recursive: true, force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

async function keyIn(folder: string): Promise<Uint8Array | undefined> {
  const path = join(folder, KEY_FILE);
  return existsSync(path) ? parseMaster(await readFile(path, 'utf8')) : undefined;
}

/** Files that LMDB and a refused relay leave, and nobody needs. */
const LOCKS = [LOCK_FILE, `${LOCK_FILE}.takeover`, `${STORE_FILE}-lock`];

const isMissed = (name: string): boolean => name !== KEY_FILE && !LOCKS.includes(name);

/** Fails where something is there that a restore would write over. */
function inTheWay(names: readonly string[]): Result<void> {
  const isLeft = names.includes(RESTORING) && !names.includes(STORE_FILE);
  const own: readonly string[] = isLeft ? [RESTORING, ...FILE_FOLDERS] : [];
  const other = names.find(name => isMissed(name) && !own.includes(name));
  return other === undefined ? ok(undefined) : fail('backup/not-empty', other);
}

/** Deletes what an earlier restore left. */
async function clear(folder: string): Promise<Result<void>> {
  const names = await readdir(folder);
  const way = inTheWay(names);
  if (!way.ok) return way;
  // The mark of an unfinished folder is deleted last.
  const left = names.filter(isMissed).sort((a, b) => Number(a === RESTORING) - Number(b === RESTORING));
  for (const name of left) await rm(join(folder, name), { recursive: true });
  return ok(undefined);
}

async function unpack(
  backup: string,
  draft: string,
  onProgress: (files: number) => void,
): Promise<Result<void>> {
  let files = 0;
  let stray: string | undefined;
  const read = await readContainer(backup, async ({ path, content }) => {
    if (!PATH.test(path)) {
      stray ??= path;
      return;
    }
    const target = join(draft, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(content), createWriteStream(target, { mode: 0o600, flush: true }));
    files += 1;
    onProgress(files);
  });
  if (!read.ok) return read;
  if (stray !== undefined) return fail('backup/damaged', 'a file in it that no backup has');
  return existsSync(join(draft, STORE_FILE)) ? ok(undefined) : fail('backup/damaged', 'no store in it');
}

async function beginEpochs(folder: string, masterKey: Uint8Array | undefined): Promise<Result<Restored>> {
  const unreadable = new Set<string>();
  const opened = await openStorage({
    folder,
    masterKey,
    onUnreadable: error => {
      unreadable.add(error.message);
    },
  });
  if (!opened.ok) return opened;
  const { store } = opened.value;
  try {
    let sessions = 0;
    let after: string | undefined;
    for (;;) {
      const page = await store.list('sessions', { limit: PAGE_COUNT, ...(after ? { after } : {}) });
      for (const [id, value] of page) {
        const record = readSessionRecord(value);
        if (!record || record.state === 'deleted') continue;
        await store.put('sessions', id as SessionId, { ...record, epoch: newEpoch() });
        sessions += 1;
      }
      after = page.at(-1)?.[0];
      if (after === undefined) break;
    }
    return ok({ sessions, unreadable: [...unreadable] });
  } finally {
    await store.close();
  }
}
