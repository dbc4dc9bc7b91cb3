import { Emitter } from './emitter.ts';
import type { FreeBytes } from './storage/index.ts';

/** Once there was too little, so much more than the floor is enough, or it would go back and forth. */
export const ENOUGH_AGAIN = 1.05;
/** After so much that was written, the disk is asked again: others write to it too. */
const MEASURE_AFTER_BYTES = 4 * 1024 * 1024;

/** To find what can be dropped is to look through all files. */
const DROP_EVERY_MS = 1_000;

export interface DiskSpaceOptions {
  readonly freeBytes: FreeBytes;
  /** 0: there is no floor. */
  readonly minBytes: number;
  readonly everyMs: number;
  /** The disk does not say; what was last known stands. */
  readonly onFailure: (error: unknown) => void;
  /** Called after each measurement. */
  readonly onMeasured?: (hasSpace: boolean) => void;
  /** So many bytes are missing: drops what can be dropped, and answers how much that was. */
  readonly makeRoom?: (bytes: number) => Promise<number>;
}

/** Room that was promised to something that is coming in. Whoever got it calls `end`, once. */
export interface SpacePromise {
  /**
   * So many bytes of it are on the disk. False where the disk has come to its floor meanwhile: nothing more
   * is to be written.
   */
  arrived(bytes: number): boolean;
  /** Gives back what did not arrive. */
  end(): void;
}

/**
 * Whether there is room to take anything new. A disk that is quite full cannot even be read and tidied up in
 * safety, so the relay stops before that. What is coming in counts from when it was announced, what was
 * written from when it was written, and not only from the next look at the disk. Whoever made it calls
 * `close`.
 */
export class DiskSpaceMonitor {
  /** Emits false when the disk is nearly full, and true when it has room again. */
  readonly changes = new Emitter<[hasSpace: boolean]>();
  readonly #options: DiskSpaceOptions;
  readonly #timer: NodeJS.Timeout;
  #hasSpace = true;
  #freeBytes = Number.POSITIVE_INFINITY;
  /** Written since the last look began: the disk may not have told of it. */
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

  /** When it was last looked at, less what was written since. */
  get freeBytes(): number {
    return Math.max(0, this.#freeBytes - this.#writtenBytes);
  }

  /** Bytes that may still be promised. */
  get promisableBytes(): number {
    return this.#hasSpace ? Math.max(0, this.freeBytes - this.#promisedBytes - this.#options.minBytes) : 0;
  }

  /**
   * Promises room for what was announced; undefined where there is none, even without what can be dropped.
   * The disk is asked first, so that no announcement counts on what somebody else has taken meanwhile.
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

  /** So much was written. */
  recordWrite(bytes: number): void {
    this.#writtenBytes += bytes;
    if (this.#writtenBytes > MEASURE_AFTER_BYTES || this.freeBytes < this.#options.minBytes)
      void this.measure();
  }

  /** Looks now, or goes along with a look under way. Never rejects. */
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
