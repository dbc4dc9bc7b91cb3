import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as Y from 'yjs';
import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { SessionDocument } from '../../shared/session/index.ts';
import type { DiskState } from '../model/index.ts';
import { DocumentStore, documentName, isFromStore, type LoadReport } from './document-store.ts';
import { browserEnvironment, type DiskEnvironment } from './environment.ts';
import { Ledger } from './ledger.ts';
import { Pacer } from './pacer.ts';
import { QuietTimer } from './quiet-timer.ts';
import { IMPORTED } from './session-file.ts';
import { type TabOrigin, Tabs, tabOrigin } from './tabs.ts';

/** A tab that does not write waits this long for the writer's word, then writes by itself: the writer may be frozen or gone. */
const FOLLOWER_PATIENCE_MS = 2_000;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** The disk of one open session. Whoever attached it calls `close`, before the document is destroyed. */
export interface DocumentDisk {
  /** Resolves once, when the device's copy is in the document, or when it could not be read. */
  readonly settled: Promise<Result<LoadReport>>;
  readonly state: ReadonlySignal<DiskState>;
  /**
   * For the link: an update that Yjs takes for somebody else's may be an edit made on this device (in another tab, out of a file), or
   * what another tab heard from the relay. Undefined for every origin that the disk does not know.
   */
  readonly originOf: (origin: unknown) => TabOrigin | undefined;
  /** Writes what waits now. Resolves when all edits so far are on disk, or says why not. */
  flush(): Promise<Result<void>>;
  /** After a failure: opens the database again where needed and writes the whole document. */
  retry(): Promise<Result<void>>;
  /** Writes what waits and lets go. */
  close(): Promise<void>;
}

export function attachDocument(
  id: SessionId,
  document: SessionDocument,
  environment: DiskEnvironment = browserEnvironment(),
): DocumentDisk {
  return new SessionDisk(id, document.doc, environment);
}

type Timer = ReturnType<typeof setTimeout> | undefined;

class SessionDisk implements DocumentDisk {
  readonly settled: Promise<Result<LoadReport>>;
  readonly state = signal<DiskState>({ state: 'loading' });
  readonly originOf = (origin: unknown): TabOrigin | undefined =>
    origin === IMPORTED ? 'edit' : tabOrigin(origin);

