import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  isoTime,
  type PolicyChange,
  type SessionPolicy,
  sessionPolicy,
  shownName,
  userId,
} from '../../shared/api/index.ts';
import { type ErrorCode, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { RecordChange, RecordStore, RecordValue } from '../../shared/ports.ts';
import type { AccessChanges } from './changes.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { SeenClock } from './seen-clock.ts';

/** The epoch of sessions from before there were epochs. */
const FIRST_EPOCH = '1';

const liveSession = z.object({
  state: z.enum(['active', 'archived']).default('active'),
  /**
   * The one who archived it last: its host, so that a person has to open it again, or the sweep, which
   * decided for nobody.
   */
  archivedBy: z.enum(['host', 'sweep']).default('sweep'),
  host: userId,
  created: isoTime,
  device: z.string().nullable().default(null),
  /** The document's name when its room was last closed: a list of sessions does not load documents. */
  name: shownName.default(''),
  /**
   * When it was last read, written or joined, by the relay's `SeenClock`; rounded to `ACCESSED_STEP_MS`. 0:
   * unknown.
   */
  accessed: z.number().default(0),
  /**
   * The same by the machine's clock, in ms since epoch: for people to read. Older records have one time for
   * both.
   */
  accessedAt: z.number().optional(),
  /** The name of one history of the document; a restored relay begins a new one. */
  epoch: z.string().default(FIRST_EPOCH),
  /** False: it was created without a device's proof. Older sessions count as proven. */
  proven: z.boolean().default(true),
  /** Bytes that were stored in an unproven session: added up, and written now and then. */
  stored: z.number().default(0),
  /** Unknown fields are a newer relay's, and no reason not to read the rest. */
  policy: sessionPolicy.strip().default({ max_participants: 10, allow_editing: true }),
});
const record = z.union([z.object({ state: z.literal('deleted'), deleted: isoTime }), liveSession]);

/** The relay's record of a session, beside its document. */
export type LiveRecord = Omit<z.output<typeof liveSession>, 'host' | 'policy' | 'accessedAt'> & {
  readonly host: UserId;
  readonly policy: SessionPolicy;
  readonly accessedAt?: number | undefined;
};
/** The remains of a deleted session, so that no device brings it back. */
export interface Tombstone {
  readonly state: 'deleted';
  /** ISO 8601 */
  readonly deleted: string;
}
export type SessionRecord = LiveRecord | Tombstone;

export const newEpoch = (): string => randomBytes(12).toString('base64url');
export const tombstone = (now = new Date()): Tombstone & RecordValue => ({
  state: 'deleted',
  deleted: now.toISOString(),
});

/** Reads a record of the collection `sessions`; undefined for what is none. */
export function readSessionRecord(value: RecordValue | undefined): SessionRecord | undefined {
  const read = record.safeParse(value);
  return read.success ? (read.data as SessionRecord) : undefined;
}

/** Returns when a session was last used, for people to read. ISO 8601. */
export const lastAccessed = ({ accessed, accessedAt }: LiveRecord): string =>
  new Date(accessedAt ?? accessed).toISOString();

/**
 * Limits a time to now: a device's clock may be ahead, and nothing was created after it was registered. ISO
 * 8601.
 */
const notToCome = (created: string, now = Date.now()): string =>
  Date.parse(created) > now ? new Date(now).toISOString() : created;

/** The facts that a session is registered with. */
export interface SessionOrigin {
  /** ISO 8601 */
  readonly created: string;
  readonly device: string | undefined;
  /** Whether its host showed a device's proof. */
  readonly isProven?: boolean;
}

/** The precision of `accessed`: a session in use is not written for every glance. */
const ACCESSED_STEP_MS = 60_000;

/** The relay's sessions, by their records. Authority lives here, and never in the document. */
export class Sessions {
  readonly #store: RecordStore;
  readonly #changes: AccessChanges;
  /** The clock that sessions, and whatever else is kept for a time, age by. */
  readonly clock: SeenClock;
  readonly #mutex = new KeyedMutex();
  /** Sessions being erased, and the error that everybody gets for them meanwhile. */
  readonly #ending = new Map<SessionId, ErrorCode>();

  constructor(store: RecordStore, changes: AccessChanges, clock: SeenClock) {
    this.#store = store;
    this.#changes = changes;
    this.clock = clock;
  }

  async get(id: SessionId): Promise<SessionRecord | undefined> {
    return readSessionRecord(await this.#store.get('sessions', id));
  }

  /**
   * Returns a session's record. Fails with `api/not-found`, with `api/deleted` for one that was deleted, and
   * with `api/unavailable` for one that is being discarded.
   */
  async live(id: SessionId): Promise<Result<LiveRecord>> {
    const session = await this.get(id);
    if (!session) return fail('api/not-found');
    if (session.state === 'deleted') return fail('api/deleted');
    const ending = this.#ending.get(id);
    return ending ? fail(ending) : ok(session);
  }

  /**
   * Registers a session for its host; the same host may ask again. A creation time in the future becomes now;
   * `isProven` is true where it is left out: an operator brings it. Fails with `api/conflict` for anybody
   * else, and as `live` does for one that is deleted or being discarded.
   */
  async register(
    id: SessionId,
    host: UserId,
    born: SessionOrigin,
  ): Promise<Result<{ readonly session: LiveRecord; readonly isNew: boolean }>> {
    // At once: erasing holds the mutex, and may take long.
    const ending = this.#ending.get(id);
    if (ending) return fail(ending);
    // Under the mutex: the files of a discarded session are gone before another of the same id can have any.
    return this.exclusively(id, () => this.#register(id, host, born));
  }

  async #register(
    id: SessionId,
    host: UserId,
    born: SessionOrigin,
  ): Promise<Result<{ readonly session: LiveRecord; readonly isNew: boolean }>> {
    const ending = this.#ending.get(id);
    if (ending) return fail(ending);
    const fresh: LiveRecord = {
      state: 'active',
      archivedBy: 'sweep',
      host,
      created: notToCome(born.created),
      device: born.device ?? null,
      name: '',
      ...this.accessedNow(),
      epoch: newEpoch(),
      proven: born.isProven ?? true,
      stored: 0,
      policy: sessionPolicy.parse({}),
    };
    // Looked at first: what is sealed for a deleted session finds its key destroyed.
    const isKnown = (await this.#store.get('sessions', id)) !== undefined;
    if (!isKnown && (await this.#store.put('sessions', id, fresh, true))) {
      this.#changes.emit({ type: 'session-created', session: id, by: host, created: fresh.created });
      return ok({ session: fresh, isNew: true });
    }
    const session = await this.live(id);
    if (!session.ok) return session;
    return session.value.host === host ? ok({ session: session.value, isNew: false }) : fail('api/conflict');
  }

  /**
   * Writes what `change` makes of the record, and where that is another one the records `along` with it, all
   * or none. Fails as `live` does.
   */
  change(
    id: SessionId,
    change: (session: LiveRecord) => LiveRecord,
    along: readonly RecordChange[] = [],
  ): Promise<Result<LiveRecord>> {
    return this.withLive(id, async session => {
      const changed = change(session);
      if (changed !== session) {
        const record = { type: 'put', collection: 'sessions', key: id, value: { ...changed } } as const;
        await this.#store.write([record, ...along]);
      }
      return ok(changed);
    });
  }

  /**
   * Writes records of a session that is there, all or none: nothing is left behind one that is deleted
   * meanwhile. Fails as `live` does.
   */
  write(id: SessionId, changes: readonly RecordChange[]): Promise<Result<void>> {
    return this.withLive(id, async () => {
      await this.#store.write(changes);
      return ok(undefined);
    });
  }

  /** Writes the name that its document has. Fails as `live` does. */
  rename(id: SessionId, name: string): Promise<Result<LiveRecord>> {
    return this.change(id, session => (session.name === name ? session : { ...session, name }));
  }

  /** Runs `work` with the record, which nothing else changes meanwhile. Fails as `live` does. */
  withLive<T>(id: SessionId, work: (session: LiveRecord) => Promise<Result<T>>): Promise<Result<T>> {
    return this.exclusively(id, async () => {
      const session = await this.live(id);
      return session.ok ? work(session.value) : session;
    });
  }

  /** Runs `work` while nothing changes the session's record, whether there is one or not. */
  exclusively<T>(id: SessionId, work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(id, work);
  }

  /**
   * Runs `erase` once everything that was changing the session has finished; from before that on everybody
   * gets `meanwhile` in its place, so that nobody comes in and nothing is written beside. Fails as `live`
   * does, and with `api/in-use` where `mayEnd`, asked while nothing changes the record, says no.
   */
  async end(
    id: SessionId,
    mayEnd: (session: LiveRecord) => boolean,
    meanwhile: 'api/deleted' | 'api/unavailable',
    erase: () => Promise<void>,
  ): Promise<Result<void>> {
    const begun = await this.withLive(id, async session => {
      if (!mayEnd(session)) return fail('api/in-use');
      this.#ending.set(id, meanwhile);
      return ok(undefined);
    });
    if (!begun.ok) return begun;
    try {
      await erase();
      this.#changes.emit({ type: 'session-ended', session: id });
      return ok(undefined);
    } finally {
      this.#ending.delete(id);
    }
  }

  async setPolicy(id: SessionId, change: PolicyChange, by: UserId): Promise<Result<LiveRecord>> {
    const changed = await this.change(id, session => ({
      ...session,
      policy: {
        max_participants: change.max_participants ?? session.policy.max_participants,
        allow_editing: change.allow_editing ?? session.policy.allow_editing,
      },
    }));
    if (changed.ok) this.#changes.emit({ type: 'policy-changed', session: id, by });
    return changed;
  }

  /** Records use: the time until it is archived starts again. */
  async touch(id: SessionId, now = this.clock.now()): Promise<void> {
    await this.change(id, session =>
      // One that is still to come is from a clock that was wrong.
      Math.abs(now - session.accessed) < ACCESSED_STEP_MS
        ? session
        : { ...session, accessed: now, accessedAt: Date.now() },
    );
  }

  /** Returns the fields of a record that is used now. */
  accessedNow(): Pick<LiveRecord, 'accessed' | 'accessedAt'> {
    return { accessed: this.clock.now(), accessedAt: Date.now() };
  }

  /** Returns sessions in the order of their ids, without deleted ones. */
  async list(
    after: string | undefined,
    limit: number,
  ): Promise<readonly (readonly [SessionId, LiveRecord])[]> {
    const found: (readonly [SessionId, LiveRecord])[] = [];
    let from = after;
    while (found.length < limit) {
      const want = limit - found.length;
      const rows = await this.#store.list('sessions', {
        limit: want,
        ...(from === undefined ? {} : { after: from }),
      });
      for (const [id, value] of rows) {
        const session = readSessionRecord(value);
        if (session && session.state !== 'deleted') found.push([id as SessionId, session]);
      }
      // Not where it is short of some: a store leaves out what it cannot read.
      if (rows.length === 0) break;
      from = rows.at(-1)?.[0];
    }
    return found;
  }
}
