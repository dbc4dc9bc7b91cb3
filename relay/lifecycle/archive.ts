import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { Collection, RecordChange } from '../../shared/ports.ts';
import type { LiveRecord, Sessions } from '../access/index.ts';
import type { ActivityRecorder } from '../analytics/index.ts';
import { type Storage, writeDocument } from '../storage/index.ts';
import { ARCHIVE_FOLDER, readArchive, writeArchive } from './archive-file.ts';

/** Collections that go into the archive beside the document. */
const ARCHIVED = ['clients', 'events', 'counts'] as const satisfies readonly Collection[];
/** Collections that stay in the store: they are small, and say who may come back. */
export const KEPT = [
  'keys',
  'members',
  'shares',
  'requests',
  'screenshots',
] as const satisfies readonly Collection[];

export interface ArchiveOptions {
  readonly storage: Storage;
  readonly sessions: Sessions;
  readonly analytics: Pick<ActivityRecorder, 'record' | 'pauseWhile'>;
  /** False while the disk is nearly full: rows that come back take room. */
  readonly hasSpace: () => boolean;
  /** Passes the outcome of a write to the store on, and reports one that failed. */
  readonly orFail: <T>(written: Promise<T>) => Promise<T>;
}

/** Moves sessions between the store and their archive files. Knows of no rooms: they wait for it. */
export class Archive {
  readonly #options: ArchiveOptions;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /**
   * Restores an archived session, and leaves any other as it is. Fails with `api/not-found`, `api/deleted`,
   * and with `store/full` where the disk has no room for it; rejects where the archive cannot be read.
   */
  ensureActive(id: SessionId): Promise<Result<LiveRecord>> {
    const { sessions, analytics, hasSpace } = this.#options;
    return sessions.withLive(id, async session => {
      if (session.state === 'active') return ok(session);
      if (!hasSpace()) return fail('store/full');
      const active = { ...session, state: 'active' as const, ...sessions.accessedNow() };
      await analytics.pauseWhile(id, () => this.#restore(id, session, active));
      analytics.record(id, { type: 'session.restored', user: null });
      return ok(active);
    });
  }

  /** Writes the archive file, and replaces the rows by `archived`. Nothing else may change the session. */
  async putAway(id: SessionId, archived: LiveRecord): Promise<void> {
    const { storage, orFail } = this.#options;
    const { store } = storage;
    const records: Extract<RecordChange, { type: 'put' }>[] = [];
    for (const collection of ARCHIVED) {
      for (const [key, value] of await store.list(collection, { prefix: `${id}/` })) {
        records.push({ type: 'put', collection, key, value });
      }
    }
    await writeArchive(storage, id, { document: await store.load(id), records });
    await orFail(store.erase(id, archived, KEPT));
  }

  async #restore(id: SessionId, archived: LiveRecord, active: LiveRecord): Promise<void> {
    const { storage, orFail } = this.#options;
    const { store, files } = storage;
    const { document, records } = await readArchive(storage, id);
    // A restore that was killed has left its rows.
    await orFail(store.erase(id, archived, KEPT));
    if (document) await orFail(writeDocument(store, id, document));
    await orFail(
      store.write([...records, { type: 'put', collection: 'sessions', key: id, value: { ...active } }]),
    );
    await files.remove(ARCHIVE_FOLDER, id);
  }
}
