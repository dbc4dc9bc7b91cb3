import { link, mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import { flushFolder } from '../storage/index.ts';

/**
 * The folder of files that seem to belong to nobody, beside `blobs` and `archive`, until they do again or
 * have been here for long.
 */
export const STRAYS_FOLDER = 'strays';

export type StrayKind = 'archive' | 'blobs';

/**
 * A stray: a session's archive, the folder of its files, or the rows of a document that could not be read.
 */
export interface Stray {
  /** Its name in the folder: when it was moved there, what it is, whose it was. */
  readonly name: string;
  readonly kind: StrayKind | 'document';
  readonly id: SessionId;
  /** Its name where it came from. */
  readonly from: string;
}

export interface FileTotals {
  readonly files: number;
  readonly bytes: number;
}

const NAME = /^\d{8}T\d{9}Z-(archive|blobs|document)-((.{36})(?:\.part)?)$/;
const newName = (kind: Stray['kind'], from: string): string =>
  `${new Date().toISOString().replace(/[-:.]/g, '')}-${kind}-${from}`;

const isCode = (error: unknown, ...codes: string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

/** Totals the files below a path, or the file itself; nothing where there is none. */
async function sizeOf(path: string): Promise<FileTotals> {
  const found = await stat(path).catch(error => {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (!found) return { files: 0, bytes: 0 };
  if (!found.isDirectory()) return { files: 1, bytes: found.size };
  let [files, bytes] = [0, 0];
  for (const name of await readdir(path)) {
    const each = await sizeOf(join(path, name));
    files += each.files;
    bytes += each.bytes;
  }
  return { files, bytes };
}

/** The folder of strays in a data folder. Everything in it was moved there as it was, sealed, by renaming. */
export class Strays {
  readonly #root: string;
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#root = dataFolder;
    this.#folder = join(dataFolder, STRAYS_FOLDER);
  }

  /**
   * Returns strays in the order in which they came. Anything else in the folder is left out, and left alone.
   */
  async list(): Promise<readonly Stray[]> {
    const names = await readdir(this.#folder).catch(error => {
      if (isCode(error, 'ENOENT')) return [];
      throw error;
    });
    return names.sort().flatMap(name => {
      const [, kind, from = '', id] = NAME.exec(name) ?? [];
      return isSessionId(id) ? [{ name, kind: kind as Stray['kind'], id, from }] : [];
    });
  }

  size({ name }: Stray): Promise<FileTotals> {
    return sizeOf(join(this.#folder, name));
  }

  /**
   * Moves one aside. `from`: its name in the folder of its kind. Returns undefined where there was nothing
   * but an empty folder, which is left.
   */
  async moveIn(
    kind: StrayKind,
    from: string,
  ): Promise<{ readonly name: string; readonly size: FileTotals } | undefined> {
    const path = join(this.#root, kind, from);
    const size = await sizeOf(path);
    if (size.files === 0) return undefined;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = newName(kind, from);
    await rename(path, join(this.#folder, name));
    await this.#flush(kind);
    return { name, size };
  }

  /** Writes rows of the store; flushed when it resolves. Returns the file's name. */
  async write(id: SessionId, content: Uint8Array): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = newName('document', id);
    const file = await open(join(this.#folder, name), 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await flushFolder(this.#folder);
    return name;
  }

  /**
   * Moves one back to where it came from, as far as its place is free. Returns whether all of it was moved.
   * Never a document's rows.
   */
  async moveBack({ name, kind, from }: Stray): Promise<boolean> {
    if (kind === 'document') return false;
    const source = join(this.#folder, name);
    const target = join(this.#root, kind, from);
    await mkdir(join(this.#root, kind), { recursive: true, mode: 0o700 });
    const isWhole = kind === 'archive' ? await moveFile(source, target) : await moveFolder(source, target);
    await this.#flush(kind);
    return isWhole;
  }

  async drop({ name }: Stray): Promise<void> {
    await rm(join(this.#folder, name), { recursive: true, force: true });
    await flushFolder(this.#folder);
  }

  async #flush(kind: StrayKind): Promise<void> {
    await flushFolder(join(this.#root, kind));
    await flushFolder(this.#folder);
  }
}

/** Returns false where the place is taken. By a second name, as renaming would replace what is there. */
async function moveFile(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  await unlink(source);
  return true;
}

/** Moves file by file where there is such a folder again. */
async function moveFolder(source: string, target: string): Promise<boolean> {
  try {
    await rename(source, target);
    return true;
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  let isWhole = true;
  for (const file of await readdir(source)) {
    isWhole = (await moveFile(join(source, file), join(target, file))) && isWhole;
  }
  await flushFolder(target);
  if (isWhole) await rmdir(source);
  return isWhole;
}