  readonly #id: SessionId;
  readonly #doc: Y.Doc;
  readonly #tabs: Tabs;
  readonly #stopPage: () => void;
  #phase: 'loading' | 'open' | 'closed' = 'loading';
  #store: DocumentStore | undefined;
  #failure: AppError | undefined;
  /** Another tab deleted the session: only a person may bring it back. */
  #deleted = false;
  readonly #ledger = new Ledger();
  /** By tab: its updates that are in this document, and the number of ours that covers them. It gets word when that is on disk. */
  readonly #owed = new Map<string, { readonly theirs: number; readonly ours: number }>();
  readonly #pacer = new Pacer(() => void this.#write(), LIMITS.diskFlushMs);
  #patience: Timer;
  #retryTimer: Timer;
  readonly #foldTimer = new QuietTimer(
    () => void this.#fold(),
    LIMITS.diskCompactQuietMs,
    LIMITS.diskCompactMaxWaitMs,
  );
  #retries = 0;
  #recovering: Promise<Result<void>> | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(id: SessionId, doc: Y.Doc, environment: DiskEnvironment) {
    this.#id = id;
    this.#doc = doc;
    this.#tabs = new Tabs(doc, documentName(id), environment, {
      number: () => this.#ledger.newest,
      lead: () => this.#lead(),
      received: (from, number) => this.#received(from, number),
      saved: number => this.#saved(number),
    });
    this.#stopPage = environment.onPage(event => {
      if (event !== 'resumed') void this.#write();
    });
    // What was written before the disk came has no row yet.
    if (doc.store.clients.size > 0) this.#enqueue(Y.encodeStateAsUpdate(doc));
    doc.on('update', this.#onUpdate);
    this.settled = this.#load();
  }

  async flush(): Promise<Result<void>> {
    await this.settled;
    await this.#write();
    return this.#failure ? { ok: false, error: this.#failure } : ok(undefined);
  }

  async retry(): Promise<Result<void>> {
    await this.settled;
    this.#deleted = false;
    return this.#failure ? this.#recover() : ok(undefined);
  }

  async close(): Promise<void> {
    if (this.#phase === 'closed') return;
    await this.settled;
    this.#doc.off('update', this.#onUpdate);
    await this.#recovering;
    await this.#write();
    if (this.#failure && !this.#deleted) await this.#recover();
    this.#phase = 'closed';
    this.#stopPage();
    this.#unschedule();
    clearTimeout(this.#retryTimer);
    this.#foldTimer.cancel();
    this.#tabs.leave();
    await this.#store?.close();
  }

  async #load(): Promise<Result<LoadReport>> {
    const report = await this.#open();
    this.#phase = 'open';
    this.#tabs.join();
    if (!report.ok) this.#fail(report.error);
    // A bad row may have been applied in part; the disk must not have less than the document.
    else if (report.value.corrupt > 0) await this.#recover();
    else this.#schedule();
    this.#show();
    return report;
  }

  async #open(): Promise<Result<LoadReport>> {
    const opened = await DocumentStore.open(this.#id, this.#doc, how => this.#onLost(how));
    if (!opened.ok) return opened;
    this.#store = opened.value;
    return opened.value.takeIn();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction): void => {
    if (isFromStore(origin)) return;
    if (tabOrigin(origin) !== undefined) {
      // Whoever sent it sees to it that it gets saved: by the writer, or else by itself.
      if (this.#tabs.writing === 'for-all') this.#enqueue(update);
      return;
    }
    this.#enqueue(update);
    const isEdit = transaction.local || origin === IMPORTED;
    this.#tabs.publish(update, isEdit ? 'edit' : 'relay');
  };

  #enqueue(update: Uint8Array): void {
    this.#ledger.add(update);
    if (this.#failure && !this.#recovering) this.#ledger.giveUp();
    this.#schedule();
    this.#show();
  }

  #schedule(): void {
    if (this.#phase !== 'open' || this.#failure || !this.#ledger.waits) return;
    if (this.#tabs.writing !== 'no') this.#pacer.ask();
    else this.#patience ??= setTimeout(() => void this.#recover(), FOLLOWER_PATIENCE_MS);
  }

  #unschedule(): void {
    this.#pacer.cancel();
    clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  /** Starts one transaction with all that waits, before this returns: the page may be ending. Resolved when it has ended. */
  #write(): Promise<void> {
    this.#unschedule();
    const store = this.#store;
    if (!store || this.#phase !== 'open' || this.#failure) return this.#lastWrite;
    const batch = this.#ledger.take();
    if (!batch) return this.#lastWrite;
    this.#lastWrite = store.append(batch.updates).then(result => {
      if (result.ok) {
        this.#ledger.written(batch);
        this.#onDisk();
      } else {
        this.#ledger.failed(batch);
        this.#fail(result.error);
      }
    });
    return this.#lastWrite;
  }

  #onDisk(): void {
    if (!this.#failure) {
      this.#payDebts();
      if (this.#tabs.writing !== 'no' && (this.#store?.rows ?? 0) >= LIMITS.diskCompactRowsCount) {
        this.#foldTimer.poke();
      }
    }
    this.#show();
  }

  #payDebts(): void {
    for (const [tab, { theirs, ours }] of this.#owed) {
      if (ours > this.#ledger.savedThrough) continue;
      this.#owed.delete(tab);
      this.#tabs.confirm(tab, theirs);
    }
  }

  #received(from: string, theirs: number): void {
    this.#owed.set(from, { theirs, ours: this.#ledger.newest });
    if (!this.#failure) this.#payDebts();
  }

  #saved(number: number): void {
    this.#ledger.savedElsewhere(number);
    if (!this.#ledger.waits) this.#unschedule();
    this.#onDisk();
  }

  #lead(): void {
    this.#unschedule();
    // The one who wrote until now may have died with updates that only its tabs know.
    if (this.#tabs.heard && this.#tabs.writing === 'for-all') void this.#recover();
    else this.#schedule();
  }

  #onLost(how: 'closed' | 'deleted'): void {
    if (this.#phase === 'closed') return;
    this.#deleted = how === 'deleted';
    const code = this.#deleted ? 'disk/deleted' : 'disk/closed';
    this.#fail({ code, detail: `the database was ${how}` });
  }

  #fail(error: AppError): void {
    this.#unschedule();
    this.#failure = error;
    this.#ledger.giveUp();
    const store = this.#store;
    this.#store = undefined;
    void store?.close();
    clearTimeout(this.#retryTimer);
    if (!this.#deleted && this.#phase !== 'closed') {
      const delay = Math.min(RETRY_MIN_MS * 2 ** this.#retries, RETRY_MAX_MS);
      this.#retries += 1;
      this.#retryTimer = setTimeout(() => void this.#recover(), delay);
    }
    this.#show();
  }

  /** Writes the whole document, which heals every row that was lost. Opens the database first where it is not open. */
  #recover(): Promise<Result<void>> {
    if (this.#deleted) return Promise.resolve(fail('disk/deleted'));
    this.#recovering ??= this.#writeWhole().finally(() => {
      this.#recovering = undefined;
      this.#schedule();
      this.#show();
    });
    return this.#recovering;
  }

  async #writeWhole(): Promise<Result<void>> {
    this.#unschedule();
    clearTimeout(this.#retryTimer);
    const { lost, newest } = this.#ledger;
    const opened = this.#store ? ok(undefined) : await this.#open();
    const written = opened.ok && this.#store ? await this.#store.fold() : opened;
    if (!written.ok) {
      this.#fail(written.error);
      return written;
    }
    this.#ledger.wroteWhole(newest, lost);
    if (this.#ledger.lost > 0) {
      // A transaction from before ended badly meanwhile.
      this.#fail({ code: 'disk/closed', detail: 'a write failed during recovery' });
      return fail('disk/closed');
    }
    this.#failure = undefined;
    this.#retries = 0;
    this.#onDisk();
    return ok(undefined);
  }

  /** A fold that fails loses nothing, so it is no failure of the disk: the next write finds out about that. */
  async #fold(): Promise<void> {
    if (!this.#store || this.#failure || this.#recovering) return;
    const folded = await this.#store.fold();
    if (!folded.ok) console.warn('The session database could not be compacted.', folded.error.detail);
  }

  #show(): void {
    const { changes } = this.#ledger;
    if (this.#failure) this.state.value = { state: 'failed', error: this.#failure, changes };
    else if (this.#phase === 'loading') this.state.value = { state: 'loading' };
    else this.state.value = changes > 0 ? { state: 'saving', changes } : { state: 'saved' };
  }
}
