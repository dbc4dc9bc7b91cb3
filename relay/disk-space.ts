import { Emitter } from './emitter.ts';
import type { FreeBytes } from './storage/index.ts';

/** The factor of the floor that is enough again after there was too little, or it would go back and forth. */
export const ENOUGH_AGAIN = 1.05;
/** Bytes written after which the disk is measured again: others write to it too. */
const MEASURE_AFTER_BYTES = 4 * 1024 * 1024;

/** The pause between two searches for drafts to delete, which look through all files. */
const DROP_EVERY_MS = 1_000;

export interface DiskSpaceOptions {
  readonly freeBytes: FreeBytes;
  /** 0: there is no floor. */
  readonly minBytes: number;
  readonly everyMs: number;
  /** Called where the disk cannot be measured; the last result stands. */
  readonly onFailure: (error: unknown) => void;
  /** Called after each measurement. */
  readonly onMeasured?: (hasSpace: boolean) => void;
  /** Deletes what can be deleted where so many bytes are missing; returns how many it freed. */
  readonly makeRoom?: (bytes: number) => Promise<number>;
}

/** Room that was promised to an upload. Whoever got it calls `end`, once. */
export interface SpacePromise {
  /**
   * Counts bytes that are on the disk. Returns false where the disk has reached its floor meanwhile: nothing
   * more is to be written.
   */
  arrived(bytes: number): boolean;
  /** Gives back what did not arrive. */
  end(): void;
}

/**
 * Monitors whether there is room for anything new. A disk that is quite full cannot even be read and tidied
 * up in safety, so the relay stops before that. An upload counts from when it was announced, a write from
 * when it was made, and not only from the next measurement. Whoever made it calls `close`.
 */
export class DiskSpaceMonitor {
  /** Emits false when the disk is nearly full, and true when it has room again. */
  readonly changes = new Emitter<[hasSpace: boolean]>();
  readonly #options: DiskSpaceOptions;
  readonly #timer: NodeJS.Timeout;
  #hasSpace = true;
  #freeBytes = Number.POSITIVE_INFINITY;
  /** Written since the last measurement began, which may not include it. */
  #writtenBytes = 0;
  /** Announced, and not there yet. */
  #promisedBytes = 0;
  #measuring: Promise<void> | undefined;
  #droppedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.measure(), options.everyMs);
  }

  get hasSpace(): boolean {
    return this.#hasSpace;
  }

  /** The result of the last measurement, less what was written since. */
  get freeBytes(): number {
    return Math.max(0, this.#freeBytes - this.#writtenBytes);
  }

  /** Bytes that may still be promised. */
  get promisableBytes(): number {
    return this.#hasSpace ? Math.max(0, this.freeBytes - this.#promisedBytes - this.#options.minBytes) : 0;
  }

  /**
   * Promises room for an announced upload; undefined where there is none, even without what can be deleted.
   * Measures first, so that no promise counts on what somebody else has taken meanwhile.
   */
  async promise(bytes: number): Promise<SpacePromise | undefined> {
    await this.measure();
    const missing = bytes - this.promisableBytes;
    if (missing > 0 && (await this.#drop(missing)) > 0) await this.measure();
    // In one turn with the promise: nobody is promised the same room.
    if (!this.#hasSpace || bytes > this.promisableBytes) return undefined;
    let left = bytes;
    this.#promisedBytes += bytes;
    return {
      arrived: count => {
        const taken = Math.min(left, count);
        left -= taken;
        this.#promisedBytes -= taken;
        this.recordWrite(count);
        return this.#hasSpace && this.freeBytes >= this.#options.minBytes;
      },
      end: () => {
        this.#promisedBytes -= left;
        left = 0;
      },
    };
  }

  /** Counts bytes that were written. */
  recordWrite(bytes: number): void {
    this.#writtenBytes += bytes;
    if (this.#writtenBytes > MEASURE_AFTER_BYTES || this.freeBytes < this.#options.minBytes)
      void this.measure();
  }

  /** Measures now, or joins a measurement under way. Never rejects. */
  async measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    await this.#measuring;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #measure(): Promise<void> {
    const { freeBytes, onFailure } = this.#options;
    const before = this.#writtenBytes;
    try {
      this.#freeBytes = await freeBytes();
    } catch (error) {
      onFailure(error);
      return;
    }
    this.#writtenBytes -= before;
    this.#judge();
    this.#options.onMeasured?.(this.#hasSpace);
    if (!this.#hasSpace) void this.#drop(this.#options.minBytes * ENOUGH_AGAIN - this.freeBytes);
  }

  #judge(): void {
    const { minBytes } = this.#options;
    const hasSpace = this.freeBytes >= (this.#hasSpace ? minBytes : minBytes * ENOUGH_AGAIN);
    if (hasSpace === this.#hasSpace) return;
    this.#hasSpace = hasSpace;
    this.changes.emit(hasSpace);
  }

  async #drop(bytes: number): Promise<number> {
    const now = performance.now();
    if (now - this.#droppedAt < DROP_EVERY_MS) return 0;
    this.#droppedAt = now;
    try {
      return (await this.#options.makeRoom?.(bytes)) ?? 0;
    } catch (error) {
      this.#options.onFailure(error);
      return 0;
    }
  }
}
