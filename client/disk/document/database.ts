import * as Y from 'yjs';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { DocumentStore, type GenerationSnapshot, type LoadReport } from './document-store.ts';
import { MetadataStore } from './session-metadata.ts';
import type { RetiredGeneration } from './side-store.ts';

/** The database of one session: opened when needed, and again where its connection was lost. */
export class Database {
  readonly metadata = new MetadataStore();
  readonly #id: SessionId;
  readonly #onLost: (how: 'closed' | 'deleted') => void;
  #store: DocumentStore | undefined;
  /** That of the document here; undefined before the disk was first read. */
  #generation: number | undefined;

  constructor(id: SessionId, onLost: (how: 'closed' | 'deleted') => void) {
    this.#id = id;
    this.#onLost = onLost;
  }

  /** Undefined while there is no connection. */
  get store(): DocumentStore | undefined {
    return this.#store;
  }

  /** Connects and applies all rows to `doc`; loads the metadata too, the first time. */
  async open(doc: Y.Doc): Promise<Result<LoadReport>> {
    const store = await this.#connect(doc);
    if (!store.ok) return store;
    const report = await store.value.readNewRows();
    if (!report.ok || this.#generation !== undefined) return report;
    const unread = this.metadata.load(store.value.storedMetadata) || report.value.unread;
    this.#generation = this.metadata.state.peek().generation;
    return ok({ ...report.value, unread });
  }

  /** Replaces all rows by one of the whole document, once the rows of other tabs are in it. */
  async writeWhole(doc: Y.Doc): Promise<Result<void>> {
    const opened = this.#store ? ok(undefined) : await this.open(doc);
    if (!opened.ok) return opened;
    const compacted = await this.#store?.compact();
    return compacted?.ok ? this.flushMetadata() : (compacted ?? fail('disk/closed'));
  }

  /** Replaces the document by `doc`, the next generation; `before` is the retired one, as an update. */
  async replaceDocument(doc: Y.Doc, before: Uint8Array, retired: RetiredGeneration): Promise<Result<void>> {
    // Rows of the retired document must not come into the new one: where the database has to be opened first,
    // they are read into a document of their own.
    const opened = this.#store ? ok(undefined) : await this.open(new Y.Doc());
    if (!opened.ok) return opened;
    const store = this.#store;
    if (!store) return fail('disk/closed');
    const { generation } = this.metadata.state.peek();
    const replaced = await this.metadata.save(change => store.replaceDocument(doc, before, retired, change));
    if (replaced.ok) this.#generation = generation;
    return replaced;
  }

  /** Writes metadata that is not on the disk yet. */
  async flushMetadata(): Promise<Result<void>> {
    return this.#store ? this.metadata.flush(this.#store) : fail('disk/closed');
  }

  async newestGeneration(): Promise<Result<GenerationSnapshot>> {
    const store = this.#store ? ok(this.#store) : await this.#connect(new Y.Doc());
    return store.ok ? store.value.newestGeneration() : store;
  }

  /** Continues with the generation that another tab has written, and its metadata. */
  adopt(newest: GenerationSnapshot): void {
    this.#store?.adopt(newest);
    this.metadata.load(newest.metadata);
    this.#generation = this.metadata.state.peek().generation;
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
