import type { FileReader, FileStore, ListedFile, PartialFile } from './file-store.ts';

/**
 * The content of a memory file store, kept apart from it so that one can be closed and opened again: by
 * folder and name.
 */
export interface MemoryFiles {
  readonly files: Map<string, Uint8Array>;
  readonly drafts: Map<string, Uint8Array>;
  /** When they were last written to, on a clock that goes on by one with each write. */
  readonly changes: Map<string, number>;
}

export const newMemoryFiles = (): MemoryFiles => ({
  files: new Map(),
  drafts: new Map(),
  changes: new Map(),
});

function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end > bytes.length) throw new Error('the file ends too early');
  return bytes.slice(start, end);
}

/** A file store for tests and measurements. */
export class MemoryFileStore implements FileStore {
  readonly #disk: MemoryFiles;

  constructor(disk: MemoryFiles = newMemoryFiles()) {
    this.#disk = disk;
  }

  async open(folder: string, name: string): Promise<FileReader | undefined> {
    const bytes = this.#disk.files.get(`${folder}/${name}`);
    if (!bytes) return undefined;
    return {
      size: bytes.length,
      read: async (start, end) => slice(bytes, start, end),
      close: () => Promise.resolve(),
    };
  }

  async draft(folder: string, name: string): Promise<PartialFile> {
    const path = `${folder}/${name}`;
    const { files, drafts, changes } = this.#disk;
    const bytes = (): Uint8Array => drafts.get(path) ?? new Uint8Array();
    drafts.set(path, bytes());
    return {
      get size() {
        return bytes().length;
      },
      read: async (start, end) => slice(bytes(), start, end),
      append: async added => {
        drafts.set(path, Buffer.concat([bytes(), added]));
        changes.set(path, Math.max(0, ...changes.values()) + 1);
      },
      truncate: async size => void drafts.set(path, bytes().slice(0, size)),
      publish: async () => {
        files.set(path, bytes());
        drafts.delete(path);
      },
      keep: () => Promise.resolve(),
      discard: async () => void drafts.delete(path),
    };
  }

  async list(folder: string): Promise<readonly ListedFile[]> {
    const begin = `${folder}/`;
    const in_ = (map: ReadonlyMap<string, Uint8Array>, isDraft: boolean): ListedFile[] =>
      [...map]
        .filter(([path]) => path.startsWith(begin))
        .map(([path, bytes]) => ({
          name: path.slice(begin.length),
          bytes: bytes.length,
          isDraft,
          changedMs: this.#disk.changes.get(path) ?? 0,
        }));
    return [...in_(this.#disk.files, false), ...in_(this.#disk.drafts, true)].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  async folders(): Promise<readonly string[]> {
    const paths = [...this.#disk.files.keys(), ...this.#disk.drafts.keys()];
    return [...new Set(paths.map(path => path.split('/')[0] as string))].sort();
  }

  async remove(folder: string, name: string): Promise<boolean> {
    return this.#disk.files.delete(`${folder}/${name}`);
  }

  async removeDraft(folder: string, name: string): Promise<void> {
    this.#disk.drafts.delete(`${folder}/${name}`);
  }

  async removeFolder(folder: string): Promise<void> {
    for (const map of [this.#disk.files, this.#disk.drafts]) {
      for (const path of [...map.keys()]) if (path.startsWith(`${folder}/`)) map.delete(path);
    }
  }
}
