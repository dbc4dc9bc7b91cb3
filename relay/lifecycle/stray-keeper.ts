import * as encoding from 'lib0/encoding';
import type { SessionId } from '../../shared/ids.ts';
import type { RecordStore, StoredRows } from '../../shared/ports.ts';
import { CorruptData } from '../storage/index.ts';
import { STRAYS_FOLDER, type Stray, type StrayKind, Strays } from './strays.ts';

/**
 * The state of a session by its record alone. `unknown` only where there is none: one that cannot be read may
 * be a newer relay's.
 */
export type RecordState = 'active' | 'archived' | 'deleted' | 'unknown' | 'unreadable';

/** One check for strays. */
export interface StrayCheck {
  /** By the relay's `SeenClock`. */
  readonly now: number;
  /** At a start nothing is deleted for its age. */
  readonly isStart: boolean;
}

export interface StrayKeeperOptions {
  readonly store: RecordStore;
  /** Undefined where storage is in memory: strays stay where they are. */
  readonly folder: string | undefined;
  /** The age at which strays are deleted. Undefined: none are. */
  readonly strayAfterMs: number | undefined;
  readonly stateOf: (id: SessionId) => Promise<RecordState>;
  /** Runs `work` while nothing changes the session's record. */
  readonly exclusively: <T>(id: SessionId, work: () => Promise<T>) => Promise<T>;
  readonly onNotice: (message: string, error?: unknown) => void;
}

const DAY_MS = 86_400_000;
const PREFIX = 'nobody/';
const nameOf = (id: SessionId): string => PREFIX + id;
const totalsText = ({ files, bytes }: { files: number; bytes: number }): string =>
  `${files === 1 ? 'one file' : `${files} files`}, ${bytes} bytes`;

const keptFor = (strayAfterMs: number | undefined): string =>
  strayAfterMs === undefined
    ? 'for good'
    : `for ${Math.ceil(strayAfterMs / DAY_MS)} days of the relay’s running, ` +
      `until ${new Date(Date.now() + strayAfterMs).toISOString().slice(0, 10)} at the earliest`;

/**
 * Keeps what seems to belong to no session. A missing record may be damage; only a tombstone says that a
 * session was deleted. So files are moved aside and everything else stays where it is, until the record is
 * there again or the relay has seen it missing for long. Since when is kept in the store itself, by session:
 * another store begins to count anew.
 */
export class StrayKeeper {
  readonly #options: StrayKeeperOptions;
  readonly #strays: Strays | undefined;

  constructor(options: StrayKeeperOptions) {
    this.#options = options;
    this.#strays = options.folder === undefined ? undefined : new Strays(options.folder);
  }

  /**
   * Whether a session has been unknown for longer than anything is kept for it; begins to count where it was
   * not unknown before.
   */
  async isExpired(id: SessionId, { now, isStart }: StrayCheck): Promise<boolean> {
    const { store, strayAfterMs } = this.#options;
    const since = await this.#since(id);
    // A store from before this clock was kept, or damage: nothing grows older by it.
    if (since === undefined || since > now) {
      await store.put('relay', nameOf(id), { since: now });
      return false;
    }
    return !isStart && strayAfterMs !== undefined && now - since > strayAfterMs;
  }

  /**
   * Moves a file or folder of an unknown session aside, under the session's mutex. A failure is logged: it
   * then stays where it is.
   */
  async setAside(kind: StrayKind, from: string, id: SessionId, check: StrayCheck): Promise<void> {
    const { onNotice, strayAfterMs } = this.#options;
    try {
      const taken = await this.#move(kind, from, id, check);
      if (taken === undefined) return;
      onNotice(
        `files of a session that has no record were moved to ${STRAYS_FOLDER}/${taken}: ` +
          `kept ${keptFor(strayAfterMs)}, and put back by themselves once the record is there`,
      );
    } catch (error) {
      onNotice(`files of a session that has no record could not be moved aside: ${kind}/${from}`, error);
    }
  }

