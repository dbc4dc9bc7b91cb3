import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as Y from 'yjs';
import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { SessionDocument } from '../../shared/session/index.ts';
import type { DiskState, SessionNotes } from '../model/index.ts';
import type { DocumentDisk } from './contract.ts';
import { Database } from './database.ts';
import { Debts } from './debts.ts';
import { documentName, isFromStore, type LoadReport } from './document-store.ts';
import { browserEnvironment, type DiskEnvironment } from './environment.ts';
import { Ledger } from './ledger.ts';
import { Pacer } from './pacer.ts';
import { QuietTimer } from './quiet-timer.ts';
import { Retry } from './retry.ts';
import { IMPORTED } from './session-file.ts';
import { type TabOrigin, Tabs, tabOrigin } from './tabs.ts';

/** A tab that does not write waits this long for the writer's word, then writes by itself: the writer may be frozen or gone. */
const FOLLOWER_PATIENCE_MS = 2_000;

export function attachDocument(
  id: SessionId,
  document: SessionDocument,
  environment: DiskEnvironment = browserEnvironment(),
): DocumentDisk {
  return new SessionDisk(id, document, environment);
}

class SessionDisk implements DocumentDisk {
  readonly settled: Promise<Result<LoadReport>>;
  readonly state = signal<DiskState>({ state: 'loading' });
  readonly originOf = (origin: unknown): TabOrigin | undefined =>
    origin === IMPORTED ? 'edit' : tabOrigin(origin);

  readonly #document: SessionDocument;
  #doc: Y.Doc;
  readonly #tabs: Tabs;
  readonly #stopPage: () => void;
  #phase: 'loading' | 'open' | 'closed' = 'loading';
  readonly #database: Database;
  #failure: AppError | undefined;
  /** Another tab deleted the session: only a person may bring it back. */
  #deleted = false;
  readonly #ledger = new Ledger();
  readonly #debts = new Debts((tab, through) => this.#tabs.confirm(tab, through));
  /** The old document, while the disk has not gone over to the new one. */
  #before: Uint8Array | undefined;
  readonly #pacer = new Pacer(() => void this.#write(), LIMITS.diskFlushMs);
  #patience: ReturnType<typeof setTimeout> | undefined;
  readonly #retry = new Retry(() => void this.#recover());
  readonly #foldTimer = new QuietTimer(
    () => void this.#fold(),
    LIMITS.diskCompactQuietMs,
    LIMITS.diskCompactMaxWaitMs,
  );
  #recovering: Promise<Result<void>> | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(id: SessionId, document: SessionDocument, environment: DiskEnvironment) {
    const { doc } = document;
    this.#database = new Database(id, how => this.#onLost(how));
    this.#document = document;
    this.#doc = doc;
    this.#tabs = new Tabs(doc, documentName(id), environment, {
      number: () => this.#ledger.newest,
      generation: () => this.notes.peek().generation,
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

  get notes(): ReadonlySignal<SessionNotes> {
    return this.#database.notes.state;
  }

  note(change: (notes: SessionNotes) => SessionNotes): void {
    // While the disk does not take them they are written with the whole document.
    const store = this.#before || this.#failure ? undefined : this.#database.store;
    void this.#database.notes.change(change, store);
  }

  async gather(): Promise<void> {
    await this.#write();
    // What cannot be read now is found by the next start.
    await this.#database.store?.takeIn();
  }

  swap(change: (notes: SessionNotes) => SessionNotes): void {
    this.#before ??= Y.encodeStateAsUpdate(this.#doc);
    this.#doc.off('update', this.#onUpdate);
    this.#doc = this.#document.doc;
    this.#doc.on('update', this.#onUpdate);
    const next = (notes: SessionNotes) => ({ ...change(notes), generation: notes.generation + 1 });
    void this.#database.notes.change(next, undefined);
    this.#tabs.follow(this.#doc);
    this.#ledger.add(Y.encodeStateAsUpdate(this.#doc));
    this.#ledger.giveUp();
    void this.#recover();
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
    this.#retry.cancel();
    this.#foldTimer.cancel();
    this.#tabs.leave();
    await this.#database.close();
  }

  async #load(): Promise<Result<LoadReport>> {
    const report = await this.#database.open(this.#doc);
    this.#phase = 'open';
    this.#tabs.join();
    if (!report.ok) this.#fail(report.error);
    // A bad row may have been applied in part; the disk must not have less than the document.
    else if (report.value.corrupt > 0) await this.#recover();
    else this.#schedule();
    this.#show();
    return report;
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
    const store = this.#database.store;
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
      this.#debts.pay(this.#ledger.savedThrough);
      if (this.#tabs.writing !== 'no' && (this.#database.store?.rows ?? 0) >= LIMITS.diskCompactRowsCount) {
        this.#foldTimer.poke();
      }
    }
    this.#show();
  }

  #received(from: string, theirs: number): void {
    this.#debts.owe(from, theirs, this.#ledger.newest);
    if (!this.#failure) this.#debts.pay(this.#ledger.savedThrough);
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
    void this.#database.close();
    this.#retry.cancel();
    if (!this.#deleted && this.#phase !== 'closed') this.#retry.failed();
    this.#show();
  }

  /** Writes the whole document, which heals every row that was lost. Opens the database first where it is not open. */
  #recover(): Promise<Result<void>> {
    if (this.#deleted) return Promise.resolve(fail('disk/deleted'));
    this.#recovering ??= this.#writeWhole().finally(() => {
      this.#recovering = undefined;
      // The session went over to another document meanwhile.
      if (this.#before && !this.#failure) void this.#recover();
      this.#schedule();
      this.#show();
    });
    return this.#recovering;
  }

  async #writeWhole(): Promise<Result<void>> {
    this.#unschedule();
    this.#retry.cancel();
    const { lost, newest } = this.#ledger;
    const before = this.#before;
    const written = await (before
      ? this.#database.writeSwap(this.#doc, before)
      : this.#database.writeWhole(this.#doc));
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
    if (this.#before === before) this.#before = undefined;
    this.#failure = undefined;
    this.#retry.succeeded();
    this.#onDisk();
    return ok(undefined);
  }

  /** A fold that fails loses nothing, so it is no failure of the disk: the next write finds out about that. */
  async #fold(): Promise<void> {
    if (!this.#database.store || this.#failure || this.#recovering) return;
    const folded = await this.#database.store.fold();
    if (!folded.ok) console.warn('The session database could not be compacted.', folded.error.detail);
  }

  #show(): void {
    const { changes } = this.#ledger;
    if (this.#failure) this.state.value = { state: 'failed', error: this.#failure, changes };
    else if (this.#phase === 'loading') this.state.value = { state: 'loading' };
    else this.state.value = changes > 0 ? { state: 'saving', changes } : { state: 'saved' };
  }
}
