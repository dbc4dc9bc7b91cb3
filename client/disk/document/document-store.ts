import * as Y from 'yjs';
import type { Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { ORIGINS } from '../../../shared/session/index.ts';
import { deviceNow } from '../../model/index.ts';
import { attempt, diskUnavailable, ended, newerGenerationError } from '../failure.ts';
import { documentName } from './documents.ts';
import { type InertPersistence, openInert } from './inert-persistence.ts';
import { applyRow, type RowsEnd, type RowsRead, readRows } from './rows.ts';
import {
  countUnread,
  fence,
  getMetadata,
  isRetired,
  type MetadataWrite,
  putMetadata,
  type RetiredGeneration,
  ROWS,
  retire,
  retiredSince,
  SIDE,
  setAside,
} from './side-store.ts';

export interface LoadReport {
  /** Rows that were read and applied. */
  readonly rows: number;
  /** Rows that could not be read; they stay in the side store. */
  readonly corrupt: number;
  /** True where rows are missing: edits that depend on them are pending until the relay sends those. */
  readonly gap: boolean;
  /** True where edits are kept in a form that only another version of the app reads. */
  readonly unread: boolean;
}

/** The newest generation of a session's document, as another tab has put it on the disk. */
export interface GenerationSnapshot {
  readonly doc: Y.Doc;
  /** As it was stored. */
  readonly metadata: unknown;
  /** The generations before it, this tab's first. */
  readonly retired: readonly RetiredGeneration[];
  readonly end: RowsEnd;
}

type Stores = {
  readonly rows: IDBObjectStore;
  readonly side: IDBObjectStore;
  readonly transaction: IDBTransaction;
};

/**
 * One open session database. Any tab may append at any time: rows are Yjs updates, so their order and
 * repetition do not matter, and compaction never removes a row that it has not read. Once a tab has replaced
 * the document by the next generation, reading and writing fail in every other tab with `disk/left-behind`,
 * until it adopts that one. Methods do not reject: failures are in their `Result`.
 */
export class DocumentStore {
  readonly #persistence: InertPersistence;
  readonly #db: IDBDatabase;
  #doc: Y.Doc;
  /** Undefined before rows were first read. */
  #generation: number | undefined;
  #metadata: unknown;

  private constructor(
    persistence: InertPersistence,
    db: IDBDatabase,
    doc: Y.Doc,
    generation: number | undefined,
  ) {
    this.#persistence = persistence;
    this.#db = db;
    this.#doc = doc;
    this.#generation = generation;
  }

  /**
   * Opens the database, which is created where there is none. `generation`: that of `doc`; undefined where
   * it is to become the one on the disk. `onLost` is called when the connection ends without `close`: because
   * the session was deleted, or for the browser's own reasons. The caller calls `close`.
   */
  static open(
    id: SessionId,
    doc: Y.Doc,
    generation: number | undefined,
    onLost: (how: 'closed' | 'deleted') => void,
  ): Promise<Result<DocumentStore>> {
    if (!('indexedDB' in globalThis)) return Promise.resolve(diskUnavailable('no IndexedDB here'));
    return attempt(async () => {
      const { persistence, db } = await openInert(documentName(id), doc);
      db.addEventListener('versionchange', event => {
        onLost(event.newVersion === null ? 'deleted' : 'closed');
      });
      db.addEventListener('close', () => onLost('closed'));
      return new DocumentStore(persistence, db, doc, generation);
    });
  }

  /** Rows in the database, as far as this tab knows. */
  get rows(): number {
    return this.#persistence._dbsize;
  }

  /** The metadata as it was stored when rows were last read. */
  get storedMetadata(): unknown {
    return this.#metadata;
  }

  /** Applies every row that this tab has not read. Rows that cannot be applied move to the side store. */
  readNewRows(): Promise<Result<LoadReport>> {
    return attempt(async () => {
      const from = this.#persistence._dbref;
      const { rows, side, transaction } = this.#begin('readonly');
      const metadata = getMetadata(side);
      const retired = this.#generation === undefined ? undefined : retiredSince(side, this.#generation);
      const unread = countUnread(side);
      const reading = readRows(rows, from);
      await ended(transaction);
      if (retired && retired.result.length > 0) throw newerGenerationError();
      this.#metadata = metadata.result;
      this.#generation ??= generationIn(metadata.result);
      const corrupt = this.#applyAll(reading()) ? 0 : await this.#salvage(from);
      const { pendingStructs, pendingDs } = this.#doc.store;
      const gap = pendingStructs !== null || pendingDs !== null;
      return { rows: this.rows, corrupt, gap, unread: unread.result > 0 };
    });
  }

  /** Adds rows in one transaction, created before this returns. Resolves when they are on disk. */
  append(updates: readonly Uint8Array[]): Promise<Result<void>> {
    return attempt(async () => {
      const { rows, transaction } = this.#beginWriting();
      const requests = updates.map(update => rows.add(update));
      // A page that is being left does not live to see its requests succeed, and the transaction would be
      // aborted with it.
      transaction.commit();
      await ended(transaction);
      this.#persistence._dbsize += updates.length;
      // Our own rows need not be read again, if no other tab's row lies between.
      for (const { result } of requests) {
        if (result === this.#persistence._dbref) this.#persistence._dbref += 1;
      }
    });
  }

  /** Replaces all rows by one of the whole document, once the rows of other tabs are in it. */
  async compact(): Promise<Result<void>> {
    const read = await this.readNewRows();
    if (!read.ok) return read;
    return attempt(async () => {
      const { rows, transaction } = this.#beginWriting();
      const added = rows.add(Y.encodeStateAsUpdate(this.#doc));
      rows.delete(IDBKeyRange.upperBound(this.#persistence._dbref, true));
      const count = rows.count();
      await ended(transaction);
      this.#persistence._dbsize = count.result;
      if (added.result === this.#persistence._dbref) this.#persistence._dbref += 1;
    });
  }

  /**
   * Replaces the document by `doc`, the next generation, in one transaction: all rows by one of `doc`, and
   * the metadata by what `change` makes of what is stored. `before`, the retired document as an update, goes
   * to the side store. One tab does it: for the next it fails.
   */
  replaceDocument(
    doc: Y.Doc,
    before: Uint8Array,
    retired: RetiredGeneration,
    change: (stored: unknown) => MetadataWrite,
  ): Promise<Result<void>> {
    return attempt(async () => {
      const { rows, side, transaction } = this.#begin('readwrite');
      retire(side, this.#generation ?? 0, retired);
      const unread = rows.getAll(IDBKeyRange.lowerBound(this.#persistence._dbref));
      const stored = getMetadata(side);
      let written: MetadataWrite | undefined;
      stored.onsuccess = () => {
        written = change(stored.result);
        setAside(side, before, unread.result);
        putMetadata(side, written);
      };
      rows.clear();
      const added = rows.add(Y.encodeStateAsUpdate(doc));
      await ended(transaction);
      this.#switch(doc, generationIn(written?.metadata), { next: Number(added.result) + 1, count: 1 });
    });
  }

  /** Reads the newest generation, after `disk/left-behind`. This store stays on its own until `adopt`. */
  newestGeneration(): Promise<Result<GenerationSnapshot>> {
    return attempt(async () => {
      const { rows, side, transaction } = this.#begin('readonly');
      const metadata = getMetadata(side);
      const retired = retiredSince(side, this.#generation ?? 0);
      const reading = readRows(rows, 0);
      await ended(transaction);
      const { values, end } = reading();
      const doc = new Y.Doc();
      for (const row of values) applyRow(doc, row);
      return { doc, metadata: metadata.result, retired: retired.result.filter(isRetired), end };
    });
  }

  adopt({ doc, metadata, end }: GenerationSnapshot): void {
    this.#metadata = metadata;
    this.#switch(doc, generationIn(metadata), end);
  }

  /** Reads the metadata as it is stored. */
  metadata(): Promise<Result<unknown>> {
    return attempt(async () => {
      const { side, transaction } = this.#begin('readonly');
      const found = getMetadata(side);
      await ended(transaction);
      return found.result;
    });
  }

  /** Changes the metadata as it is stored, perhaps by another tab. */
  changeMetadata(change: (stored: unknown) => MetadataWrite): Promise<Result<void>> {
    return attempt(async () => {
      const { side, transaction } = this.#beginWriting();
      const found = getMetadata(side);
      found.onsuccess = () => putMetadata(side, change(found.result));
      await ended(transaction);
    });
  }

  async close(): Promise<void> {
    await this.#persistence.destroy();
  }

  #begin(mode: 'readonly' | 'readwrite'): Stores {
    const transaction = this.#db.transaction([ROWS, SIDE], mode, { durability: 'strict' });
    return { rows: transaction.objectStore(ROWS), side: transaction.objectStore(SIDE), transaction };
  }

  /** Begins a transaction that fails as a whole where another tab has retired this generation. */
  #beginWriting(): Stores {
    const stores = this.#begin('readwrite');
    fence(stores.side, this.#generation ?? 0);
    return stores;
  }

  #switch(doc: Y.Doc, generation: number, end: RowsEnd): void {
    this.#persistence.attachTo(doc);
    this.#doc = doc;
    this.#generation = generation;
    this.#readTo(end);
  }

  #readTo({ next, count }: RowsEnd): void {
    this.#persistence._dbref = next;
    this.#persistence._dbsize = count;
  }

  /** Applies all rows; false where one of them cannot be read. */
  #applyAll({ values, end }: RowsRead): boolean {
    let isWhole = true;
    const applyRows = (): void => {
      isWhole = values.every(row => applyRow(this.#doc, row) === undefined);
    };
    Y.transact(this.#doc, applyRows, ORIGINS.store, false);
    if (isWhole) this.#readTo(end);
    return isWhole;
  }

  /**
   * Applies row by row; those that cannot be read move to the side store, bytes untouched. Returns how many
   * moved.
   */
  async #salvage(from: number): Promise<number> {
    const { rows, side, transaction } = this.#beginWriting();
    let corrupt = 0;
    let next = from;
    const cursors = rows.openCursor(IDBKeyRange.lowerBound(from));
    let count: IDBRequest<number> | undefined;
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (!cursor) {
        count = rows.count();
        return;
      }
      next = Number(cursor.key) + 1;
      const problem = applyRow(this.#doc, cursor.value);
      if (problem !== undefined) {
        corrupt += 1;
        console.warn(`A row of the session database cannot be read and is set aside: ${problem}`);
        side.put(cursor.value, `corrupt/${deviceNow()}/${String(cursor.key)}`);
        cursor.delete();
      }
      cursor.continue();
    };
    await ended(transaction);
    this.#readTo({ next, count: count?.result ?? 0 });
    return corrupt;
  }
}

const generationIn = (metadata: unknown): number =>
  typeof metadata === 'object' &&
  metadata !== null &&
  'generation' in metadata &&
  Number.isInteger(metadata.generation)
    ? (metadata.generation as number)
    : 0;
