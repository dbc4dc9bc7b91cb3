import * as Y from 'yjs';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { DocumentStore, type LoadReport } from './document-store.ts';
import { Notes } from './notes.ts';

/** The database of one session: opened when needed, and again where its connection was lost. */
export class Database {
  readonly notes = new Notes();
  readonly #id: SessionId;
  readonly #onLost: (how: 'closed' | 'deleted') => void;
  #store: DocumentStore | undefined;
  #hasNotes = false;

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
    const opened = await DocumentStore.open(this.#id, doc, this.#onLost);
    if (!opened.ok) return opened;
    this.#store = opened.value;
    const report = await opened.value.takeIn();
    if (!report.ok || this.#hasNotes) return report;
    const loaded = await this.notes.load(opened.value);
    this.#hasNotes = loaded.ok;
    return loaded.ok ? report : loaded;
  }

  /** Puts the whole document in the place of all rows, after taking in what other tabs wrote. */
  async writeWhole(doc: Y.Doc): Promise<Result<void>> {
    const opened = this.#store ? ok(undefined) : await this.open(doc);
    if (!opened.ok) return opened;
    const folded = await this.#store?.fold();
    return folded?.ok && this.#store ? this.notes.catchUp(this.#store) : (folded ?? fail('disk/closed'));
  }

  /** Goes over to `doc`, and sets the old document (`before`, an update) aside. */
  async writeSwap(doc: Y.Doc, before: Uint8Array): Promise<Result<void>> {
    // The rows of the old document must not come into the new one, so that a database which is opened for it is read aside.
    const opened = this.#store ? ok(undefined) : await this.open(new Y.Doc());
    if (!opened.ok) return opened;
    const store = this.#store;
    if (!store) return fail('disk/closed');
    const swapped = await this.notes.save(notes => store.swap(doc, before, notes));
    return swapped.ok ? this.notes.catchUp(store) : swapped;
  }

  /** Resolves when the connection, if there is one, is closed. */
  async close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }
}
