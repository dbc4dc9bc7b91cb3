import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { newEpoch, readSessionRecord } from '../access/index.ts';
import { openStorage, parseMaster } from '../storage/index.ts';
import { FILE_FOLDERS, STORE_FILE } from './backup.ts';
import { readContainer } from './container.ts';

/** Inside the folder, as the folder itself may be the root of a volume. */
const DRAFT = 'restoring';
const KEY_FILE = 'master.key';
const PAGE_COUNT = 1_000;
/** What a backup may hold: anything else could lie anywhere. */
const PATH =
  /^(relay\.mdb|(blobs\/|strays\/\d{8}T\d{9}Z-blobs-)[0-9a-f-]{36}\/[a-z0-9-]{1,80}|(archive\/|strays\/\d{8}T\d{9}Z-(archive|document)-)[0-9a-f-]{36})$/;

export interface RestoreOptions {
  readonly backup: string;
  /** Empty, but for the master key; or what an earlier restore left that was cut short. */
  readonly folder: string;
  /** That of the data that was backed up. Undefined: the one in `folder`. */
  readonly masterKey: Uint8Array | undefined;
  readonly onProgress: (files: number) => void;
}

/**
 * Makes a data folder of a backup. Every session gets a new epoch: what devices have done since the backup was taken is not merged silently
 * into what was before. The store is moved to its place last, so that the folder is a relay's only when all is there.
 */
export async function restore(options: RestoreOptions): Promise<Result<{ readonly sessions: number }>> {
  const { folder, backup, masterKey, onProgress } = options;
  const free = await clear(folder);
  if (!free.ok) return free;
  const draft = join(folder, DRAFT);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const unpacked = await unpack(backup, draft, onProgress);
  if (!unpacked.ok) {
    await rm(draft, { recursive: true });
    return unpacked;
  }
  const key = masterKey ?? (await keyIn(folder));
  const begun = await beginEpochs(draft, key);
  if (!begun.ok) {
    await rm(draft, { recursive: true });
    return begun;
  }
  for (const name of [...FILE_FOLDERS, STORE_FILE]) {
    if (existsSync(join(draft, name))) await rename(join(draft, name), join(folder, name));
  }
  await rm(draft, { recursive: true });
  return begun;
}

async function keyIn(folder: string): Promise<Uint8Array | undefined> {
  const path = join(folder, KEY_FILE);
  return existsSync(path) ? parseMaster(await readFile(path, 'utf8')) : undefined;
}

/** Makes sure that nothing is in the way, and takes away what an earlier restore left. */
async function clear(folder: string): Promise<Result<void>> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const isLeft = names.includes(DRAFT) && !names.includes(STORE_FILE);
  const own: readonly string[] = isLeft ? [DRAFT, ...FILE_FOLDERS, KEY_FILE] : [KEY_FILE];
  const other = names.find(name => !own.includes(name));
  if (other !== undefined) return fail('backup/not-empty', other);
  for (const name of names) if (name !== KEY_FILE) await rm(join(folder, name), { recursive: true });
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

async function beginEpochs(
  folder: string,
  masterKey: Uint8Array | undefined,
): Promise<Result<{ readonly sessions: number }>> {
  let unreadable: string | undefined;
  const opened = await openStorage({
    folder,
    masterKey,
    onUnreadable: error => {
      unreadable ??= error.message;
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
    return unreadable === undefined ? ok({ sessions }) : fail('backup/damaged', unreadable);
  } finally {
    await store.close();
  }
}
