import { fail, ok, type Result } from '../../../shared/errors.ts';
import { newSessionId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import { type Intent, SessionDocument } from '../../../shared/session/index.ts';
import type { Disk } from '../../disk/index.ts';
import type { RelayApi } from '../../link/index.ts';
import type { LibraryEntry, Model } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';

/** The sessions on this device, as the app keeps them: each change is on disk before the list shows it. */
export interface LibraryStore {
  refresh(): Promise<void>;
  find(id: SessionId): Promise<LibraryEntry | undefined>;
  /** A new line for a session that is born here now. */
  create(name: string): Promise<LibraryEntry>;
  /** Asks the relay to let this device in, and keeps what it grants. */
  join(code: string, name: string): Promise<Result<LibraryEntry>>;
  /** Marks it as the session to open again at the next start. */
  markOpened(id: SessionId): Promise<void>;
  markClosed(): Promise<void>;
  /** Changes some fields of a line; does nothing where the session was deleted. */
  patch(id: SessionId, fields: Partial<Omit<LibraryEntry, 'id'>>): Promise<void>;
  /** Puts a line back that another tab has deleted. */
  restore(entry: LibraryEntry): Promise<void>;
  /** Renames a session that is not open. */
  rename(entry: LibraryEntry, name: string, user: UserId): Promise<Result<void>>;
  remove(id: SessionId): Promise<Result<void>>;
  /** Puts sessions into the library whose documents are here and whose lines are not. Answers how many. */
  findStrays(): Promise<number>;
}

export function createLibraryStore(disk: Disk, api: RelayApi, model: Model): LibraryStore {
  /**
   * Lines that the disk has not taken yet: it may be full when a session begins, and take the document later.
   */
  const unwritten = new Map<SessionId, LibraryEntry>();
  const withUnwritten = (entries: readonly LibraryEntry[]): readonly LibraryEntry[] => [
    ...unwritten.values(),
    ...entries.filter(({ id }) => !unwritten.has(id)),
  ];

  const list = async (): Promise<readonly LibraryEntry[]> => {
    const found = await disk.library.list();
    return found.ok ? withUnwritten(found.value.entries) : entriesOf(model);
  };

  async function refresh(): Promise<void> {
    const found = await disk.library.list();
    if (!found.ok) {
      const entries = withUnwritten(entriesOf(model));
      model.library.value = { state: 'unavailable', error: found.error, entries };
      return;
    }
    const entries = withUnwritten(found.value.entries);
    model.library.value =
      disk.keeps === 'device'
        ? { state: 'ready', entries }
        : { state: 'unavailable', error: { code: 'disk/unavailable' }, entries };
  }

  async function put(entry: LibraryEntry): Promise<LibraryEntry> {
    unwritten.set(entry.id, entry);
    const written = await disk.library.put(entry);
    // A later word may be waiting by now.
    if (written.ok && unwritten.get(entry.id) === entry) unwritten.delete(entry.id);
    await refresh();
    return entry;
  }

  async function patch(id: SessionId, fields: Partial<Omit<LibraryEntry, 'id'>>): Promise<void> {
    const waits = unwritten.get(id);
    if (waits) await put({ ...waits, ...fields });
    else await disk.library.patch(id, fields);
  }

  async function rename(entry: LibraryEntry, name: string, user: UserId): Promise<Result<void>> {
    const document = new SessionDocument();
    document.role = entry.role;
    const store = disk.attachDocument(entry.id, document);
    try {
      const settled = await store.settled;
      if (!settled.ok) return settled;
      const intent: Intent = { type: 'rename-session', name };
      const written = document.apply({ user, at: deviceNow() }, [intent]);
      if (!written.ok) return written;
      const flushed = await store.flush();
      if (!flushed.ok) return flushed;
      return await disk.library.patch(entry.id, { name: nameOf(name), waiting: entry.waiting + 1 });
    } finally {
      await store.close();
      document.destroy();
      await refresh();
    }
  }

  /** A line for a session of which only the document is left; none where that is empty. */
  async function lineOf(id: SessionId): Promise<LibraryEntry | undefined> {
    const access = await disk.access.get(id);
    const document = new SessionDocument();
    const store = disk.attachDocument(id, document);
    try {
      const settled = await store.settled;
      if (!settled.ok || document.doc.store.clients.size === 0) return undefined;
      const now = deviceNow();
      return {
        id,
        name: document.settings.name || 'Found again',
        created: now,
        opened: now,
        objects: document.objects.size,
        // Whose it is only the relay can say now.
        role: (access.ok && access.value?.role) || 'editor',
        waiting: 1,
      };
    } finally {
      await store.close();
      document.destroy();
    }
  }

  async function findStrays(): Promise<number> {
    const strays = disk.keeps === 'device' ? await disk.library.strays() : ok([]);
    if (!strays.ok) return 0;
    let count = 0;
    for (const id of strays.value) {
      const line = await lineOf(id);
      if (!line) continue;
      await put(line);
      count += 1;
    }
    return count;
  }

  disk.library.onChange(() => void refresh());
  return {
    refresh,
    find: async id => (await list()).find(entry => entry.id === id),
    create: name => {
      const now = deviceNow();
      return put({
        id: newSessionId(),
        name,
        created: now,
        opened: now,
        objects: 0,
        role: 'host',
        waiting: 0,
      });
    },
    join: async (code, name) => {
      const granted = await api.join(code, name);
      if (!granted.ok) return granted;
      const { id, access } = granted.value;
      const kept = await disk.access.set(id, access);
      if (!kept.ok && disk.keeps === 'device')
        return fail(kept.error.code, kept.error.detail, kept.error.cause);
      const known = (await list()).find(entry => entry.id === id);
      const now = deviceNow();
      const fresh: LibraryEntry = {
        id,
        name: 'Shared session',
        created: now,
        opened: now,
        objects: 0,
        role: access.role,
        waiting: 0,
      };
      if (!known) return ok(await put(fresh));
      await patch(id, { role: access.role, opened: now });
      return ok({ ...known, role: access.role, opened: now });
    },
    patch,
    restore: async entry => {
      await put(entry);
    },
    markOpened: async id => {
      await patch(id, { opened: deviceNow() });
      await disk.lastOpened.set(id);
      await refresh();
    },
    markClosed: async () => {
      await disk.lastOpened.set(undefined);
      await refresh();
    },
    rename,
    findStrays,
    remove: async id => {
      unwritten.delete(id);
      const removed = await disk.library.remove(id);
      await refresh();
      return removed;
    },
  };
}

function entriesOf(model: Model): readonly LibraryEntry[] {
  const state = model.library.peek();
  return state.state === 'loading' ? [] : state.entries;
}
