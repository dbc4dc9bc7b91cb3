import { fail, ok, type Result } from '../../../shared/errors.ts';
import { newSessionId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import type { Disk } from '../../disk/index.ts';
import type { RelayApi } from '../../link/index.ts';
import type { LibraryEntry, Model } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { withStoredDocument } from './stored-document.ts';

type Fields = Partial<Omit<LibraryEntry, 'id'>>;

/** The sessions on this device, as the app keeps them: each change is on disk before the list shows it. */
export class LibraryStore {
  readonly #disk: Disk;
  readonly #api: RelayApi;
  readonly #model: Pick<Model, 'library'>;
  /** Entries that the disk has not taken yet: it may be full when a session begins, and take them later. */
  readonly #unwritten = new Map<SessionId, LibraryEntry>();

  constructor(disk: Disk, api: RelayApi, model: Pick<Model, 'library'>) {
    this.#disk = disk;
    this.#api = api;
    this.#model = model;
    disk.library.onChange(() => void this.refresh());
  }

  async refresh(): Promise<void> {
    const found = await this.#disk.library.list();
    const entries = this.#withUnwritten(found.ok ? found.value.entries : this.#shown);
    const isKept = this.#disk.keeps === 'device';
    if (found.ok && isKept) this.#model.library.value = { state: 'ready', entries };
    else {
      const error = found.ok ? ({ code: 'disk/unavailable' } as const) : found.error;
      this.#model.library.value = { state: 'unavailable', error, entries };
    }
  }

  async find(id: SessionId): Promise<LibraryEntry | undefined> {
    const found = await this.#disk.library.list();
    const entries = found.ok ? this.#withUnwritten(found.value.entries) : this.#shown;
    return entries.find(entry => entry.id === id);
  }

  /** Adds an entry for a session that is made here now. */
  create(name: string): Promise<LibraryEntry> {
    return this.#put(newEntry(newSessionId(), name, 'host'));
  }

  /** Asks the relay to let this device in, and keeps what it grants. */
  async join(code: string, name: string): Promise<Result<LibraryEntry>> {
    const granted = await this.#api.join(code, name);
    if (!granted.ok) return granted;
    const { id, access } = granted.value;
    const kept = await this.#disk.access.set(id, access);
    if (!kept.ok && this.#disk.keeps === 'device')
      return fail(kept.error.code, kept.error.detail, kept.error.cause);
    const known = await this.find(id);
    if (!known) return ok(await this.#put(newEntry(id, texts.naming.JOINED_SESSION, access.role)));
    const fields = { role: access.role, opened: deviceNow() };
    await this.patch(id, fields);
    return ok({ ...known, ...fields });
  }

  /** Marks it as the session to open again at the next start. */
  async markOpened(id: SessionId): Promise<void> {
    await this.patch(id, { opened: deviceNow() });
    await this.#disk.lastOpened.set(id);
    await this.refresh();
  }

  async markClosed(): Promise<void> {
    await this.#disk.lastOpened.set(undefined);
    await this.refresh();
  }

  /** Changes some fields of an entry; does nothing where the session was deleted. */
  async patch(id: SessionId, fields: Fields): Promise<void> {
    const unwritten = this.#unwritten.get(id);
    if (unwritten) await this.#put({ ...unwritten, ...fields });
    else await this.#disk.library.patch(id, fields);
  }

  /** Puts an entry back that another tab has deleted. */
  async restore(entry: LibraryEntry): Promise<void> {
    await this.#put(entry);
  }

  /** Renames a session that is not open. */
  async rename(entry: LibraryEntry, name: string, user: UserId): Promise<Result<void>> {
    const written = await withStoredDocument(this.#disk, entry.id, document => {
      document.role = entry.role;
      return document.apply({ user, at: deviceNow() }, [{ type: 'rename-session', name }]);
    });
    const renamed = written.ok
      ? await this.#disk.library.patch(entry.id, { name: nameOf(name), waiting: entry.waiting + 1 })
      : written;
    await this.refresh();
    return renamed;
  }

  async remove(id: SessionId): Promise<Result<void>> {
    this.#unwritten.delete(id);
    const removed = await this.#disk.library.remove(id);
    await this.refresh();
    return removed;
  }

  /** Adds entries for the documents on this device that have none. Returns how many. */
  async findStrays(): Promise<number> {
    const strays = this.#disk.keeps === 'device' ? await this.#disk.library.strays() : ok([]);
    if (!strays.ok) return 0;
    let count = 0;
    for (const id of strays.value) {
      const entry = await this.#strayEntry(id);
      if (!entry) continue;
      await this.#put(entry);
      count += 1;
    }
    return count;
  }

  /** An entry for a session of which only the document is left; none where that is empty. */
  async #strayEntry(id: SessionId): Promise<LibraryEntry | undefined> {
    const access = await this.#disk.access.get(id);
    // Only the relay knows the role now.
    const role = (access.ok && access.value?.role) || 'editor';
    const read = await withStoredDocument(this.#disk, id, document => {
      if (document.doc.store.clients.size === 0) return ok(undefined);
      const name = document.settings.name || texts.naming.FOUND_SESSION;
      return ok({ ...newEntry(id, name, role), objects: document.objects.size, waiting: 1 });
    });
    return read.ok ? read.value : undefined;
  }

  async #put(entry: LibraryEntry): Promise<LibraryEntry> {
    this.#unwritten.set(entry.id, entry);
    const written = await this.#disk.library.put(entry);
    // A later version of it may be waiting by now.
    if (written.ok && this.#unwritten.get(entry.id) === entry) this.#unwritten.delete(entry.id);
    await this.refresh();
    return entry;
  }

  #withUnwritten(entries: readonly LibraryEntry[]): readonly LibraryEntry[] {
    return [...this.#unwritten.values(), ...entries.filter(({ id }) => !this.#unwritten.has(id))];
  }

  get #shown(): readonly LibraryEntry[] {
    const state = this.#model.library.peek();
    return state.state === 'loading' ? [] : state.entries;
  }
}

function newEntry(id: SessionId, name: string, role: LibraryEntry['role']): LibraryEntry {
  const now = deviceNow();
  return { id, name, created: now, opened: now, objects: 0, role, waiting: 0 };
}
