import * as Y from 'yjs';
import type { Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { ORIGIN } from '../../../shared/session/index.ts';
import { deviceNow } from '../../model/index.ts';
import { attempt, ended, leftBehind, unavailable } from '../failure.ts';
import { documentName } from './documents.ts';
import { type InertPersistence, openInert } from './inert-persistence.ts';
import { apply, type RowsEnd, type RowsRead, readRows } from './rows.ts';
import {
  ASIDE,
  countUnread,
  fence,
  isLeft,
  keepBefore,
  leave,
  leftSince,
  type RetiredGeneration,
  ROWS,
  readNotesOf,
  type Written,
  writeDown,
} from './side-store.ts';

export interface LoadReport {
  /** Rows that were read and applied. */
  readonly rows: number;
  /** Rows that could not be read; they are kept aside in the database. */
  readonly corrupt: number;
  /**
   * Rows are missing in the middle: edits that build on them are kept and show up once the relay sends the
   * missing ones.
   */
  readonly gap: boolean;
  /** Edits are kept here in a form that only another version of the app reads. */
  readonly unread: boolean;
}

/** The document that another tab has taken the session over to, as it is on the disk. */
export interface GenerationSnapshot {
  readonly doc: Y.Doc;
  /** What is noted beside it, as it was stored. */
  readonly notes: unknown;
  /** What was left on the way there, the document of this tab first. */
  readonly left: readonly RetiredGeneration[];
  readonly end: RowsEnd;
}

type Stores = {
  readonly rows: IDBObjectStore;
  readonly aside: IDBObjectStore;
  readonly transaction: IDBTransaction;
};

/**
 * One open session database. Any tab may append at any time: rows are Yjs updates, so their order and
 * repetition do not matter, and folding never removes a row that it has not read. When a tab takes the
 * session over to another document (`swap`), every other tab's reading and writing fails with
 * `disk/left-behind` until it has followed. Methods reject only as `Result`.
 */
export class DocumentStore {
  readonly #persistence: InertPersistence;
  readonly #db: IDBDatabase;
  #doc: Y.Doc;
  /** Which of the session's documents this is; undefined before the first `takeIn`. */
  #generation: number | undefined;
  #notes: unknown;

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
   * `generation`: which of the session's documents `doc` is, undefined where it is to become what is there.
   * `onLost` is called when the connection ends without `close`: because the session was deleted, or for the
   * browser's own reasons.
   */
  static open(
    id: SessionId,
    doc: Y.Doc,
    generation: number | undefined,
    onLost: (how: 'closed' | 'deleted') => void,
  ): Promise<Result<DocumentStore>> {
    if (!('indexedDB' in globalThis)) return Promise.resolve(unavailable('no IndexedDB here'));
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

  /** What was noted beside the document when it was last taken in, as it was stored. */
  get stored(): unknown {
    return this.#notes;
  }

  /**
   * Applies every row that this tab has not seen, its origin the store. Rows that cannot be applied are set
   * aside.
   */
  takeIn(): Promise<Result<LoadReport>> {
    return attempt(async () => {
      const from = this.#persistence._dbref;
      const { rows, aside, transaction } = this.#begin('readonly');
      const notes = readNotesOf(aside);
      const left = this.#generation === undefined ? undefined : leftSince(aside, this.#generation);
      const unread = countUnread(aside);
      const reading = readRows(rows, from);
      await ended(transaction);
      if (left && left.result.length > 0) throw leftBehind();
      this.#notes = notes.result;
      this.#generation ??= generationIn(notes.result);
      const corrupt = this.#applyAll(reading()) ? 0 : await this.#salvage(from);
      const { pendingStructs, pendingDs } = this.#doc.store;
      const gap = pendingStructs !== null || pendingDs !== null;
      return { rows: this.rows, corrupt, gap, unread: unread.result > 0 };
    });
  }

  /** Adds rows in one transaction, which is created before this returns. Resolved when they are on disk. */
  append(updates: readonly Uint8Array[]): Promise<Result<void>> {
    return attempt(async () => {
      const { rows, transaction } = this.#beginWriting();
      const requests = updates.map(update => rows.add(update));
      // A page that is being left does not live to see its requests succeed; without this the transaction
      // would die with it.
      transaction.commit();
      await ended(transaction);
      this.#persistence._dbsize += updates.length;
      // Our own rows need not be read again, if no other tab's row lies between.
      for (const { result } of requests) {
        if (result === this.#persistence._dbref) this.#persistence._dbref += 1;
      }
    });
  }

  /** Puts the whole document in the place of all rows, after taking in what other tabs wrote. */
  async fold(): Promise<Result<void>> {
    const taken = await this.takeIn();
    if (!taken.ok) return taken;
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
   * Goes over to another document: from now on rows are its own. One transaction puts it whole in the place
   * of all rows, with the notes that `change` makes of what is stored, and sets `before` (the old document as
   * an update) aside. One tab does: it fails for the next.
   */
  swap(
    doc: Y.Doc,
    before: Uint8Array,
    left: RetiredGeneration,
    change: (stored: unknown) => Written,
  ): Promise<Result<void>> {
    return attempt(async () => {
      const { rows, aside, transaction } = this.#begin('readwrite');
      leave(aside, this.#generation ?? 0, left);
      const unseen = rows.getAll(IDBKeyRange.lowerBound(this.#persistence._dbref));
      const stored = readNotesOf(aside);
      let written: Written | undefined;
      stored.onsuccess = () => {
        written = change(stored.result);
        keepBefore(aside, before, unseen.result);
        writeDown(aside, written);
      };
      rows.clear();
      const added = rows.add(Y.encodeStateAsUpdate(doc));
      await ended(transaction);
      this.#follow(doc, generationIn(written?.notes), { next: Number(added.result) + 1, count: 1 });
    });
  }

  /**
   * The document that another tab has gone over to; `disk/left-behind` has told of it. It is not this one's
   * before `follow`.
   */
  successor(): Promise<Result<GenerationSnapshot>> {
    return attempt(async () => {
      const { rows, aside, transaction } = this.#begin('readonly');
      const notes = readNotesOf(aside);
      const left = leftSince(aside, this.#generation ?? 0);
      const reading = readRows(rows, 0);
      await ended(transaction);
      const { values, end } = reading();
      const doc = new Y.Doc();
      for (const row of values) apply(doc, row);
      return { doc, notes: notes.result, left: left.result.filter(isLeft), end };
    });
  }

  follow({ doc, notes, end }: GenerationSnapshot): void {
    this.#notes = notes;
    this.#follow(doc, generationIn(notes), end);
  }

  /** What is noted beside the document now, as it was stored. */
  notes(): Promise<Result<unknown>> {
    return attempt(async () => {
      const { aside, transaction } = this.#begin('readonly');
      const found = readNotesOf(aside);
      await ended(transaction);
      return found.result;
    });
  }

  /** Changes the notes as they are now, perhaps by another tab. */
  note(change: (stored: unknown) => Written): Promise<Result<void>> {
    return attempt(async () => {
      const { aside, transaction } = this.#beginWriting();
      const found = readNotesOf(aside);
      found.onsuccess = () => writeDown(aside, change(found.result));
      await ended(transaction);
    });
  }

  async close(): Promise<void> {
    await this.#persistence.destroy();
  }

  #begin(mode: 'readonly' | 'readwrite'): Stores {
    const transaction = this.#db.transaction([ROWS, ASIDE], mode, { durability: 'strict' });
    return { rows: transaction.objectStore(ROWS), aside: transaction.objectStore(ASIDE), transaction };
  }

  /** Nothing of it is written where another tab has gone over to another document. */
  #beginWriting(): Stores {
    const stores = this.#begin('readwrite');
    fence(stores.aside, this.#generation ?? 0);
    return stores;
  }

  #follow(doc: Y.Doc, generation: number, end: RowsEnd): void {
    this.#persistence.follow(doc);
    this.#doc = doc;
    this.#generation = generation;
    this.#reach(end);
  }

  #reach({ next, count }: RowsEnd): void {
    this.#persistence._dbref = next;
    this.#persistence._dbsize = count;
  }

  /** False where one of them cannot be read. */
  #applyAll({ values, end }: RowsRead): boolean {
    let isWhole = true;
    const applyRows = (): void => {
      isWhole = values.every(row => apply(this.#doc, row) === undefined);
    };
    Y.transact(this.#doc, applyRows, ORIGIN.store, false);
    if (isWhole) this.#reach(end);
    return isWhole;
  }

  /**
   * Row by row: what can be read is applied, the rest moves to the other store, bytes untouched. Answers how
   * many moved.
   */
  async #salvage(from: number): Promise<number> {
    const { rows, aside, transaction } = this.#beginWriting();
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
      const problem = apply(this.#doc, cursor.value);
      if (problem !== undefined) {
        corrupt += 1;
        console.warn(`A row of the session database cannot be read and is set aside: ${problem}`);
        aside.put(cursor.value, `corrupt/${deviceNow()}/${String(cursor.key)}`);
        cursor.delete();
      }
      cursor.continue();
    };
    await ended(transaction);
    this.#reach({ next, count: count?.result ?? 0 });
    return corrupt;
  }
}

const generationIn = (notes: unknown): number =>
  typeof notes === 'object' && notes !== null && 'generation' in notes && Number.isInteger(notes.generation)
    ? (notes.generation as number)
    : 0;
