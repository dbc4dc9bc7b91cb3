import { openDB } from 'idb';
import { clearDocument, fetchUpdates, IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import type { SessionNotes } from '../model/index.ts';
import { attempt, completed, unavailable, within } from './failure.ts';

/** y-indexeddb's two stores: rows of Yjs updates (V1) under growing keys, and a place for anything else. */
const ROWS = 'updates';
const ASIDE = 'custom';
/** Keys of that place. */
const NOTES = 'notes';
const BEFORE = 'before/';

/** Opening and deleting wait behind other tabs' connections; after this long the person should know. */
const PATIENCE_MS = 5_000;
/** A transaction that is silent for so long has lost its connection (WebKit does not always say so). */
const STALL_MS = 15_000;

/** One database per session, in y-indexeddb's own schema: `new IndexeddbPersistence(documentName(id), doc)` opens it as it is. */
export const documentName = (id: SessionId): string => `ai-frame/${id}`;

export interface LoadReport {
  /** Rows that were read and applied. */
  readonly rows: number;
  /** Rows that could not be read; they are kept aside in the database. */
  readonly corrupt: number;
  /** Rows are missing in the middle: edits that build on them are kept and show up once the relay sends the missing ones. */
  readonly gap: boolean;
}

/** A database that never answers. */
const SILENT = {
  transaction: () => ({ objectStore: () => ({ getAll: () => ({}) }) }),
} as unknown as IDBDatabase;

/**
 * y-indexeddb's persistence with its hands tied. Left alone, its first load appends a full copy at every open and hangs without a word
 * on one bad row, and its update handler writes without an error path. So its first load gets a database that never answers, and what
 * it really opened is handed out by `opened`.
 */
class TiedPersistence extends IndexeddbPersistence {
  constructor(name: string, doc: Y.Doc) {
    super(name, doc);
    doc.off('update', this._storeUpdate);
    Object.defineProperty(this, 'db', { get: () => SILENT, set: () => undefined, configurable: true });
  }

  async opened(): Promise<IDBDatabase> {
    const db = await this._db;
    Object.defineProperty(this, 'db', { value: db, writable: true });
    return db;
  }
}

/** True where an update came out of this device's database, so that nobody writes it there again. */
export const isFromStore = (origin: unknown): boolean => origin instanceof IndexeddbPersistence;

/**
 * One open session database. Any tab may append at any time: rows are Yjs updates, so their order and repetition do not matter, and
 * folding never removes a row that it has not read. Methods reject only as `Result`.
 */
export class DocumentStore {
  readonly #persistence: TiedPersistence;
  readonly #db: IDBDatabase;
  #doc: Y.Doc;

  private constructor(persistence: TiedPersistence, db: IDBDatabase, doc: Y.Doc) {
    this.#persistence = persistence;
    this.#db = db;
    this.#doc = doc;
  }

  /** `onLost` is called when the connection ends without `close`: because the session was deleted, or for the browser's own reasons. */
  static open(
    id: SessionId,
    doc: Y.Doc,
    onLost: (how: 'closed' | 'deleted') => void,
  ): Promise<Result<DocumentStore>> {
    const name = documentName(id);
    if (!('indexedDB' in globalThis)) return Promise.resolve(unavailable('no IndexedDB here'));
    return attempt(async () => {
      // y-indexeddb has no error path for opening, so the way is tried first.
      await within(probe(name), PATIENCE_MS, 'opening waits for another tab');
      const persistence = new TiedPersistence(name, doc);
      const db = await within(persistence.opened(), PATIENCE_MS, 'opening waits for another tab').catch(
        cause => {
          void persistence.destroy();
          throw cause;
        },
      );
      db.addEventListener('versionchange', event => {
        onLost(event.newVersion === null ? 'deleted' : 'closed');
      });
      db.addEventListener('close', () => onLost('closed'));
      return new DocumentStore(persistence, db, doc);
    });
  }

  /** Rows in the database, as far as this tab knows. */
  get rows(): number {
    return this.#persistence._dbsize;
  }

  /** Applies every row that this tab has not seen, its origin the store. Rows that cannot be applied are set aside. */
  takeIn(): Promise<Result<LoadReport>> {
    return attempt(async () => {
      const before = this.#persistence._dbref;
      let corrupt = 0;
      try {
        await fetchUpdates(this.#persistence);
      } catch (cause) {
        if (this.#persistence._destroyed) throw cause;
        corrupt = await this.#salvage(before);
      }
      const { pendingStructs, pendingDs } = this.#doc.store;
      return { rows: this.rows, corrupt, gap: pendingStructs !== null || pendingDs !== null };
    });
  }

  /** Adds rows in one transaction, which is created before this returns. Resolved when they are on disk. */
  append(updates: readonly Uint8Array[]): Promise<Result<void>> {
    return attempt(async () => {
      const transaction = this.#db.transaction(ROWS, 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore(ROWS);
      const requests = updates.map(update => store.add(update));
      // A page that is being left does not live to see its requests succeed; without this the transaction would die with it.
      transaction.commit();
      await within(completed(transaction), STALL_MS, 'the transaction does not end');
      this.#persistence._dbsize += updates.length;
      this.#written(requests);
    });
  }

  /** Puts the whole document in the place of all rows, after taking in what other tabs wrote. */
  async fold(): Promise<Result<void>> {
    const taken = await this.takeIn();
    if (!taken.ok) return taken;
    return attempt(async () => {
      const transaction = this.#db.transaction(ROWS, 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore(ROWS);
      const added = store.add(Y.encodeStateAsUpdate(this.#doc));
      store.delete(IDBKeyRange.upperBound(this.#persistence._dbref, true));
      const count = store.count();
      await within(completed(transaction), STALL_MS, 'the transaction does not end');
      this.#persistence._dbsize = count.result;
      this.#written([added]);
    });
  }

  /**
   * Goes over to another document: from now on rows are its own. One transaction puts it whole in the place of all rows that this tab has
   * read, with `notes`, and sets `before` (the old document as an update) aside.
   */
  swap(doc: Y.Doc, before: Uint8Array, notes: SessionNotes): Promise<Result<void>> {
    this.#follow(doc);
    return attempt(async () => {
      const transaction = this.#db.transaction([ROWS, ASIDE], 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore(ROWS);
      store.delete(IDBKeyRange.upperBound(this.#persistence._dbref, true));
      const added = store.add(Y.encodeStateAsUpdate(doc));
      const count = store.count();
      const aside = transaction.objectStore(ASIDE);
      aside.put(notes, NOTES);
      aside.put(before, `${BEFORE}${Date.now()}`);
      await within(completed(transaction), STALL_MS, 'the transaction does not end');
      this.#persistence._dbsize = count.result;
      this.#persistence._dbref = Number(added.result) + 1;
    });
  }

  /** What is noted beside the document, as it was stored. */
  notes(): Promise<Result<unknown>> {
    return attempt(async () => {
      const transaction = this.#db.transaction(ASIDE);
      const found = transaction.objectStore(ASIDE).get(NOTES);
      await within(completed(transaction), STALL_MS, 'the transaction does not end');
      return found.result;
    });
  }

  /** Changes the notes as they are now, perhaps by another tab. Documents from before a swap are let go where nothing is kept any more. */
  note(change: (stored: unknown) => SessionNotes): Promise<Result<void>> {
    return attempt(async () => {
      const transaction = this.#db.transaction(ASIDE, 'readwrite', { durability: 'strict' });
      const aside = transaction.objectStore(ASIDE);
      const found = aside.get(NOTES);
      found.onsuccess = () => {
        const changed = change(found.result);
        aside.put(changed, NOTES);
        if (!changed.kept) aside.delete(IDBKeyRange.bound(BEFORE, `${BEFORE}\uffff`));
      };
      await within(completed(transaction), STALL_MS, 'the transaction does not end');
    });
  }

  async close(): Promise<void> {
    await this.#persistence.destroy();
  }

  #follow(doc: Y.Doc): void {
    // y-indexeddb would close the database when the old document is destroyed.
    this.#doc.off('destroy', this.#persistence.destroy);
    doc.on('destroy', this.#persistence.destroy);
    this.#persistence.doc = doc;
    this.#doc = doc;
  }

  /** Our own rows need not be read again, if no other tab's row lies between. */
  #written(requests: readonly IDBRequest<IDBValidKey>[]): void {
    for (const { result } of requests) {
      if (result === this.#persistence._dbref) this.#persistence._dbref += 1;
    }
  }

  /** Row by row: what can be read is applied, the rest moves to the other store, bytes untouched. Answers how many moved. */
  async #salvage(from: number): Promise<number> {
    const transaction = this.#db.transaction([ROWS, ASIDE], 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(ROWS);
    const aside = transaction.objectStore(ASIDE);
    let corrupt = 0;
    let rows = 0;
    const cursors = store.openCursor(IDBKeyRange.lowerBound(from));
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (!cursor) return;
      this.#persistence._dbref = Number(cursor.key) + 1;
      if (this.#applies(cursor.value)) rows += 1;
      else {
        corrupt += 1;
        aside.put(cursor.value, `corrupt/${Date.now()}/${String(cursor.key)}`);
        cursor.delete();
      }
      cursor.continue();
    };
    await within(completed(transaction), STALL_MS, 'the transaction does not end');
    this.#persistence._dbsize = from === 0 ? rows : this.#persistence._dbsize;
    return corrupt;
  }

  #applies(row: unknown): boolean {
    try {
      if (!(row instanceof Uint8Array)) throw new Error('not bytes');
      Y.applyUpdate(this.#doc, row, this.#persistence);
      return true;
    } catch (cause) {
      console.warn(`A row of the session database cannot be read and is set aside: ${String(cause)}`);
      return false;
    }
  }
}

/** Opens and closes the database, with y-indexeddb's schema where it is new. */
async function probe(name: string): Promise<void> {
  const db = await openDB(name, undefined, {
    upgrade: fresh => {
      fresh.createObjectStore(ROWS, { autoIncrement: true });
      fresh.createObjectStore(ASIDE);
    },
  });
  db.close();
}

/** The sessions whose databases are on this device; none where the browser does not tell. */
export function documentIds(): Promise<Result<readonly SessionId[]>> {
  if (!('indexedDB' in globalThis)) return Promise.resolve(unavailable('no IndexedDB here'));
  return attempt(async () => {
    if (typeof indexedDB.databases !== 'function') return [];
    const all = await within(indexedDB.databases(), PATIENCE_MS, 'the browser does not list its databases');
    return all.flatMap(({ name }) => sessionOf(name) ?? []);
  });
}

function sessionOf(name: string | undefined): SessionId | undefined {
  const id = name?.slice(documentName('' as SessionId).length);
  return isSessionId(id) && documentName(id) === name ? id : undefined;
}

/** Deletes a session's database. Other tabs' connections to it are told and close. */
export function deleteDocument(id: SessionId): Promise<Result<void>> {
  if (!('indexedDB' in globalThis)) return Promise.resolve(unavailable('no IndexedDB here'));
  return attempt(() =>
    within(clearDocument(documentName(id)), PATIENCE_MS, 'deleting waits for another tab'),
  );
}
