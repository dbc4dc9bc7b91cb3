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

/** Sessions from before there were epochs are all in their first one. */
const FIRST_EPOCH = '1';

const liveSession = z.object({
  state: z.enum(['active', 'archived']).default('active'),
  /**
   * Who put it away last: its host, so that a person has to open it again, or the sweep, which decided for
   * nobody.
   */
  archivedBy: z.enum(['host', 'sweep']).default('sweep'),
  host: userId,
  created: isoTime,
  device: z.string().nullable().default(null),
  /** The document's name when it was last put away: a list of sessions does not load them. */
  name: shownName.default(''),
  /**
   * When somebody last read it, wrote it or was in it, by the relay's `SeenClock`; rounded to
   * `ACCESSED_STEP_MS`. 0: nobody knows.
   */
  accessed: z.number().default(0),
  /**
   * The same by the machine's clock, in ms since epoch: for people to read. Records from before have one time
   * for both.
   */
  accessedAt: z.number().optional(),
  /** Names one history of the document; a restored relay begins a new one. */
  epoch: z.string().default(FIRST_EPOCH),
  /**
   * False: whoever created it brought no device's proof. Sessions from before that was noted count as proven.
   */
  proven: z.boolean().default(true),
  /** Bytes that came into it, of one that is not proven: added up, and now and then written down. */
  stored: z.number().default(0),
  /** As a newer relay wrote it: what this one does not know of it is no reason not to read the rest. */
  policy: sessionPolicy.strip().default({ max_participants: 10, allow_editing: true }),
});
const record = z.union([z.object({ state: z.literal('deleted'), deleted: isoTime }), liveSession]);

/** What the relay knows of a session beside its document. */
export type LiveRecord = Omit<z.output<typeof liveSession>, 'host' | 'policy' | 'accessedAt'> & {
  readonly host: UserId;
  readonly policy: SessionPolicy;
  readonly accessedAt?: number | undefined;
};
/** A deleted session leaves this, so that no device brings it back. */
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

/** Reads what is in the collection `sessions`; undefined for what is no record of a session. */
export function readSessionRecord(value: RecordValue | undefined): SessionRecord | undefined {
  const read = record.safeParse(value);
  return read.success ? (read.data as SessionRecord) : undefined;
}

/** ISO 8601: when somebody last used a session, for people to read. */
export const lastAccessed = ({ accessed, accessedAt }: LiveRecord): string =>
  new Date(accessedAt ?? accessed).toISOString();

/** A device's clock may be ahead of the relay's: nothing was born after it was registered. ISO 8601. */
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

/** How exact `accessed` is: a session that is in use is not written for every glance. */
const ACCESSED_STEP_MS = 60_000;

/** The relay's sessions, by their records. This, and never the document, is where authority lives. */
export class Sessions {
  readonly #store: RecordStore;
  readonly #changes: AccessChanges;
  /** By which sessions, and whatever else is kept for a time, grow old. */
  readonly clock: SeenClock;
  readonly #mutex = new KeyedMutex();
  /** Being erased, and what everybody hears who asks for them meanwhile. */
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
   * Fails with `api/not-found`, with `api/deleted` for one that was here, and with `api/unavailable` for one
   * that is being let go.
   */
  async live(id: SessionId): Promise<Result<LiveRecord>> {
    const session = await this.get(id);
    if (!session) return fail('api/not-found');
    if (session.state === 'deleted') return fail('api/deleted');
    const ending = this.#ending.get(id);
    return ending ? fail(ending) : ok(session);
  }

  /**
   * Registers a session for its host; the same host may ask again. One that was born in the future was born
   * now; `isProven` is true where it is left out: an operator brings it. Fails with `api/conflict` for
   * anybody else, and as `live` does for one that is deleted or let go.
   */
  async register(
    id: SessionId,
    host: UserId,
    born: SessionOrigin,
  ): Promise<Result<{ readonly session: LiveRecord; readonly isNew: boolean }>> {
    // At once: erasing has the turn, and may take long.
    const ending = this.#ending.get(id);
    if (ending) return fail(ending);
    // In its turn: the files of one that is let go are gone before another of the same id can have any.
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
   * or none; changes of one session wait for each other. Fails as `live` does.
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

  /** Keeps what its document says that it is called. Fails as `live` does. */
  rename(id: SessionId, name: string): Promise<Result<LiveRecord>> {
    return this.change(id, session => (session.name === name ? session : { ...session, name }));
  }

  /** Runs `work` with the record as it is; nothing else changes it meanwhile. Fails as `live` does. */
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
   * Runs `erase` once everything that was changing the session is through; from before that on everybody
   * hears `meanwhile` in its place, so that nobody comes in and nothing is written beside. Fails as `live`
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

  /** Somebody is here: the time until it is put away starts again. */
  async touch(id: SessionId, now = this.clock.now()): Promise<void> {
    await this.change(id, session =>
      // One that is still to come is from a clock that was wrong.
      Math.abs(now - session.accessed) < ACCESSED_STEP_MS
        ? session
        : { ...session, accessed: now, accessedAt: Date.now() },
    );
  }

  /** What a session's record says of its use when somebody uses it now. */
  accessedNow(): Pick<LiveRecord, 'accessed' | 'accessedAt'> {
    return { accessed: this.clock.now(), accessedAt: Date.now() };
  }

  /** In the order of their ids, deleted ones left out. */
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
