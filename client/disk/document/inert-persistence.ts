import { openDB } from 'idb';
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import { within } from '../failure.ts';
import { ASIDE, ROWS } from './side-store.ts';

/** Opening waits behind other tabs' connections; after this long the person should know. */
const PATIENCE_MS = 5_000;

/** A database that never answers. */
const SILENT = {
  transaction: () => ({ objectStore: () => ({ getAll: () => ({}) }) }),
} as unknown as IDBDatabase;

/**
 * y-indexeddb's persistence with its hands tied. Left alone, its first load appends a full copy at every open
 * and hangs without a word on one bad row, and its update handler writes without an error path. So its first
 * load gets a database that never answers, and what it really opened is handed out by `opened`.
 */
export class InertPersistence extends IndexeddbPersistence {
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

  /** Stands for another document from now on. */
  follow(doc: Y.Doc): void {
    // y-indexeddb would close the database when the old document is destroyed.
    this.doc.off('destroy', this.destroy);
    doc.on('destroy', this.destroy);
    this.doc = doc;
  }
}

/** Opens a session's database, which is made where it is new. Rejects where it cannot be had. */
export async function openInert(
  name: string,
  doc: Y.Doc,
): Promise<{ readonly persistence: InertPersistence; readonly db: IDBDatabase }> {
  // y-indexeddb has no error path for opening, so the way is tried first.
  await within(probe(name), PATIENCE_MS, 'opening waits for another tab');
  const persistence = new InertPersistence(name, doc);
  const db = await within(persistence.opened(), PATIENCE_MS, 'opening waits for another tab').catch(cause => {
    void persistence.destroy();
    throw cause;
  });
  return { persistence, db };
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
