import { openDB } from 'idb';
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import { within } from '../failure.ts';
import { ROWS, SIDE } from './side-store.ts';

/** Opening waits for other tabs' connections; after this long it fails. */
const PATIENCE_MS = 5_000;

/** A database that never answers. */
const SILENT = {
  transaction: () => ({ objectStore: () => ({ getAll: () => ({}) }) }),
} as unknown as IDBDatabase;

/**
 * y-indexeddb's persistence without a behaviour of its own: its first load would append a full copy at every
 * open and hang on one bad row, and its update handler has no error path. So its first load gets a database
 * that never answers; `opened` gives the real one.
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

  /** Moves to another document, whose end closes the database. */
  attachTo(doc: Y.Doc): void {
    // y-indexeddb would close the database when the old document is destroyed.
    this.doc.off('destroy', this.destroy);
    doc.on('destroy', this.destroy);
    this.doc = doc;
  }
}

/** Opens a session's database, which is created where there is none. Rejects where that fails. */
export async function openInert(
  name: string,
  doc: Y.Doc,
): Promise<{ readonly persistence: InertPersistence; readonly db: IDBDatabase }> {
  // y-indexeddb has no error path for opening, so opening is tried first.
  await within(probe(name), PATIENCE_MS, 'opening waits for another tab');
  const persistence = new InertPersistence(name, doc);
  const db = await within(persistence.opened(), PATIENCE_MS, 'opening waits for another tab').catch(cause => {
    void persistence.destroy();
    throw cause;
  });
  return { persistence, db };
}

/** Opens and closes the database; a new one gets y-indexeddb's schema. */
async function probe(name: string): Promise<void> {
  const db = await openDB(name, undefined, {
    upgrade: db => {
      db.createObjectStore(ROWS, { autoIncrement: true });
      db.createObjectStore(SIDE);
    },
  });
  db.close();
}
