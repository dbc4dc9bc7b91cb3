import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { STRAYS_FOLDER } from '../lifecycle/index.ts';
import { copyLmdb, STORE_FILE } from '../storage/index.ts';
import { ContainerWriter } from './container.ts';

/** The folders of a backup, beside the store; strays too. The master key is not in it. */
export const FILE_FOLDERS = ['blobs', 'archive', STRAYS_FOLDER] as const;
/** An upload under way, or another draft: not part of a backup. */
const DRAFT = /\.part$/;

export interface BackupOptions {
  /** The data folder. A relay may run on it. */
  readonly folder: string;
  /** Must not be there yet; appears when it is complete. */
  readonly target: string;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes one moment of the store, and the files that it names. A file is there before the store names it, so
 * files are copied after the store; archives get a second name before it too, as one is deleted when its
 * session is restored. The data folder may be read-only. Fails with `backup/exists`, and as a store does that
 * cannot be read.
 */
export async function backUp(options: BackupOptions): Promise<Result<{ readonly files: number }>> {
  const { folder, target } = options;
  if (existsSync(target)) return fail('backup/exists', target);
  const work = await workFolder(folder, target);
  try {
    await hold(folder, work);
    const copied = await copyLmdb(folder, join(work, STORE_FILE));
    if (!copied.ok) return copied;
    // Sessions that were archived while the store was copied, and may be restored before they are read.
    await hold(folder, work);
    return ok({ files: await write(options, work) });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Makes a working folder: in the data folder, where a second name for a file costs nothing; beside the backup
 * where nobody can write there.
 */
async function workFolder(folder: string, target: string): Promise<string> {
  try {
    return await mkdtemp(join(folder, 'backup-'));
  } catch (error) {
    if (!['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return mkdtemp(join(dirname(target), '.backup-'));
  }
}

/** Gives every archive a second name in `work`, or puts a copy of it there. */
async function hold(folder: string, work: string): Promise<void> {
  await mkdir(join(work, 'archive'), { recursive: true });
  for (const path of (await filesOf(folder)).filter(each => each.startsWith('archive/'))) {
    await orGone(held(secondName(join(folder, path), join(work, path))));
  }
}

async function secondName(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    if (!['EXDEV', 'EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    await copyFile(path, target, constants.COPYFILE_EXCL);
  }
}

/** Leaves a file as it is that has its second name already. */
async function held(linked: Promise<void>): Promise<void> {
  try {
    await linked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Writes the backup; returns how many files beside the store there are. */
async function write({ folder, target, onProgress }: BackupOptions, work: string): Promise<number> {
  const paths = [...new Set([...(await filesOf(folder)), ...(await filesOf(work))])].sort();
  const draft = `${target}.part`;
  await rm(draft, { force: true });
  const writer = await ContainerWriter.create(draft);
  try {
    await writer.add(STORE_FILE, join(work, STORE_FILE));
    let files = 0;
    for (const [i, path] of paths.entries()) {
      onProgress(i, paths.length);
      const isAdded =
        (await orGone(writer.add(path, join(folder, path)))) ||
        (await orGone(writer.add(path, join(work, path))));
      if (isAdded) files += 1;
    }
    onProgress(paths.length, paths.length);
    await writer.end();
    await rename(draft, target);
    return files;
  } catch (error) {
    await writer.abandon();
    await rm(draft, { force: true });
    throw error;
  }
}

/** Returns the paths of all files, with slashes. */
async function filesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const top of FILE_FOLDERS) {
    if (!existsSync(join(folder, top))) continue;
    const entries = await readdir(join(folder, top), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || DRAFT.test(entry.name)) continue;
      found.push(relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    }
  }
  return found;
}

/** Returns false for a file that was removed since it was listed. */
async function orGone(done: Promise<void>): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
