import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Database } from './database.ts';
import { Debounce } from './debounce.ts';
import { Retry } from './retry.ts';
import { Throttle } from './throttle.ts';
import { WriteTracker } from './write-tracker.ts';

/**
 * A tab that does not write waits this long for the writer's word, then writes by itself: the writer may be
 * frozen or gone.
 */
const FOLLOWER_PATIENCE_MS = 2_000;

export interface SaverHost {
  /** False while nothing is to be written: not loaded yet, left behind by another tab, or closed. */
  isOpen(): boolean;
  /**
   * False while the disk holds another document than this one: until the whole of it is there, nothing is
   * added.
   */
  isOnDisk(): boolean;
  /** False where another tab of this session writes. */
  isWriter(): boolean;
  /** Writes the whole document, and opens the database first where it is not open. */
  writeWhole(): Promise<Result<void>>;
  /**
   * All updates up to `through` may be on the disk now; or there are more of them, or the disk has failed.
   */
  changed(): void;
  /** Another tab has gone over to another document; nothing was written. */
  behind(): void;
}

/**
 * Brings the updates of a document to its database: batched, in order, again after a failure, and folded into
 * one row at times.
 */
export class Saver {
  readonly #database: Database;
  readonly #host: SaverHost;
  readonly #ledger = new WriteTracker();
  #failure: AppError | undefined;
  /** Another tab deleted the session: only a person may bring it back. */
  #isDeleted = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #recovering: Promise<Result<void>> | undefined;
  #lastWrite: Promise<void> = Promise.resolve();
  readonly #pacer = new Throttle(() => void this.write(), LIMITS.diskFlushMs);
  readonly #retry = new Retry(() => void this.recover());
  readonly #foldTimer = new Debounce(
    () => void this.#fold(),
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

  /** The number of the newest update, and that of the last of those which are all on disk. */
  get newest(): number {
    return this.#ledger.newest;
  }

  get savedThrough(): number {
    return this.#ledger.savedThrough;
  }

  /** Updates that only memory holds. */
  get changes(): number {
    return this.#ledger.changes;
  }

  add(update: Uint8Array): void {
    this.#ledger.add(update);
    if (this.#failure && !this.#recovering) this.#ledger.giveUp();
    this.schedule();
    this.#host.changed();
  }

  /** As `add`, but only writing the whole document brings it to the disk. */
  addWhole(update: Uint8Array): Promise<Result<void>> {
    this.#ledger.add(update);
    this.#ledger.giveUp();
    return this.recover();
  }

  /** Nothing that was added until now is to be written any more. */
  forget(): void {
    this.#unschedule();
    this.#retry.cancel();
    this.#ledger.forget();
    this.#failure = undefined;
  }

  /** Writes soon what waits. */
  schedule(): void {
    if (!this.#host.isOpen() || !this.#host.isOnDisk() || this.#failure || !this.#ledger.waits) return;
    if (this.#host.isWriter()) this.#pacer.request();
    else this.#patience ??= setTimeout(() => void this.recover(), FOLLOWER_PATIENCE_MS);
  }

  /**
   * Starts one transaction with all that waits, before this returns: the page may be ending. Resolved when it
   * has ended.
   */
  write(): Promise<void> {
    this.#unschedule();
    const store = this.#database.store;
    if (!store || !this.#host.isOpen() || !this.#host.isOnDisk() || this.#failure) return this.#lastWrite;
    const batch = this.#ledger.take();
    if (!batch) return this.#lastWrite;
    this.#lastWrite = store.append(batch.updates).then(result => {
      if (result.ok) {
        this.#ledger.written(batch);
        this.#onDisk();
      } else {
        this.#ledger.failed(batch);
        this.fail(result.error);
      }
    });
    return this.#lastWrite;
  }

  /** Writes what waits, also where the whole document is being written. */
  async flush(): Promise<void> {
    await this.#recovering;
    await this.write();
  }

  /** The tab that writes has everything up to this number on disk. */
  savedElsewhere(through: number): void {
    this.#ledger.savedElsewhere(through);
    if (!this.#ledger.waits) this.#unschedule();
    this.#onDisk();
  }

  /**
   * This tab writes from now on. `hasHeirs`: whoever wrote until now may have died with updates that only
   * other tabs know.
   */
  lead(hasHeirs: boolean): void {
    this.#unschedule();
    if (hasHeirs) void this.recover();
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
      this.#host.behind();
      return;
    }
    this.#failure = error;
    this.#ledger.giveUp();
    void this.#database.close();
    this.#retry.cancel();
    if (!this.#isDeleted && this.#host.isOpen()) this.#retry.failed();
    this.#host.changed();
  }

  /** A person wants it written after all, also where the session was deleted. */
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
      this.#host.changed();
    });
    return this.#recovering;
  }

  /** Writes what waits, one last time. */
  async finish(): Promise<void> {
    await this.flush();
    if (this.#failure && !this.#isDeleted) await this.recover();
    this.#unschedule();
    this.#retry.cancel();
    this.#foldTimer.cancel();
  }

  #unschedule(): void {
    this.#pacer.cancel();
    clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  #onDisk(): void {
    const rows = this.#database.store?.rows ?? 0;
    if (!this.#failure && this.#host.isWriter() && rows >= LIMITS.diskCompactRowsCount)
      this.#foldTimer.poke();
    this.#host.changed();
  }

  async #writeWhole(): Promise<Result<void>> {
    this.#unschedule();
    this.#retry.cancel();
    const { lost, newest } = this.#ledger;
    const written = await this.#host.writeWhole();
    if (!written.ok) {
      this.fail(written.error);
      return written;
    }
    this.#ledger.wroteWhole(newest, lost);
    if (this.#ledger.lost > 0) {
      // A transaction from before ended badly meanwhile.
      this.fail({ code: 'disk/closed', detail: 'a write failed during recovery' });
      return fail('disk/closed');
    }
    this.#failure = undefined;
    this.#retry.succeeded();
    this.#onDisk();
    return ok(undefined);
  }

  /**
   * A fold that fails loses nothing, so it is no failure of the disk: the next write finds out about that.
   */
  async #fold(): Promise<void> {
    if (!this.#database.store || this.#failure || this.#recovering) return;
    const folded = await this.#database.store.fold();
    if (!folded.ok) console.warn('The session database could not be compacted.', folded.error.detail);
  }
}
