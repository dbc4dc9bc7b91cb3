import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import type { RecordKey } from '../../shared/ports.ts';
import { CLOSE, CLOSE_FOR_NOW } from '../../shared/protocol.ts';
import {
  type LiveRecord,
  newEpoch,
  readSessionRecord,
  type Sessions,
  type Shares,
  tombstone,
} from '../access/index.ts';
import type { ActivityRecorder } from '../analytics/index.ts';
import type { Rooms } from '../rooms/index.ts';
import { CorruptData, documentProblem, type Storage } from '../storage/index.ts';
import { type Archive, KEPT } from './archive.ts';
import { ARCHIVE_FOLDER, readArchive } from './archive-file.ts';
import { dropStrayEntries } from './stray-entries.ts';
import { type RecordState, type StrayCheck, StrayKeeper } from './stray-keeper.ts';

export interface SessionLifecycleOptions {
  readonly storage: Storage;
  readonly sessions: Sessions;
  readonly shares: Shares;
  readonly rooms: Pick<Rooms, 'end' | 'isHeld'>;
  readonly analytics: Pick<ActivityRecorder, 'record' | 'flush' | 'pauseWhile'>;
  readonly archive: Archive;
  /** The age, by the relay's `SeenClock`, at which strays are deleted; undefined: none are. */
  readonly strayAfterMs: number | undefined;
  /** Passes the outcome of a write to the store on, and reports one that failed. */
  readonly orFail: <T>(written: Promise<T>) => Promise<T>;
  readonly onNotice: (message: string, error?: unknown) => void;
}

/**
 * Puts sessions away, brings them back, deletes them. Each step that a kill can separate from the next leaves
 * something that `recover` reads off the session's record, which is the one truth:
 *
 *     archive   file complete and flushed | rows replaced by "archived" (one transaction)     file without "archived": the rows are whole, drop it
 *     restore   rows written | "active" (one transaction, with the last rows) | file dropped  "archived": begin again; else as above
 *     delete    rows and key replaced by a tombstone (one transaction) | files dropped        files of a tombstone: drop them
 *
 * Only what was ordered is finished: that a record is missing orders nothing, see `StrayKeeper`. All of it
 * happens while nothing else changes the session's record, so of two at once the later one finds what the
 * first has made.
 */
export class SessionLifecycle {
  readonly #options: SessionLifecycleOptions;
  readonly #storage: Storage;
  readonly #strays: StrayKeeper;

