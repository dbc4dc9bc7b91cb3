import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileReader, FileStore, ListedFile, PartialFile } from './file-store.ts';

/** No finished file ends in this, because no name that callers use has a dot. */
const DRAFT = '.part';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Resolves with the result of `work`, or with `fallback` where the file or folder is not there. */
async function orMissing<T, F>(work: Promise<T>, fallback: F): Promise<T | F> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return fallback;
    throw error;
  }
}

/** Makes the names in a folder as durable as the files. */
export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readExactly(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) throw new Error('the file ends too early');
    done += bytesRead;
  }
  return bytes;
}

class FileDraft implements PartialFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #folder: string;
  size: number;

  constructor(file: FileHandle, path: string, folder: string, size: number) {
    this.#file = file;
    this.#path = path;
    this.#folder = folder;
    this.size = size;
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return readExactly(this.#file, start, end);
  }

  async append(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.size + done);
      done += bytesWritten;
    }
    this.size += bytes.length;
  }

  async truncate(size: number): Promise<void> {
    await this.#file.truncate(size);
    this.size = size;
  }

  async publish(): Promise<void> {
    try {
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    await rename(`${this.#path}${DRAFT}`, this.#path);
    await flushFolder(this.#folder);
  }

  keep(): Promise<void> {
    return this.#file.close();
  }

  async discard(): Promise<void> {
    await this.#file.close();
    await rm(`${this.#path}${DRAFT}`, { force: true });
  }
}

/** A file store in the file system below `root`, readable by its owner only. */
export class DiskFileStore implements FileStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async open(folder: string, name: string): Promise<FileReader | undefined> {
    const file = await orMissing(open(join(this.#root, folder, name), 'r'), undefined);
    if (!file) return undefined;
    try {
      const { size } = await file.stat();
      return { size, read: (start, end) => readExactly(file, start, end), close: () => file.close() };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async draft(folder: string, name: string): Promise<PartialFile> {
    const path = join(this.#root, folder);
    const made = await mkdir(path, { recursive: true, mode: 0o700 });
    if (made !== undefined) await flushFolder(this.#root);
    const whole = join(path, name);
    // Opened for reading and writing without emptying it, and made where it is not there yet.
    const file = await orMissing(open(`${whole}${DRAFT}`, 'r+'), undefined);
    const handle = file ?? (await open(`${whole}${DRAFT}`, 'wx+', 0o600));
    try {
      return new FileDraft(handle, whole, path, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async list(folder: string): Promise<readonly ListedFile[]> {
    const path = join(this.#root, folder);
    const listed: ListedFile[] = [];
    for (const file of (await orMissing(readdir(path), [])).sort()) {
      const found = await orMissing(stat(join(path, file)), undefined);
      if (!found) continue; // removed, or finished, meanwhile
      const isDraft = file.endsWith(DRAFT);
      const name = isDraft ? file.slice(0, -DRAFT.length) : file;
      listed.push({ name, bytes: found.size, isDraft, changedMs: found.mtimeMs });
    }
    return listed;
  }

  async folders(): Promise<readonly string[]> {
    return (await orMissing(readdir(this.#root), [])).sort();
  }

  async remove(folder: string, name: string): Promise<boolean> {
    const path = join(this.#root, folder);
    const isRemoved = await orMissing(
      unlink(join(path, name)).then(() => true),
      false,
    );
    if (isRemoved) await flushFolder(path);
    return isRemoved;
  }

  async removeDraft(folder: string, name: string): Promise<void> {
    await rm(join(this.#root, folder, `${name}${DRAFT}`), { force: true });
  }

  async removeFolder(folder: string): Promise<void> {
    await rm(join(this.#root, folder), { recursive: true, force: true });
    await orMissing(flushFolder(this.#root), undefined);
  }
}
