import * as Y from 'yjs';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { DocumentStore, type GenerationSnapshot, type LoadReport } from './document-store.ts';
import { Metadata } from './session-metadata.ts';
import type { RetiredGeneration } from './side-store.ts';

/** The database of one session: opened when needed, and again where its connection was lost. */
export class Database {
  readonly notes = new Metadata();
  readonly #id: SessionId;
  readonly #onLost: (how: 'closed' | 'deleted') => void;
  #store: DocumentStore | undefined;
  /**
   * Which of the session's documents is the one here, as far as the disk knows; undefined before it has told.
   */
  #generation: number | undefined;

  constructor(id: SessionId, onLost: (how: 'closed' | 'deleted') => void) {
    this.#id = id;
    this.#onLost = onLost;
  }

  /** Undefined while there is no connection. */
  get store(): DocumentStore | undefined {
    return this.#store;
  }

  /** Connects and takes all rows into `doc`; the notes too, the first time. */
  async open(doc: Y.Doc): Promise<Result<LoadReport>> {
    const store = await this.#connect(doc);
    if (!store.ok) return store;
    const report = await store.value.takeIn();
    if (!report.ok || this.#generation !== undefined) return report;
    const unread = this.notes.take(store.value.stored) || report.value.unread;
    this.#generation = this.notes.state.peek().generation;
    return ok({ ...report.value, unread });
  }

  /** Puts the whole document in the place of all rows, after taking in what other tabs wrote. */
  async writeWhole(doc: Y.Doc): Promise<Result<void>> {
    const opened = this.#store ? ok(undefined) : await this.open(doc);
    if (!opened.ok) return opened;
    const folded = await this.#store?.fold();
    return folded?.ok ? this.catchUp() : (folded ?? fail('disk/closed'));
  }

  /** Goes over to `doc`, and sets the old document (`before`, an update) aside. */
  async writeSwap(doc: Y.Doc, before: Uint8Array, left: RetiredGeneration): Promise<Result<void>> {
    // The rows of the old document must not come into the new one, so that a database which is opened for it
    // is read aside.
    const opened = this.#store ? ok(undefined) : await this.open(new Y.Doc());
    if (!opened.ok) return opened;
    const store = this.#store;
    if (!store) return fail('disk/closed');
    const { generation } = this.notes.state.peek();
    const swapped = await this.notes.save(change => store.swap(doc, before, left, change));
    if (swapped.ok) this.#generation = generation;
    return swapped;
  }

  /** Writes the notes that wait. */
  async catchUp(): Promise<Result<void>> {
    return this.#store ? this.notes.catchUp(this.#store) : fail('disk/closed');
  }

  /** The document that another tab has gone over to. */
  async successor(): Promise<Result<GenerationSnapshot>> {
    const store = this.#store ? ok(this.#store) : await this.#connect(new Y.Doc());
    return store.ok ? store.value.successor() : store;
  }

  /** Stands for the other tab's document from now on, with its notes. */
  follow(successor: GenerationSnapshot): void {
    this.#store?.follow(successor);
    this.notes.take(successor.notes);
    this.#generation = this.notes.state.peek().generation;
  }

  /** Resolves when the connection, if there is one, is closed. */
  async close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }

  async #connect(doc: Y.Doc): Promise<Result<DocumentStore>> {
    const opened = await DocumentStore.open(this.#id, doc, this.#generation, this.#onLost);
    if (opened.ok) this.#store = opened.value;
    return opened;
  }
}