  constructor(options: SessionLifecycleOptions) {
    this.#options = options;
    this.#storage = options.storage;
    this.#strays = new StrayKeeper({
      store: options.storage.store,
      folder: options.storage.folder,
      strayAfterMs: options.strayAfterMs,
      stateOf: id => this.#stateOf(id),
      exclusively: (id, work) => options.sessions.exclusively(id, work),
      onNotice: options.onNotice,
    });
  }

  /**
   * Archives a session, and closes everybody in it with 4423, so that no device restores it by itself; if
   * `idleSince` is given, only one that was not used after that. Fails with `api/not-found`, `api/deleted`,
   * and with `api/in-use` where somebody comes in meanwhile.
   */
  async archive(id: SessionId, idleSince?: number): Promise<Result<LiveRecord>> {
    const { rooms, analytics, archive, sessions, orFail } = this.#options;
    if (idleSince === undefined) await rooms.end(id, CLOSE.archived, 'the host has put the session away');
    return sessions.withLive(id, async session => {
      const archivedBy: LiveRecord['archivedBy'] = idleSince === undefined ? 'host' : 'sweep';
      if (session.state === 'archived') {
        if (archivedBy === 'sweep' || session.archivedBy === 'host') return ok(session);
        // The sweep was first, and decided nothing.
        const decided: LiveRecord = { ...session, archivedBy };
        await orFail(this.#storage.store.put('sessions', id, { ...decided }));
        return ok(decided);
      }
      // Opening it waits for this from here on.
      if (rooms.isHeld(id)) return fail('api/in-use');
      if (idleSince !== undefined && session.accessed > idleSince) return fail('api/in-use');
      const archived: LiveRecord = { ...session, state: 'archived', archivedBy };
      analytics.record(id, { type: 'session.archived', user: null });
      await analytics.flush();
      await analytics.pauseWhile(id, () => archive.putAway(id, archived));
      return ok(archived);
    });
  }

  /** As `Archive.ensureActive`. */
  ensureActive(id: SessionId): Promise<Result<LiveRecord>> {
    return this.#options.archive.ensureActive(id);
  }

  /**
   * Begins another history of a session whose document cannot be read, for its host's device to fill: empty,
   * under a new epoch, with all members and all files. What was there is kept aside; rejects, with nothing
   * changed, where it cannot be. Fails with `api/bad-request` where the document can be read, `api/in-use`
   * where somebody comes in meanwhile, `api/not-found` and `api/deleted`.
   */
  async beginAgain(id: SessionId): Promise<Result<LiveRecord>> {
    const { rooms, analytics, sessions, orFail } = this.#options;
    const { store } = this.#storage;
    await rooms.end(id, CLOSE_FOR_NOW.restarts, 'the session begins again');
    return sessions.withLive(id, async session => {
      if (rooms.isHeld(id)) return fail('api/in-use');
      const isArchived = session.state === 'archived';
      if (await this.#canRead(id, isArchived ? 'archive' : 'rows')) {
        return fail('api/bad-request', 'what the relay holds of it can be read');
      }
      const check = { now: sessions.clock.now(), isStart: false };
      await this.#strays.keepRows(id, await store.rows(id), check);
      // Where it cannot be kept, nothing begins: rows that can be read would drop it.
      if (isArchived) await this.#strays.keepArchive(id, check);
      const begun = { ...session, ...sessions.accessedNow(), state: 'active' as const, epoch: newEpoch() };
      // Whose client ids were whose went with the document: whoever brings it back brings them all.
      await analytics.pauseWhile(id, () => orFail(store.erase(id, begun, [...KEPT, 'events', 'counts'])));
      return ok(begun);
    });
  }

  /**
   * Erases everything of a session; a tombstone stays. If `idleSince` is given, only of one that was not used
   * after that: fails with `api/in-use` otherwise. Fails with `api/not-found` and `api/deleted`.
   */
  delete(id: SessionId, idleSince?: number): Promise<Result<void>> {
    return this.#erase(id, 'tombstone', idleSince);
  }

  /**
   * Erases everything of a session that was not used after `idleSince`, and leaves no tombstone: to its
   * maker's device it is one that the relay does not know, which restores it when it is opened there. Fails
   * as `delete` does.
   */
  discard(id: SessionId, idleSince: number): Promise<Result<void>> {
    return this.#erase(id, 'nothing', idleSince);
  }

  async #erase(id: SessionId, leaving: 'tombstone' | 'nothing', idleSince?: number): Promise<Result<void>> {
    const { rooms, analytics, sessions, orFail } = this.#options;
    const { store } = this.#storage;
    const isIdle = ({ accessed }: LiveRecord): boolean =>
      idleSince === undefined || (!rooms.isHeld(id) && accessed <= idleSince);
    const isLetGo = leaving === 'nothing';
    // A discarded session is not deleted, also for whoever asks meanwhile: their device would give its copy
    // up.
    return sessions.end(id, isIdle, isLetGo ? 'api/unavailable' : 'api/deleted', async () => {
      await (isLetGo
        ? rooms.end(id, CLOSE_FOR_NOW.restarts, 'the session was removed')
        : rooms.end(id, CLOSE.gone, 'the session was deleted'));
      await sessions.exclusively(id, async () => {
        const own = isLetGo ? [{ collection: 'sessions', key: id } as const] : [];
        const strays = [...(await this.#foreignKeysOf(id)), ...own];
        await analytics.pauseWhile(id, () => orFail(store.erase(id, tombstone(), [], strays)));
        await this.#dropFiles(id).catch(error =>
          this.#options.onNotice('files of a deleted session are kept until the next sweep', error),
        );
      });
    });
  }

  /**
   * Finishes or undoes what a kill has left half done, moves strays aside or back, and deletes what was
   * deleted or has been unknown for long. `now`: by the relay's `SeenClock`; undefined at a start, when
   * nothing is deleted for its age. Returns how many files, documents and entries it deleted.
   */
  async recover(now?: number): Promise<number> {
    const { store, files, blobFiles } = this.#storage;
    const { sessions } = this.#options;
    const check = { now: now ?? sessions.clock.now(), isStart: now === undefined };
    let dropped = await this.#strays.sweep(check);
    for (const id of await store.documents()) dropped += await this.#dropHalf(id);
    for (const file of await files.list(ARCHIVE_FOLDER)) {
      if (isSessionId(file.name)) dropped += await this.#settleArchive(file.name, file.isDraft, check);
    }
    for (const id of await blobFiles.folders()) {
      if (isSessionId(id)) dropped += await sessions.exclusively(id, () => this.#settleBlobs(id, check));
    }
    const ifGone = (id: SessionId, work: () => Promise<number>): Promise<number> =>
      sessions.exclusively(id, async () => ((await this.#isOver(id, check)) ? work() : 0));
    return dropped + (await dropStrayEntries(store, ifGone));
  }

  /** Returns records of a session that its id does not begin: its codes and its members' lists lead to it. */
  async #foreignKeysOf(id: SessionId): Promise<readonly RecordKey[]> {
    const shares = await this.#options.shares.list(id);
    const members = await this.#storage.store.list('members', { prefix: `${id}/` });
    return [
      ...shares.map(([, { code }]) => ({ collection: 'codes', key: code }) as const),
      ...members.map(
        ([key]) => ({ collection: 'memberships', key: `${key.slice(id.length + 1)}/${id}` }) as const,
      ),
    ];
  }

  async #dropFiles(id: SessionId): Promise<void> {
    await this.#storage.blobs.erase(id);
    await this.#storage.files.remove(ARCHIVE_FOLDER, id);
    await this.#strays.drop(id);
  }

  /**
   * Deletes an archive that contradicts the session's record. One whose record cannot be read may be all that
   * is left of it.
   */
  #settleArchive(id: SessionId, isDraft: boolean, check: StrayCheck): Promise<number> {
    const { files } = this.#storage;
    return this.#options.sessions.exclusively(id, async () => {
      const state = await this.#stateOf(id);
      if (state === 'unknown') {
        await this.#strays.setAside('archive', isDraft ? `${id}.part` : id, id, check);
        return 0;
      }
      if (state === 'unreadable') return 0;
      if (isDraft) {
        await files.removeDraft(ARCHIVE_FOLDER, id);
        return 1;
      }
      if (state === 'archived') return 0;
      // The rows take its place, where they are whole.
      if (state === 'active' && !(await this.#canRead(id, 'rows'))) return 0;
      return (await files.remove(ARCHIVE_FOLDER, id)) ? 1 : 0;
    });
  }

  async #settleBlobs(id: SessionId, check: StrayCheck): Promise<number> {
    const state = await this.#stateOf(id);
    if (state === 'unknown') await this.#strays.setAside('blobs', id, id, check);
    if (state !== 'deleted') return 0;
    await this.#storage.blobs.erase(id);
    return 1;
  }

  /**
   * Deletes the rows of a restore that did not finish: the archive is still the session, where it can be
   * read.
   */
  #dropHalf(id: SessionId): Promise<number> {
    return this.#options.sessions.exclusively(id, async () => {
      if ((await this.#stateOf(id)) !== 'archived') return 0;
      const archived = await this.#storage.store.get('sessions', id);
      if (!archived || !(await this.#canRead(id, 'archive'))) return 0;
      await this.#options.orFail(this.#storage.store.erase(id, archived, KEPT));
      return 1;
    });
  }

  /** Whether nothing of a session is to be kept any more: it was deleted, or has been unknown for long. */
  async #isOver(id: SessionId, check: StrayCheck): Promise<boolean> {
    const state = await this.#stateOf(id);
    return state === 'deleted' || (state === 'unknown' && (await this.#strays.isExpired(id, check)));
  }

  /** Whether the document is there and decodes: only what can be read takes the place of something else. */
  async #canRead(id: SessionId, where: 'rows' | 'archive'): Promise<boolean> {
    const { onNotice } = this.#options;
    try {
      const stored =
        where === 'rows'
          ? await this.#storage.store.load(id)
          : (await readArchive(this.#storage, id)).document;
      const problem = stored && documentProblem(stored);
      if (problem === undefined) return true;
      onNotice(`what there is of session ${id} is not whole, and stays: ${problem}`);
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error;
      onNotice(`what there is of session ${id} cannot be read, and stays`, error);
    }
    return false;
  }

  async #stateOf(id: SessionId): Promise<RecordState> {
    try {
      const value = await this.#storage.store.get('sessions', id);
      if (!value) return 'unknown';
      const session = readSessionRecord(value);
      if (session) return session.state;
      this.#options.onNotice('a session’s record is none that this relay can read; nothing of it is touched');
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error;
      this.#options.onNotice('a session’s record cannot be read; nothing of it is touched', error);
    }
    return 'unreadable';
  }
}
