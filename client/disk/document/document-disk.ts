import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as Y from 'yjs';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { isEdit, originOf, type SessionDocument } from '../../../shared/session/index.ts';
import type { DiskState, SessionMetadata } from '../../model/index.ts';
import type { DocumentDisk, NewerGeneration } from '../contract.ts';
import { browserEnvironment, type DiskEnvironment } from '../environment.ts';
import { PendingConfirmations } from '../tabs/pending-confirmations.ts';
import { Tabs } from '../tabs/tabs.ts';
import { Database } from './database.ts';
import type { LoadReport } from './document-store.ts';
import { documentName } from './documents.ts';
import { Generations } from './generations.ts';
import { Saver } from './saver.ts';

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

  readonly #document: SessionDocument;
  #doc: Y.Doc;
  /**
   * `behind`: another tab has taken the session over to another document, and this one has not followed yet.
   */
  #phase: 'loading' | 'open' | 'behind' | 'closed' = 'loading';
  readonly #database: Database;
  readonly #saver: Saver;
  readonly #tabs: Tabs;
  readonly #debts = new PendingConfirmations((tab, through) => this.#tabs.confirm(tab, through));
  readonly #succession = new Generations();
  readonly #alone: DocumentDisk['withRebaseLock'];
  readonly #stopPage: () => void;
  #falling: Promise<void> | undefined;

  constructor(id: SessionId, document: SessionDocument, environment: DiskEnvironment) {
    const { doc } = document;
    this.#document = document;
    this.#doc = doc;
    this.#database = new Database(id, how => this.#onLost(how));
    this.#saver = new Saver(this.#database, {
      isOpen: () => this.#phase === 'open',
      isOnDisk: () => !this.#succession.leaving,
      isWriter: () => this.#tabs.writing !== 'no',
      writeWhole: () => this.#writeWhole(),
      changed: () => this.#onChanged(),
      behind: () => void this.#fallBehind(),
    });
    this.#tabs = new Tabs(doc, documentName(id), environment, {
      number: () => this.#saver.newest,
      generation: () => this.metadata.peek().generation,
      lead: () => this.#saver.lead(this.#tabs.heard && this.#tabs.writing === 'for-all'),
      received: (from, theirs) => {
        this.#debts.add(from, theirs, this.#saver.newest);
        this.#onChanged();
      },
      saved: number => this.#saver.savedElsewhere(number),
      overtaken: () => void this.catchUp(),
      noted: () => this.#database.store && void this.#database.notes.refresh(this.#database.store),
    });
    const { locks } = environment;
    this.#alone = work => (locks ? locks.request(`${documentName(id)}/over`, {}, work) : work());
    this.#stopPage = environment.onPage(event => {
      if (event !== 'resumed') void this.#saver.write();
    });
    // What was written before the disk came has no row yet.
    if (doc.store.clients.size > 0) this.#saver.add(Y.encodeStateAsUpdate(doc));
    doc.on('update', this.#onUpdate);
    this.settled = this.#load();
  }

  get metadata(): ReadonlySignal<SessionMetadata> {
    return this.#database.notes.state;
  }

  get newerGeneration(): ReadonlySignal<NewerGeneration | undefined> {
    return this.#succession.moved;
  }

  updateMetadata(change: (notes: SessionMetadata) => SessionMetadata): void {
    // While the disk does not take them they are written with the whole document.
    const isWritten = this.#phase === 'open' && !this.#saver.failure && !this.#succession.leaving;
    void this.#database.notes.change(change, isWritten ? this.#database.store : undefined).then(noted => {
      if (this.#phase === 'closed') return;
      if (noted.ok) this.#tabs.tellNoted();
      else if (noted.error.code === 'disk/left-behind') void this.#fallBehind();
      else console.warn('The notes of the session wait for the disk.', noted.error.detail);
    });
  }

  async catchUp(): Promise<boolean> {
    await this.#saver.write();
    // Writing everything reads everything, through a new connection: what others wrote while there was none.
    if (this.#saver.failure) await this.#saver.recover();
    await this.#falling;
    // What cannot be read now is found by the next start.
    const taken = this.#phase === 'open' ? await this.#database.store?.takeIn() : undefined;
    if (taken?.ok === false && taken.error.code === 'disk/left-behind') await this.#fallBehind();
    return this.#phase !== 'behind';
  }

  withRebaseLock(work: () => Promise<void>): Promise<void> {
    return this.#alone(work);
  }

  async replaceDocument(sent: number, change: (notes: SessionMetadata) => SessionMetadata): Promise<void> {
    this.#succession.leave(this.#doc, sent);
    this.#attach();
    const next = (notes: SessionMetadata) => ({ ...change(notes), generation: notes.generation + 1 });
    void this.#database.notes.change(next, undefined);
    this.#tabs.follow(this.#doc);
    let written = await this.#saver.addWhole(Y.encodeStateAsUpdate(this.#doc));
    // A whole document that was on its way already may have been the old one.
    while (written.ok && this.#succession.leaving) written = await this.#saver.recover();
  }

  adoptGeneration(): void {
    const found = this.#succession.follow();
    if (!found) return;
    this.#attach();
    this.#database.follow(found.successor);
    this.#debts.forget();
    this.#saver.forget();
    this.#phase = 'open';
    this.#tabs.follow(this.#doc);
    for (const update of found.carried) this.#saver.add(update);
    this.#onChanged();
  }

  async flush(): Promise<Result<void>> {
    await this.settled;
    await this.#saver.flush();
    if (this.#falling) {
      await this.#falling;
      await this.#saver.flush();
    }
    if (this.#phase === 'behind') return fail('disk/left-behind');
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
    await this.#falling;
    await this.#saver.finish();
    this.#phase = 'closed';
    this.#stopPage();
    this.#tabs.leave();
    await this.#database.close();
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
    const origin = originOf(transaction);
    if (origin.from === 'store') return;
    if (origin.from === 'tab') {
      // Whoever sent it sees to it that it gets saved: by the writer, or else by itself.
      if (this.#tabs.writing === 'for-all') this.#saver.add(update);
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
    if (how === 'deleted') this.#database.notes.lost();
    this.#saver.lost(how);
  }

  async #writeWhole(): Promise<Result<void>> {
    const { leaving } = this.#succession;
    if (!leaving) return this.#database.writeWhole(this.#doc);
    const swapped = await this.#database.writeSwap(this.#doc, leaving.before, leaving.left);
    if (!swapped.ok) return swapped;
    this.#succession.arrived(leaving);
    // Whoever heard of it before could not find it yet.
    this.#tabs.hello();
    return this.#database.catchUp();
  }

  /**
   * Another tab has taken the session over to another document: from here on nothing is written, until this
   * one has followed.
   */
  #fallBehind(): Promise<void> {
    this.#falling ??= this.#findSuccessor().finally(() => {
      this.#falling = undefined;
      this.#onChanged();
    });
    return this.#falling;
  }

  async #findSuccessor(): Promise<void> {
    if (this.#phase !== 'open') return;
    this.#phase = 'behind';
    const successor = await this.#database.successor();
    if (this.#phase !== 'behind') return;
    if (successor.ok) this.#succession.found(successor.value, this.metadata.peek().kept);
    else {
      this.#phase = 'open';
      this.#saver.fail(successor.error);
    }
  }

  #onChanged(): void {
    const { failure, changes, savedThrough } = this.#saver;
    if (!failure) this.#debts.settle(savedThrough);
    if (failure) this.state.value = { state: 'failed', error: failure, changes };
    else if (this.#phase === 'loading') this.state.value = { state: 'loading' };
    else this.state.value = changes > 0 ? { state: 'saving', changes } : { state: 'saved' };
  }
}