  /**
   * Moves an archive aside that cannot be read, under the session's mutex. Rejects where it cannot be moved:
   * it then stays where it is.
   */
  async keepArchive(id: SessionId, check: StrayCheck): Promise<void> {
    const kept = await this.#move('archive', id, id, check);
    if (kept === undefined) return;
    this.#options.onNotice(`an archive that cannot be read was kept as ${STRAYS_FOLDER}/${kept}`);
  }

  /** Returns its new name and size; undefined where there was nothing, or storage is in memory. */
  async #move(kind: StrayKind, from: string, id: SessionId, check: StrayCheck): Promise<string | undefined> {
    const taken = await this.#strays?.moveIn(kind, from);
    if (!taken) return undefined;
    await this.isExpired(id, check);
    return `${taken.name} (${totalsText(taken.size)})`;
  }

  /**
   * Writes rows aside that cannot be read, under the session's mutex. Rejects where they cannot be written.
   */
  async keepRows(id: SessionId, { snapshot, updates }: StoredRows, check: StrayCheck): Promise<void> {
    if (!this.#strays || (!snapshot && updates.length === 0)) return;
    const rows = updates.map(([number, bytes]) => ({ number, bytes }));
    const name = await this.#strays.write(
      id,
      encoding.encode(encoder => encoding.writeAny(encoder, { snapshot, updates: rows })),
    );
    await this.isExpired(id, check);
    this.#options.onNotice(
      `what lay there of a document that cannot be read was kept as ${STRAYS_FOLDER}/${name}`,
    );
  }

  /**
   * Checks all strays: moves those back whose session is there again, deletes those whose session was deleted
   * or has been unknown for long. Returns how many it deleted.
   */
  async sweep(check: StrayCheck): Promise<number> {
    let dropped = 0;
    for (const stray of (await this.#strays?.list()) ?? []) {
      const isDropped = await this.#options.exclusively(stray.id, () => this.#settle(stray, check));
      if (isDropped) dropped += 1;
    }
    await this.#forgetKnown();
    return dropped;
  }

  /** Deletes all strays of a session that was deleted. */
  async drop(id: SessionId): Promise<void> {
    for (const stray of (await this.#strays?.list()) ?? []) {
      if (stray.id === id) await this.#strays?.drop(stray);
    }
    await this.#forget(id);
  }

  /**
   * Forgets since when sessions were unknown that are known again and have no strays: should one ever be
   * unknown again, that begins then.
   */
  async #forgetKnown(): Promise<void> {
    const aside = new Set(((await this.#strays?.list()) ?? []).map(({ id }) => id));
    for (const [key] of await this.#options.store.list('relay', { prefix: PREFIX })) {
      const id = key.slice(PREFIX.length) as SessionId;
      if (!aside.has(id) && (await this.#options.stateOf(id)) !== 'unknown') await this.#forget(id);
    }
  }

  async #forget(id: SessionId): Promise<void> {
    const { store } = this.#options;
    if ((await this.#since(id)) === undefined) return;
    await store.write([{ type: 'remove', collection: 'relay', key: nameOf(id) }]);
  }

  async #settle(stray: Stray, check: StrayCheck): Promise<boolean> {
    const { onNotice, stateOf } = this.#options;
    const strays = this.#strays as Strays;
    const state = await stateOf(stray.id);
    if (state === 'deleted') {
      await strays.drop(stray);
      await this.#forget(stray.id);
      return true;
    }
    // The rows of an active session are newer than its archive, which then stays aside for its time.
    const isWanted = stray.kind === 'blobs' || (stray.kind === 'archive' && state !== 'active');
    if (isWanted && state !== 'unknown' && (await strays.moveBack(stray))) {
      onNotice(`the session is there again: ${STRAYS_FOLDER}/${stray.name} was put back`);
      await this.#forget(stray.id);
      return false;
    }
    if (!(await this.isExpired(stray.id, check))) return false;
    const size = await strays.size(stray);
    await strays.drop(stray);
    onNotice(
      `${STRAYS_FOLDER}/${stray.name} belonged to no session for long, and is deleted (${totalsText(size)})`,
    );
    return true;
  }

  async #since(id: SessionId): Promise<number | undefined> {
    try {
      const { since } = (await this.#options.store.get('relay', nameOf(id))) ?? {};
      return typeof since === 'number' ? since : undefined;
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error;
      return undefined;
    }
  }
}
