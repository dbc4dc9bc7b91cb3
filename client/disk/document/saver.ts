import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Database } from './database.ts';
import { Debounce } from './debounce.ts';
import { Retry } from './retry.ts';
import { Throttle } from './throttle.ts';
import { WriteTracker } from './write-tracker.ts';

/** A tab that is not the writer waits this long for a confirmation, then writes itself. */
const FOLLOWER_PATIENCE_MS = 2_000;

export interface SaverHost {
  /** False while nothing is to be written: before the session is loaded, behind another tab, or closed. */
  isOpen(): boolean;
  /** False while the disk holds the generation before this one: until that is replaced, no row is added. */
  isOnDisk(): boolean;
  /** False where another tab of this session writes. */
  isWriter(): boolean;
  /** Writes the whole document, and opens the database first where it is not open. */
  writeWhole(): Promise<Result<void>>;
  /** `changes`, `savedThrough` or `failure` may have changed. */
  onChanged(): void;
  /** Another tab has written a newer generation, and this one nothing. */
  onNewerGeneration(): void;
}

/**
 * Writes the updates of a document to its database: in batches, in order, again after a failure. Compacts the
 * rows into one at times. The owner calls `close`.
 */
export class Saver {
  readonly #database: Database;
  readonly #host: SaverHost;
  readonly #tracker = new WriteTracker();
  #failure: AppError | undefined;
  /** True where another tab has deleted the session: only a person may bring it back. */
  #isDeleted = false;
  #takeoverTimer: ReturnType<typeof setTimeout> | undefined;
  #recovering: Promise<Result<void>> | undefined;
  #lastWrite: Promise<void> = Promise.resolve();
  readonly #throttle = new Throttle(() => void this.write(), LIMITS.diskFlushMs);
  readonly #retry = new Retry(() => void this.recover());
  readonly #compaction = new Debounce(
    () => void this.#compact(),
    LIMITS.diskCompactQuietMs,
    LIMITS.diskCompactMaxWaitMs,
  );

  constructor(database: Database, host: SaverHost) {
    this.#database = database;
    this.#host = host;
  }

  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** The number of the newest update. */
  get newest(): number {
    return this.#tracker.newest;
  }

  /** All updates up to this number are on disk. */
  get savedThrough(): number {
    return this.#tracker.savedThrough;
  }

  /** Updates that only memory holds. */
  get changes(): number {
    return this.#tracker.changes;
  }

  add(update: Uint8Array): void {
    this.#tracker.add(update);
    if (this.#failure && !this.#recovering) this.#tracker.dropQueue();
    this.schedule();
    this.#host.onChanged();
  }

  /** Adds an update as large as the document, and writes the whole document. */
  addWhole(update: Uint8Array): Promise<Result<void>> {
    this.#tracker.add(update);
    this.#tracker.dropQueue();
    return this.recover();
  }

  /** Drops everything that was added: the document was replaced by another generation. */
  reset(): void {
    this.#unschedule();
    this.#retry.cancel();
    this.#tracker.reset();
    this.#failure = undefined;
  }

  /** Has what waits written soon. */
  schedule(): void {
    if (!this.#host.isOpen() || !this.#host.isOnDisk() || this.#failure || !this.#tracker.hasQueued) return;
    if (this.#host.isWriter()) this.#throttle.request();
    else this.#takeoverTimer ??= setTimeout(() => void this.recover(), FOLLOWER_PATIENCE_MS);
  }

  /**
   * Begins one transaction with all that waits, before this returns: the page may be ending. Resolves when it
   * has ended.
   */
  write(): Promise<void> {
    this.#unschedule();
    const store = this.#database.store;
    if (!store || !this.#host.isOpen() || !this.#host.isOnDisk() || this.#failure) return this.#lastWrite;
    const batch = this.#tracker.take();
    if (!batch) return this.#lastWrite;
    this.#lastWrite = store.append(batch.updates).then(result => {
      if (result.ok) {
        this.#tracker.written(batch);
        this.#written();
      } else {
        this.#tracker.failed(batch);
        this.fail(result.error);
      }
    });
    return this.#lastWrite;
  }

  /** Writes what waits, once a write of the whole document that is under way has ended. */
  async flush(): Promise<void> {
    await this.#recovering;
    await this.write();
  }

  /** The writing tab has all updates up to this number on disk. */
  savedElsewhere(through: number): void {
    this.#tracker.savedElsewhere(through);
    if (!this.#tracker.hasQueued) this.#unschedule();
    this.#written();
  }

  /** Makes this tab the writer. `isSuccessor`: the one before it may have died with updates not written. */
  lead(isSuccessor: boolean): void {
    this.#unschedule();
    if (isSuccessor) void this.recover();
    else this.schedule();
  }

  lost(how: 'closed' | 'deleted'): void {
    this.#isDeleted = how === 'deleted';
    const code = this.#isDeleted ? 'disk/deleted' : 'disk/closed';
    this.fail({ code, detail: `the database was ${how}` });
  }

  fail(error: AppError): void {
    this.#unschedule();
    if (error.code === 'disk/left-behind') {
      this.#host.onNewerGeneration();
      return;
    }
    this.#failure = error;
    this.#tracker.dropQueue();
    void this.#database.close();
    this.#retry.cancel();
    if (!this.#isDeleted && this.#host.isOpen()) this.#retry.failed();
    this.#host.onChanged();
  }

  /** Writes the whole document because a person asks for it, also where the session was deleted. */
  async retry(): Promise<Result<void>> {
    this.#isDeleted = false;
    return this.#failure ? this.recover() : ok(undefined);
  }

  /** Writes the whole document, which heals every row that was lost. */
  recover(): Promise<Result<void>> {
    if (this.#isDeleted) return Promise.resolve(fail('disk/deleted'));
    if (!this.#host.isOpen()) return Promise.resolve(fail('disk/left-behind'));
    this.#recovering ??= this.#writeWhole().finally(() => {
      this.#recovering = undefined;
      this.schedule();
      this.#host.onChanged();
    });
    return this.#recovering;
  }

  /** Writes what waits, and stops all timers. */
  async close(): Promise<void> {
    await this.flush();
    if (this.#failure && !this.#isDeleted) await this.recover();
    this.#unschedule();
    this.#retry.cancel();
    this.#compaction.cancel();
  }

  #unschedule(): void {
    this.#throttle.cancel();
    clearTimeout(this.#takeoverTimer);
    this.#takeoverTimer = undefined;
  }

  #written(): void {
    const rows = this.#database.store?.rows ?? 0;
    if (!this.#failure && this.#host.isWriter() && rows >= LIMITS.diskCompactRowsCount)
      this.#compaction.poke();
    this.#host.onChanged();
  }

  async #writeWhole(): Promise<Result<void>> {
    this.#unschedule();
    this.#retry.cancel();
    const { lost, newest } = this.#tracker;
    const written = await this.#host.writeWhole();
    if (!written.ok) {
      this.fail(written.error);
      return written;
    }
    this.#tracker.wroteWhole(newest, lost);
    if (this.#tracker.lost > 0) {
      // A transaction from before ended badly meanwhile.
      this.fail({ code: 'disk/closed', detail: 'a write failed during recovery' });
      return fail('disk/closed');
    }
    this.#failure = undefined;
    this.#retry.succeeded();
    this.#written();
    return ok(undefined);
  }

  /** Compacts the rows. A failure loses nothing, and is none of the disk's: the next write finds that. */
  async #compact(): Promise<void> {
    if (!this.#database.store || this.#failure || this.#recovering) return;
    const compacted = await this.#database.store.compact();
    if (!compacted.ok) console.warn('The session database could not be compacted.', compacted.error.detail);
  }
}
