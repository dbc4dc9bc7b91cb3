import * as Y from 'yjs';
import type { DocumentDisk } from '../../../client/disk/contract.ts';
import { attachDocument } from '../../../client/disk/document/document-disk.ts';
import { documentName } from '../../../client/disk/document/documents.ts';
import { newObjectId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { KIND_NAMES } from '../../../shared/kinds/index.ts';
import { type Intent, SessionDocument } from '../../../shared/session/index.ts';
import { dragged } from '../drag.ts';
import type { Opened, Way } from './ways.ts';

/**
 * Runs in the page: writes a session through the app's own disk, and opens it in the ways that are compared.
 */

const AUTHOR = { user: 'bench-bench-bench-bench' as UserId, at: 0 };

function intent(index: number): Intent {
  return {
    type: 'place-object',
    id: newObjectId(),
    kind: KIND_NAMES[index % KIND_NAMES.length] as string,
    placement: dragged(index * 100),
    fields: { name: `Object ${index}`, color: '#4cc2ff' },
  };
}

/** Places `count` objects and leaves when they are on disk. */
export async function prepare(id: SessionId, count: number): Promise<void> {
  const session = new SessionDocument();
  const disk = attachDocument(id, session);
  await settled(disk);
  const placed = session.apply(
    AUTHOR,
    Array.from({ length: count }, (_, index) => intent(index)),
  );
  if (!placed.ok) throw new Error(placed.error.code);
  await disk.close();
  session.destroy();
}

async function settled(disk: DocumentDisk): Promise<void> {
  const report = await disk.settled;
  if (!report.ok) throw new Error(report.error.code);
}

/** The rows of the session's database, read with nothing but IndexedDB. */
async function rowsOf(id: SessionId): Promise<Uint8Array[]> {
  const result = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await result(indexedDB.open(documentName(id)));
  const rows = await result(db.transaction('updates').objectStore('updates').getAll());
  db.close();
  return rows as Uint8Array[];
}

const objectsOf = (doc: Y.Doc): number => doc.getMap('objects').size;

/** Opens the session once. Reading the rows for the bare ways is not part of their time. */
export async function open(id: SessionId, way: Way): Promise<Opened> {
  const rows = await rowsOf(id);
  const bytes = rows.reduce((sum, each) => sum + each.length, 0);
  const start = performance.now();
  const session = way.endsWith('mirror') ? new SessionDocument() : { doc: new Y.Doc() };
  if (way.startsWith('disk')) {
    // The disk reads and writes the document alone; the mirror is another listener of the same document.
    const disk = attachDocument(id, session as SessionDocument);
    await settled(disk);
    const ms = performance.now() - start;
    await disk.close();
    return { ms, objects: objectsOf(session.doc), bytes };
  }
  session.doc.transact(() => {
    for (const each of rows) Y.applyUpdate(session.doc, each);
  });
  return { ms: performance.now() - start, objects: objectsOf(session.doc), bytes };
}

declare global {
  // The page's own functions, for the bench to call.
  var openSessionBench: { readonly prepare: typeof prepare; readonly open: typeof open };
}
globalThis.openSessionBench = { prepare, open };
