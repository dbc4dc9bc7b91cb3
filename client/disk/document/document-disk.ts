import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as Y from 'yjs';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { isEdit, type SessionDocument, updateOrigin } from '../../../shared/session/index.ts';
import type { DiskState, SessionMetadata } from '../../model/index.ts';
import type { DocumentDisk, NewerGeneration } from '../contract.ts';
import { browserDiskEnvironment, type DiskEnvironment } from '../environment.ts';
import { PendingConfirmations } from '../tabs/pending-confirmations.ts';
import { Tabs } from '../tabs/tabs.ts';
import { Database } from './database.ts';
import type { LoadReport } from './document-store.ts';
import { documentName } from './documents.ts';
import { Generations } from './generations.ts';
import { Saver } from './saver.ts';

/** Loads a session into `document` and keeps it on the disk. The caller calls `close`. */
export function attachDocument(
  id: SessionId,
  document: SessionDocument,
  environment: DiskEnvironment = browserDiskEnvironment(),
): DocumentDisk {
  return new SessionDisk(id, document, environment);
}

class SessionDisk implements DocumentDisk {
  readonly settled: Promise<Result<LoadReport>>;
  readonly state = signal<DiskState>({ state: 'loading' });

  readonly #document: SessionDocument;
  #doc: Y.Doc;
  #phase: 'loading' | 'open' | 'closed' = 'loading';
  readonly #database: Database;
  readonly #generations: Generations;
  readonly #saver: Saver;
  readonly #tabs: Tabs;
  readonly #confirmations = new PendingConfirmations((tab, through) => this.#tabs.confirm(tab, through));
  readonly #locks: DiskEnvironment['locks'];
  readonly #lockName: string;
  readonly #stopPage: () => void;

