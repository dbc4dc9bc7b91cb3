import type { DocumentDisk } from '../../client/disk/contract.ts';
import { attachDocument } from '../../client/disk/document/document-disk.ts';
import { documentName } from '../../client/disk/document/documents.ts';
import type { DiskEnvironment, PageEvent } from '../../client/disk/index.ts';
import { newObjectId, type ObjectId, type SessionId, type UserId } from '../../shared/ids.ts';
import { type Author, SessionDocument } from '../../shared/session/index.ts';

/**
 * Stands in for `navigator.locks`, which Node 20 lacks: exclusive locks only, granted in the order of asking.
 */
export class InProcessLocks {
  readonly #tails = new Map<string, Promise<void>>();

  readonly request = (async (
    name: string,
    options: { signal?: AbortSignal },
    callback: (lock: Lock) => unknown,
  ): Promise<unknown> => {
    const before = this.#tails.get(name) ?? Promise.resolve();
    let free: () => void = () => undefined;
    this.#tails.set(
      name,
      before.then(() => new Promise<void>(resolve => (free = resolve))),
    );
    await before;
    try {
      options.signal?.throwIfAborted();
      return await callback({ name, mode: 'exclusive' });
    } finally {
      free();
    }
  }) as unknown as LockManager['request'];
}

/** A page whose end can be staged. */
export class Page {
  readonly #listeners = new Set<(event: PageEvent) => void>();

  readonly onPage = (listener: (event: PageEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  say(event: PageEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** A tab; tabs that share `locks` are tabs of one browser. */
export function tab(
  locks: InProcessLocks | undefined,
  page = new Page(),
  channel: DiskEnvironment['channel'] = name => new BroadcastChannel(name),
): DiskEnvironment {
  return { locks, channel, onPage: page.onPage };
}

const author: Author = { user: 'tester-tester-tester' as UserId, at: 1 };

export function place(document: SessionDocument, name = 'a box', user = author.user): ObjectId {
  const id = newObjectId();
  const placed = document.apply({ ...author, user }, [
    {
      type: 'place-object',
      id,
      kind: 'box',
      placement: { parent: null, position: [0, 1, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
      fields: { name },
    },
  ]);
  if (!placed.ok) throw new Error(placed.error.detail);
  return id;
}

export function rename(document: SessionDocument, id: ObjectId, name: string): void {
  const edited = document.apply(author, [{ type: 'edit-object', id, fields: { name } }]);
  if (!edited.ok) throw new Error(edited.error.detail);
}

export const names = (document: SessionDocument): string[] =>
  [...document.objects.values()].map(object => object.name ?? '').sort();

/** The database as it lies there, read with nothing but IndexedDB. */
export async function withDatabase<T>(
  id: SessionId,
  work: (stores: { updates: IDBObjectStore; custom: IDBObjectStore }) => IDBRequest<T>,
): Promise<T> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(documentName(id));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const transaction = db.transaction(['updates', 'custom'], 'readwrite');
  const request = work({
    updates: transaction.objectStore('updates'),
    custom: transaction.objectStore('custom'),
  });
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  db.close();
  return request.result;
}

export const rowsOf = (id: SessionId): Promise<unknown[]> =>
  withDatabase(id, ({ updates }) => updates.getAll());

/** Returns what a fresh tab would show: a document loaded from the disk alone. */
export async function reload(id: SessionId, environment: DiskEnvironment): Promise<SessionDocument> {
  const document = new SessionDocument();
  const disk = attachDocument(id, document, environment);
  const settled = await disk.settled;
  if (!settled.ok) throw new Error(settled.error.detail);
  await disk.close();
  return document;
}

export interface OpenTab {
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly page: Page;
}

/** Opens a session in a tab and waits until its disk has settled. */
export async function openTab(
  id: SessionId,
  locks: InProcessLocks | undefined,
  document = new SessionDocument(),
): Promise<OpenTab> {
  const page = new Page();
  const disk = attachDocument(id, document, tab(locks, page));
  await disk.settled;
  return { document, disk, page };
}

export const diskState = ({ disk }: OpenTab): string => disk.state.value.state;
