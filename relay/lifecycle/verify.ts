import { ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import { COLLECTIONS, SESSION_COLLECTIONS } from '../../shared/ports.ts';
import { readSessionRecord, type SessionRecord } from '../access/index.ts';
import {
  CorruptData,
  documentProblem,
  openStorageToRead,
  STORE_FILE,
  type Storage,
} from '../storage/index.ts';
import { ARCHIVE_FOLDER, readArchive } from './archive-file.ts';
import { Strays } from './strays.ts';

/** A finding: something that is not as it should be. No content, no keys. */
export interface Finding {
  /** Where: a kind of thing and its name. */
  readonly place: string;
  readonly problem: string;
}

export interface Verified {
  /** Those that were deleted not among them. */
  readonly sessions: number;
  readonly archives: number;
  readonly blobs: number;
  readonly findings: readonly Finding[];
  /** The strays, which are no damage; undefined where there are none. */
  readonly strays?: { readonly count: number; readonly bytes: number } | undefined;
}

const PAGE_COUNT = 1_000;

/**
 * Reads everything in a data folder that no relay is using: every session loads and decodes, every file opens
 * to its end, every record belongs to something. Changes nothing, and works where nothing can be written.
 * Damage that makes the store unreadable as a whole is a finding as well. Fails where the folder cannot be
 * opened for another reason.
 */
export async function verifyFolder(options: {
  readonly folder: string;
  readonly masterKey: Uint8Array | undefined;
  /** Called with the number of sessions read so far. */
  readonly onProgress?: (sessions: number) => void;
  /** Called with what is read next: a process that a damaged disk ends has reported where it was. */
  readonly onPlace?: (place: string) => void;
}): Promise<Result<Verified>> {
  const findings: Finding[] = [];
  const unreadable = new Set<string>();
  const onUnreadable = ({ message }: CorruptData): void => {
    // A record is looked at more than once, and a key for everything that it seals.
    if (!unreadable.has(message)) findings.push({ place: 'records', problem: message });
    unreadable.add(message);
  };
  const opened = await openStorageToRead({ ...options, onUnreadable }, true);
  if (!opened.ok && opened.error.code === 'store/damaged') {
    const problems = (opened.error.detail ?? 'it cannot be read').split('; ');
    const damages = problems.map(problem => ({ place: STORE_FILE, problem }));
    return ok({ sessions: 0, archives: 0, blobs: 0, findings: damages });
  }
  if (!opened.ok) return opened;
  const { storage, doubts } = opened.value;
  for (const problem of doubts) findings.push({ place: STORE_FILE, problem });
  try {
    return ok(await new Check(storage, findings, options.onPlace).all(options.onProgress));
  } finally {
    await storage.store.close();
  }
}

/** `unreadable`: there is a record, and nobody knows what it says. */
type State = SessionRecord['state'] | 'unreadable' | undefined;

class Check {
  readonly #storage: Storage;
  readonly #findings: Finding[];
  readonly #onPlace: ((place: string) => void) | undefined;
  /** The states of the sessions that were read; undefined: there is no record. */
  readonly #states = new Map<string, State>();

  constructor(storage: Storage, findings: Finding[], onPlace?: (place: string) => void) {
    this.#storage = storage;
    this.#findings = findings;
    this.#onPlace = onPlace;
  }

  async all(onProgress: ((sessions: number) => void) | undefined): Promise<Verified> {
    await this.#records('sessions');
    for (const collection of COLLECTIONS) if (collection !== 'sessions') await this.#records(collection);
    for (const id of await this.#storage.store.documents()) {
      const state = await this.#stateOf(id);
      if (state !== 'active' && state !== 'unreadable') {
        this.#find(`document ${id}`, 'it belongs to no active session');
      }
    }
    const live = [...this.#states].filter(([, state]) => state === 'active' || state === 'archived');
    let [through, archives] = [0, 0];
    for (const [id, state] of live as [SessionId, State][]) {
      if (state === 'archived') {
        archives += 1;
        await this.#archive(id);
      } else await this.#document(id);
      through += 1;
      onProgress?.(through);
    }
    await this.#strayArchives();
    const [blobs, strays] = [await this.#blobs(), await this.#strays()];
    return { sessions: live.length, archives, blobs, findings: this.#findings, strays };
  }

  async #records(collection: (typeof COLLECTIONS)[number]): Promise<void> {
    this.#onPlace?.(`the records “${collection}”`);
    const isSessions = (SESSION_COLLECTIONS as readonly string[]).includes(collection);
    let after: string | undefined;
    for (;;) {
      const page = await this.#storage.store.list(collection, {
        limit: PAGE_COUNT,
        ...(after === undefined ? {} : { after }),
      });
      for (const [key, value] of page) {
        if (collection === 'sessions') {
          const record = readSessionRecord(value);
          this.#states.set(key, record ? record.state : 'unreadable');
          if (!record) this.#find(`sessions/${key}`, 'it is no record of a session');
        }
        if (isSessions) await this.#owned(`${collection}/${key}`, key.split('/', 1)[0] as string);
        if (collection === 'keys' && this.#states.get(key) === 'deleted') {
          this.#find(`keys/${key}`, 'the session was deleted, its key was not');
        }
        if (collection === 'codes') await this.#owned(`${collection}/${key}`, String(value.session));
        if (collection === 'memberships') {
          await this.#owned(`${collection}/${key}`, String(key.split('/')[1]));
        }
      }
      after = page.at(-1)?.[0];
      if (after === undefined) return;
    }
  }

  /** Reads the record itself where the list has left it out. */
  async #stateOf(id: string): Promise<State> {
    if (!this.#states.has(id)) {
      let state: State;
      try {
        await this.#storage.store.get('sessions', id);
      } catch (error) {
        if (!(error instanceof CorruptData)) throw error;
        state = 'unreadable';
      }
      this.#states.set(id, state);
    }
    return this.#states.get(id);
  }

  async #owned(place: string, id: string): Promise<void> {
    const state = await this.#stateOf(id);
    if (state === undefined || state === 'deleted') this.#find(place, 'it belongs to no session');
  }

  async #document(id: SessionId): Promise<void> {
    await this.#try(`document ${id}`, async () => {
      const stored = await this.#storage.store.load(id);
      const problem = stored && documentProblem(stored);
      if (problem) this.#find(`document ${id}`, problem);
    });
  }

  async #archive(id: SessionId): Promise<void> {
    await this.#try(`archive ${id}`, async () => {
      const { document } = await readArchive(this.#storage, id);
      const problem = document && documentProblem(document);
      if (problem) this.#find(`archive ${id}`, problem);
    });
  }

  async #strayArchives(): Promise<void> {
    for (const { name, isDraft } of await this.#storage.files.list(ARCHIVE_FOLDER)) {
      if (isDraft) this.#find(`archive ${name}`, 'it is unfinished');
      else {
        const state = await this.#stateOf(name);
        if (state !== 'archived' && state !== 'unreadable') {
          this.#find(`archive ${name}`, 'the session is not archived');
        }
      }
    }
  }

  async #blobs(): Promise<number> {
    const { blobs, blobFiles } = this.#storage;
    let count = 0;
    for (const id of await blobFiles.folders()) {
      await this.#owned(`blobs of ${id}`, id);
      if (!isSessionId(id)) continue;
      for (const [name] of await blobs.list(id)) {
        count += 1;
        await this.#try(`blob ${id}/${name}`, async () => {
          for await (const _piece of (await blobs.read(id, name)) ?? []);
        });
      }
    }
    return count;
  }

  async #strays(): Promise<Verified['strays']> {
    const { folder } = this.#storage;
    const strays = folder === undefined ? undefined : new Strays(folder);
    const found = (await strays?.list()) ?? [];
    let bytes = 0;
    for (const each of found) bytes += (await strays?.size(each))?.bytes ?? 0;
    return found.length === 0 ? undefined : { count: found.length, bytes };
  }

  async #try(place: string, work: () => Promise<void>): Promise<void> {
    this.#onPlace?.(place);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error;
      this.#find(place, error.message);
    }
  }

  #find(place: string, problem: string): void {
    this.#findings.push({ place, problem });
  }
}