  constructor(id: SessionId, document: SessionDocument, environment: DiskEnvironment) {
    const { doc } = document;
    this.#document = document;
    this.#doc = doc;
    this.#locks = environment.locks;
    this.#lockName = `${documentName(id)}/over`;
    this.#database = new Database(id, how => this.#onLost(how));
    this.#generations = new Generations(this.#database, {
      isOpen: () => this.#phase === 'open',
      // A tab that heard of it before could not find it yet.
      onReplaced: () => this.#tabs.announce(),
      onChanged: () => this.#onChanged(),
      onFailed: error => this.#saver.fail(error),
    });
    this.#saver = new Saver(this.#database, {
      isOpen: () => this.#isCurrent,
      isOnDisk: () => !this.#generations.isRetiring,
      isWriter: () => this.#tabs.role !== 'follower',
      writeWhole: () => this.#generations.writeWhole(this.#doc),
      onChanged: () => this.#onChanged(),
      onNewerGeneration: () => void this.#generations.findNewer(),
    });
    this.#tabs = new Tabs(doc, documentName(id), environment, {
      newestUpdate: () => this.#saver.newest,
      generation: () => this.metadata.peek().generation,
      onLead: () => this.#saver.lead(this.#tabs.hasPeers && this.#tabs.role === 'leader'),
      onReceived: (from, theirs) => {
        this.#confirmations.add(from, theirs, this.#saver.newest);
        this.#onChanged();
      },
      onSaved: number => this.#saver.savedElsewhere(number),
      onNewerGeneration: () => void this.catchUp(),
      onMetadataChanged: () => {
        const { store, metadata } = this.#database;
        if (store) void metadata.refresh(store);
      },
    });
    this.#stopPage = environment.onPage(event => {
      if (event !== 'resumed') void this.#saver.write();
    });
    // Updates written before the disk was attached have no row yet.
    if (doc.store.clients.size > 0) this.#saver.add(Y.encodeStateAsUpdate(doc));
    doc.on('update', this.#onUpdate);
    this.settled = this.#load();
  }

  get metadata(): ReadonlySignal<SessionMetadata> {
    return this.#database.metadata.state;
  }

  get newerGeneration(): ReadonlySignal<NewerGeneration | undefined> {
    return this.#generations.newer;
  }

  updateMetadata(change: (metadata: SessionMetadata) => SessionMetadata): void {
    // While the disk does not take it, it is written with the whole document.
    const isWritten = this.#isCurrent && !this.#saver.failure && !this.#generations.isRetiring;
    const { store, metadata } = this.#database;
    void metadata.change(change, isWritten ? store : undefined).then(written => {
      if (this.#phase === 'closed') return;
      if (written.ok) this.#tabs.announceMetadata();
      else if (written.error.code === 'disk/left-behind') void this.#generations.findNewer();
      else console.warn('The metadata of the session waits for the disk.', written.error.detail);
    });
  }

  async catchUp(): Promise<boolean> {
    await this.#saver.write();
    // Writing everything reads everything, through a new connection: what others wrote while there was none.
    if (this.#saver.failure) await this.#saver.recover();
    await this.#generations.finding;
    // Rows that cannot be read now are found by the next start.
    const read = this.#isCurrent ? await this.#database.store?.readNewRows() : undefined;
    if (read?.ok === false && read.error.code === 'disk/left-behind') await this.#generations.findNewer();
    return !this.#generations.isBehind;
  }

  withRebaseLock(work: () => Promise<void>): Promise<void> {
    return this.#locks ? this.#locks.request(this.#lockName, {}, work) : work();
  }

  async replaceDocument(sent: number, change: (metadata: SessionMetadata) => SessionMetadata): Promise<void> {
    this.#generations.retire(this.#doc, sent);
    this.#attach();
    void this.#database.metadata.change(
      metadata => ({ ...change(metadata), generation: metadata.generation + 1 }),
      undefined,
    );
    this.#tabs.switchDocument(this.#doc);
    let written = await this.#saver.addWhole(Y.encodeStateAsUpdate(this.#doc));
    // A write that was under way already may have been of the retired document.
    while (written.ok && this.#generations.isRetiring) written = await this.#saver.recover();
  }

  adoptGeneration(): void {
    const updates = this.#generations.adopt();
    if (!updates) return;
    this.#attach();
    this.#confirmations.clear();
    this.#saver.reset();
    this.#tabs.switchDocument(this.#doc);
    for (const update of updates) this.#saver.add(update);
    this.#onChanged();
  }

  async flush(): Promise<Result<void>> {
    await this.settled;
    await this.#saver.flush();
    if (this.#generations.finding) {
      await this.#generations.finding;
      await this.#saver.flush();
    }
    if (this.#generations.isBehind) return fail('disk/left-behind');
    const { failure } = this.#saver;
    return failure ? { ok: false, error: failure } : ok(undefined);
  }

  async retry(): Promise<Result<void>> {
    await this.settled;
    return this.#saver.retry();
  }

  async close(): Promise<void> {
    if (this.#phase === 'closed') return;
    await this.settled;
    this.#doc.off('update', this.#onUpdate);
    await this.#generations.finding;
    await this.#saver.close();
    this.#phase = 'closed';
    this.#stopPage();
    this.#tabs.close();
    await this.#database.close();
  }

  /** Whether this tab holds the generation that the disk does, or leads to the next. */
  get #isCurrent(): boolean {
    return this.#phase === 'open' && !this.#generations.isBehind;
  }

  async #load(): Promise<Result<LoadReport>> {
    const report = await this.#database.open(this.#doc);
    this.#phase = 'open';
    this.#tabs.join();
    if (!report.ok) this.#saver.fail(report.error);
    // A bad row may have been applied in part; the disk must not have less than the document.
    else if (report.value.corrupt > 0) await this.#saver.recover();
    else this.#saver.schedule();
    this.#onChanged();
    return report;
  }

  readonly #onUpdate = (update: Uint8Array, _: unknown, __: Y.Doc, transaction: Y.Transaction): void => {
    const origin = updateOrigin(transaction);
    if (origin.from === 'store') return;
    if (origin.from === 'tab') {
      // The tab that sent it sees to saving it: through the writer, or else by itself.
      if (this.#tabs.role === 'leader') this.#saver.add(update);
      return;
    }
    this.#saver.add(update);
    this.#tabs.publish(update, isEdit(origin) ? 'edit' : 'relay');
  };

  #attach(): void {
    this.#doc.off('update', this.#onUpdate);
    this.#doc = this.#document.doc;
    this.#doc.on('update', this.#onUpdate);
  }

  #onLost(how: 'closed' | 'deleted'): void {
    if (this.#phase === 'closed') return;
    if (how === 'deleted') this.#database.metadata.markUnsaved();
    this.#saver.lost(how);
  }

  #onChanged(): void {
    const { failure, changes, savedThrough } = this.#saver;
    if (!failure) this.#confirmations.settle(savedThrough);
    if (failure) this.state.value = { state: 'failed', error: failure, changes };
    else if (this.#phase === 'loading') this.state.value = { state: 'loading' };
    else this.state.value = changes > 0 ? { state: 'saving', changes } : { state: 'saved' };
  }
}
