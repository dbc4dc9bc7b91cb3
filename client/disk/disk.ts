import { type AppError, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { SessionDocument } from '../../shared/session/index.ts';
import {
  type Access,
  type Identity,
  type LibraryEntry,
  type Preferences,
  type Profile,
  placeKey,
  type StoredAlignment,
} from '../model/index.ts';
import type { DocumentDisk } from './contract.ts';
import { attachDocument } from './document/document-disk.ts';
import { deleteDocument, documentIds } from './document/documents.ts';
import { browserDiskEnvironment, type DiskEnvironment } from './environment.ts';
import { listAlignments } from './tables/alignments.ts';
import { type BlobTable, blobRemovals, blobTable } from './tables/blobs.ts';
import { type EventTable, eventRemovals, eventTable } from './tables/events.ts';
import { deviceIdentity } from './tables/identity.ts';
import {
  accessTable,
  type LibraryList,
  lastOpenedTable,
  listEntries,
  patchEntry,
  preferencesTable,
  profileTable,
  putEntry,
  removeEntry,
  type WaitingJoin,
  waitingJoinTable,
  withoutEntry,
  withoutValue,
} from './tables/library.ts';
import { type ScreenshotTable, screenshotRemovals, screenshotTable } from './tables/screenshots.ts';
import { memoryTables, openTables, type Tables } from './tables/tables.ts';

/** The library of sessions on this device. */
export interface Library {
  /** Last opened first. */
  list(): Promise<Result<LibraryList>>;
  put(entry: LibraryEntry): Promise<Result<void>>;
  /** Changes some fields; does nothing where the session is not in the library. */
  patch(id: SessionId, fields: Partial<Omit<LibraryEntry, 'id'>>): Promise<Result<void>>;
  /** Lists sessions whose documents are here without an entry: it was lost, or could not be written. */
  strays(): Promise<Result<readonly SessionId[]>>;
  /**
   * Deletes a session from this device with all that belongs to it. A tab that has it open sees
   * `disk/deleted`.
   */
  remove(id: SessionId): Promise<Result<void>>;
  /** Calls `listener` after another tab changed the library. Returns a stop function. */
  onChange(listener: () => void): () => void;
}

/** This device's disk. Every failure is a `Result` with a `disk/*` code. The opener calls `close`. */
export interface Disk {
  /** `memory` where this browser stores nothing: everything works until the tab closes. */
  readonly keeps: 'device' | 'memory';
  readonly library: Library;
  readonly profile: {
    get(): Promise<Result<Profile | undefined>>;
    set(profile: Profile): Promise<Result<void>>;
  };
  readonly preferences: {
    get(): Promise<Result<Preferences | undefined>>;
    set(preferences: Preferences): Promise<Result<void>>;
  };
  readonly access: {
    get(id: SessionId): Promise<Result<Access | undefined>>;
    set(id: SessionId, access: Access): Promise<Result<void>>;
  };
  /** Poses of sessions in real rooms: one for each place. */
  readonly alignments: {
    /** Last used first; without those that cannot be parsed. */
    list(): Promise<Result<readonly StoredAlignment[]>>;
    put(stored: StoredAlignment): Promise<Result<void>>;
    remove(of: StoredAlignment['of']): Promise<Result<void>>;
  };
  /** A share code that waits for a relay. */
  readonly waitingJoin: {
    get(): Promise<Result<WaitingJoin | undefined>>;
    set(waiting: WaitingJoin | undefined): Promise<Result<void>>;
  };
  readonly lastOpened: {
    get(): Promise<Result<SessionId | undefined>>;
    set(id: SessionId | undefined): Promise<Result<void>>;
  };
  readonly blobs: BlobTable;
  readonly screenshots: ScreenshotTable;
  readonly events: EventTable;
  /** Returns this device's identity, created at the first call. */
  identity(): Promise<Result<Identity>>;
  /** Loads the session into `document` and writes its edits from then on. */
  attachDocument(id: SessionId, document: SessionDocument): DocumentDisk;
  close(): void;
}

const CHANNEL = 'ai-frame';

/** Opens the disk of this browser. Where it fails, `memoryDisk` keeps the app usable. */
export async function openDisk(
  environment: DiskEnvironment = browserDiskEnvironment(),
): Promise<Result<Disk>> {
  const tables = await openTables();
  return tables.ok ? ok(diskOf(tables.value, environment)) : tables;
}

/** Opens a disk that forgets, for browsers that keep nothing. Documents still try IndexedDB. */
export const memoryDisk = (environment: DiskEnvironment = browserDiskEnvironment()): Disk =>
  diskOf(memoryTables(), environment);

function diskOf(tables: Tables, environment: DiskEnvironment): Disk {
  const channel = environment.channel?.(CHANNEL);
  const announced = (result: Result<void>): Result<void> => {
    if (result.ok) channel?.postMessage('library');
    return result;
  };
  const access = accessTable(tables);
  const profile = profileTable(tables);
  const preferences = preferencesTable(tables);
  const lastOpened = lastOpenedTable(tables);
  const waitingJoin = waitingJoinTable(tables);

  const remove = async (id: SessionId): Promise<Result<void>> => {
    // The entry goes last: while anything is left, the person can delete it again.
    const last = await lastOpened.get('last-opened');
    if (last.ok && last.value === id) await lastOpened.remove('last-opened');
    const deleted = await deleteDocument(id);
    if (!deleted.ok && !isNothingThere(deleted.error, tables)) return deleted;
    for (const each of [screenshotRemovals, blobRemovals, eventRemovals]) {
      const changes = await each(tables, id);
      const gone = changes.ok && changes.value.length > 0 ? await tables.write(changes.value) : changes;
      if (!gone.ok) return gone;
    }
    const forgotten = await access.remove(id);
    return forgotten.ok ? announced(await removeEntry(tables, id)) : forgotten;
  };

  return {
    keeps: tables.keeps,
    library: {
      list: () => listEntries(tables),
      put: async entry => announced(await putEntry(tables, entry)),
      patch: async (id, fields) => announced(await patchEntry(tables, id, fields)),
      remove,
      strays: async () => {
        const found = await documentIds();
        return found.ok ? withoutEntry(tables, found.value) : found;
      },
      onChange: listener => {
        channel?.addEventListener('message', listener);
        return () => channel?.removeEventListener('message', listener);
      },
    },
    profile: { get: () => profile.get('profile'), set: value => profile.set('profile', value) },
    preferences: {
      get: () => preferences.get('preferences'),
      set: value => preferences.set('preferences', value),
    },
    access: { get: id => access.get(id), set: (id, value) => access.set(id, value) },
    alignments: {
      list: () => listAlignments(tables),
      put: async stored => withoutValue(await tables.change('alignments', placeKey(stored.of), () => stored)),
      remove: async of => withoutValue(await tables.change('alignments', placeKey(of), () => undefined)),
    },
    waitingJoin: {
      get: () => waitingJoin.get('waiting-join'),
      set: value => (value ? waitingJoin.set('waiting-join', value) : waitingJoin.remove('waiting-join')),
    },
    lastOpened: {
      get: () => lastOpened.get('last-opened'),
      set: id => (id ? lastOpened.set('last-opened', id) : lastOpened.remove('last-opened')),
    },
    blobs: blobTable(tables),
    screenshots: screenshotTable(tables),
    events: eventTable(tables),
    identity: () => deviceIdentity(tables),
    attachDocument: (id, document) => attachDocument(id, document, environment),
    close: () => {
      channel?.close();
      tables.close();
    },
  };
}

/** Without a database there is no document to delete. */
const isNothingThere = (error: AppError, tables: Tables): boolean =>
  tables.keeps === 'memory' && error.code === 'disk/unavailable';
