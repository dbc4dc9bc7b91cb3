import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'reserve';
const MiB = 1024 * 1024;
/** No less is given up at once. */
const PIECE_BYTES = 64 * 1024;

/** Room that is kept for the store, so that it can delete and close on a disk that is full. */
export interface Reserve {
  /** Whether `bytes` can be written without it. */
  has(bytes: number): boolean;
  /**
   * Returns whether `bytes` can be written now, giving up some of the reserve where the disk has too little.
   */
  makeRoom(bytes: number): boolean;
  /**
   * Refills the reserve, where the disk has room for all of it and `spareBytes` more. Rejects where the disk
   * does.
   */
  refill(spareBytes: number): Promise<void>;
}

/**
 * A file of so many bytes in the data folder. It is given up piece by piece, each time no more than a write
 * needs: whatever else is filling the disk finds it as full as before. The disk is asked each time, as others
 * write to it too.
 */
export class ReserveFile implements Reserve {
  readonly #folder: string;
  readonly #path: string;
  readonly #bytes: number;
  #refilling: Promise<void> | undefined;

  /** `bytes` 0: none is taken; what is there is given up all the same. */
  constructor(folder: string, bytes: number) {
    this.#folder = folder;
    this.#path = join(folder, FILE);
    this.#bytes = bytes;
  }

  has(bytes: number): boolean {
    return this.#free() >= bytes;
  }

  makeRoom(bytes: number): boolean {
    // The space that a file system gives back may be less than the file was long, and somebody else may be
    // quicker.
    for (let free = this.#free(); free < bytes; free = this.#free()) {
      const kept = this.#kept();
      if (kept === 0) return false;
      this.#shrink(Math.max(0, kept - Math.max(bytes - free, PIECE_BYTES)));
    }
    return true;
  }

  refill(spareBytes: number): Promise<void> {
    this.#refilling ??= this.#refill(spareBytes).finally(() => {
      this.#refilling = undefined;
    });
    return this.#refilling;
  }

  async #refill(spareBytes: number): Promise<void> {
    if (this.#kept() >= this.#bytes || !this.has(this.#bytes + spareBytes)) return;
    const draft = `${this.#path}.draft`;
    const file = await open(draft, 'w', 0o600);
    try {
      // Not of one value, which some file systems keep in no room at all.
      const noise = randomFillSync(Buffer.alloc(MiB));
      for (let left = this.#bytes; left > 0; left -= MiB) await file.write(noise, 0, Math.min(left, MiB));
      await file.sync();
      await rename(draft, this.#path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }

  #kept(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  #shrink(bytes: number): void {
    if (bytes === 0) {
      rmSync(this.#path, { force: true });
      return;
    }
    const file = openSync(this.#path, 'r+');
    try {
      ftruncateSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

/** The reserve of what only memory limits. */
export const NO_RESERVE: Reserve = { has: () => true, makeRoom: () => true, refill: async () => undefined };
