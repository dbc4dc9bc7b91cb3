import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { shownName } from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isUserId, type SessionId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RecordChange, RecordStore, RecordValue } from '../../shared/ports.ts';
import { ROLES, type Role } from '../../shared/session/index.ts';
import type { AccessChanges } from './changes.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { LiveRecord, Sessions } from './sessions.ts';

/** A role that can be given; the host is named by the session's record. */
export type GivenRole = Exclude<Role, 'host'>;

const present = z.object({
  state: z.literal('in').default('in'),
  role: z.enum(['editor', 'viewer']),
  joined: z.string(),
  /** Tokens from before this, in ms since epoch, are dead: they are of an earlier membership. */
  since: z.number().default(0),
  name: shownName.default(''),
  /** When the person was last seen, in ms since epoch; written now and then, not each time. */
  seen: z.number().nullable().default(null),
});
const removed = z.object({ state: z.literal('removed'), at: z.number(), name: shownName });
const record = z.union([removed, present]);
type MemberRecord = z.output<typeof record>;
type PresentRecord = z.output<typeof present>;

/** A person who belongs to a session. */
export interface SessionMember {
  readonly user: UserId;
  readonly role: Role;
  readonly name: string;
  /** ISO 8601 */
  readonly joined: string;
  /** ms since epoch; tokens from before it are dead. */
  readonly since: number;
  /** ms since epoch */
  readonly seen: number | undefined;
}

/** Returns a user id for a person without a key: nothing but this relay's word. */
export const newUserId = (): UserId => randomBytes(32).toString('base64url') as UserId;

const memberKey = (session: SessionId, user: UserId): string => `${session}/${user}`;

/**
 * Whether `role` is at least as powerful as `other`. `ROLES` lists them from the most to the least powerful.
 */
export const isAtLeast = (role: Role, other: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(other);

function read(value: RecordValue | undefined): MemberRecord | undefined {
  const parsed = record.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function view(session: LiveRecord, user: UserId, found: MemberRecord | undefined): SessionMember | undefined {
  const isHost = session.host === user;
  if (!isHost && found?.state !== 'in') return undefined;
  const own = found?.state === 'in' ? found : undefined;
  return {
    user,
    role: isHost ? 'host' : (own?.role ?? 'viewer'),
    name: own?.name ?? '',
    joined: own?.joined ?? session.created,
    since: own?.since ?? 0,
    seen: own?.seen ?? undefined,
  };
}

/** Returns the member record of a host, which may not have one beside the session's record. */
function hostRecord({ created }: LiveRecord, found: MemberRecord | undefined): PresentRecord {
  if (found?.state === 'in') return found;
  return { state: 'in', role: 'editor', joined: created, since: 0, name: '', seen: null };
}

const recordsOf = (id: SessionId, user: UserId, value: MemberRecord): readonly RecordChange[] => [
  { type: 'put', collection: 'members', key: memberKey(id, user), value },
  { type: 'put', collection: 'memberships', key: `${user}/${id}`, value: {} },
];

/** The members of sessions, and their roles. */
export class Members {
  readonly #store: RecordStore;
  readonly #sessions: Sessions;
  readonly #changes: AccessChanges;
  /** By session: how many members there are, and who is host, concerns them all. */
  readonly #mutex = new KeyedMutex();

  constructor(store: RecordStore, sessions: Sessions, changes: AccessChanges) {
    this.#store = store;
    this.#sessions = sessions;
    this.#changes = changes;
  }

  /** Returns a member; undefined for a person who does not belong to the session, or not any more. */
  async get(id: SessionId, user: UserId): Promise<SessionMember | undefined> {
    const session = await this.#sessions.live(id);
    return session.ok ? view(session.value, user, await this.#read(id, user)) : undefined;
  }

  /**
   * Returns when the host removed this person, in ms since epoch, and their name; undefined for everybody
   * else.
   */
  async removed(
    id: SessionId,
    user: UserId,
  ): Promise<{ readonly at: number; readonly name: string } | undefined> {
    const found = await this.#read(id, user);
    return found?.state === 'removed' ? found : undefined;
  }

  /** Returns all members, in the order of their ids. */
  async list(id: SessionId): Promise<readonly SessionMember[]> {
    const session = await this.#sessions.live(id);
    if (!session.ok) return [];
    const { host } = session.value;
    const rows = await this.#store.list('members', { prefix: `${id}/` });
    const records = new Map(rows.map(([key, value]) => [key.slice(id.length + 1), read(value)]));
    if (!records.has(host)) records.set(host, undefined);
    return [...records]
      .filter((row): row is [UserId, MemberRecord | undefined] => isUserId(row[0]))
      .map(([user, found]) => view(session.value, user, found))
      .filter(member => member !== undefined);
  }

  /**
   * Whether this person may register a session that has no record: nobody has ever belonged to it, or they
   * have as an editor, and may have been the host, who was lost with the record. Viewers and removed people
   * may not.
   */
  async mayRegister(id: SessionId, user: UserId): Promise<boolean> {
    const own = await this.#read(id, user);
    if (own) return own.state === 'in' && own.role === 'editor';
    return (await this.#store.list('members', { prefix: `${id}/`, limit: 1, isWhole: true })).length === 0;
  }

  /**
   * Whether nobody but its host ever belonged to it, removed ones included. False for one that is not here,
   * or whose host is missing among its members. Rejects with `CorruptData` where one of them cannot be read:
   * that may be anybody.
   */
  async hasOnlyHost(id: SessionId): Promise<boolean> {
    const session = await this.#sessions.live(id);
    if (!session.ok) return false;
    const rows = await this.#store.list('members', { prefix: `${id}/`, limit: 2, isWhole: true });
    return rows.length > 0 && rows.every(([key]) => key === memberKey(id, session.value.host));
  }

  /**
   * Returns the sessions that a person has belonged to, in the order of their ids, after `after`. Some may be
   * gone.
   */
  async sessionsOf(user: UserId, after: string | undefined, limit: number): Promise<readonly SessionId[]> {
    const prefix = `${user}/`;
    const rows = await this.#store.list('memberships', {
      prefix,
      limit,
      ...(after === undefined ? {} : { after: prefix + after }),
    });
    return rows.map(([key]) => key.slice(prefix.length) as SessionId);
  }

  /**
   * Makes a person a member, or raises a member's role; never lowers it. Also admits a removed person again.
   * Fails with `api/full`.
   */
  admit(
    id: SessionId,
    user: UserId,
    role: GivenRole,
    as: { name?: string | undefined; by?: UserId } = {},
  ): Promise<Result<SessionMember>> {
    return this.#inTurn(id, user, async (session, found) => {
      const before = view(session, user, found);
      if (!found && !before && (await this.#count(id)) >= LIMITS.membersPerSessionCount) {
        return fail('api/full', `${LIMITS.membersPerSessionCount} people belong to this session`);
      }
      const own = found?.state === 'in' ? found : undefined;
      const now = Date.now();
      const kept = own && isAtLeast(own.role, role) ? own.role : role;
      const after: MemberRecord = {
        state: 'in',
        role: kept,
        joined: own?.joined ?? new Date(now).toISOString(),
        since: own?.since ?? now,
        name: as.name || (found?.name ?? ''),
        seen: own?.seen ?? null,
      };
      const written = await this.#write(id, user, after);
      if (!written.ok) return written;
      const member = view(session, user, after) as SessionMember;
      if (before?.role !== member.role) {
        const type = before ? 'member-changed' : 'member-joined';
        this.#changes.emit({ type, session: id, user, role: member.role, by: as.by ?? user });
      }
      return ok(member);
    });
  }

  /**
   * Sets a member's role. `host` hands the session over, and whoever was host becomes an editor. Fails with
   * `api/not-found` for a stranger, and with `api/forbidden` where the session would be left without a host.
   */
  async setRole(id: SessionId, user: UserId, role: Role, by: UserId): Promise<Result<SessionMember>> {
    const tell = (whose: UserId, now: Role): void =>
      this.#changes.emit({ type: 'member-changed', session: id, user: whose, role: now, by });
    return this.#inTurn(id, user, async (session, found): Promise<Result<SessionMember>> => {
      const before = view(session, user, found);
      if (!before) return fail('api/not-found');
      if (role === before.role) return ok(before);
      if (before.role === 'host') return fail('api/forbidden', 'make somebody else host first');
      if (role !== 'host' && found?.state === 'in') {
        const written = await this.#write(id, user, { ...found, role });
        if (!written.ok) return written;
        tell(user, role);
        return ok({ ...before, role });
      }
      // In one step, or a relay that is killed in between would leave the former host without a place.
      const handedOver = await this.#sessions.change(
        id,
        now => (now.host === by ? { ...now, host: user } : now),
        recordsOf(id, by, { ...hostRecord(session, await this.#read(id, by)), role: 'editor' }),
      );
      if (!handedOver.ok) return handedOver;
      // Two people were made host at once: the other one was first.
      if (handedOver.value.host !== user) return fail('api/forbidden', 'you are not host any more');
      tell(user, 'host');
      tell(by, 'editor');
      return ok({ ...before, role: 'host' });
    });
  }

  /**
   * Removes a member, whose tokens are dead from then on. Fails with `api/not-found`, and with
   * `api/forbidden` for the host.
   */
  remove(id: SessionId, user: UserId, by: UserId): Promise<Result<void>> {
    return this.#inTurn(id, user, async (session, found) => {
      const before = view(session, user, found);
      if (!before) return fail('api/not-found');
      if (before.role === 'host') return fail('api/forbidden', 'make somebody else host first');
      const gone = { state: 'removed', at: Date.now(), name: before.name } as const;
      const written = await this.#write(id, user, gone);
      if (!written.ok) return written;
      this.#changes.emit({ type: 'member-removed', session: id, user, by });
      return ok(undefined);
    });
  }

  /** Writes when a member was last seen. */
  async recordSeen(id: SessionId, user: UserId, at: number): Promise<void> {
    await this.#inTurn(id, user, async (_session, found) => {
      return found?.state === 'in' ? this.#write(id, user, { ...found, seen: at }) : ok(undefined);
    });
  }

  #inTurn<T>(
    id: SessionId,
    user: UserId,
    work: (session: LiveRecord, found: MemberRecord | undefined) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.#mutex.run(id, async () => {
      const session = await this.#sessions.live(id);
      return session.ok ? work(session.value, await this.#read(id, user)) : session;
    });
  }

  /** Counts people with a record, removed ones too. */
  async #count(id: SessionId): Promise<number> {
    const rows = await this.#store.list('members', {
      prefix: `${id}/`,
      limit: LIMITS.membersPerSessionCount,
    });
    return rows.length;
  }

  async #read(id: SessionId, user: UserId): Promise<MemberRecord | undefined> {
    return read(await this.#store.get('members', memberKey(id, user)));
  }

  #write(id: SessionId, user: UserId, value: MemberRecord): Promise<Result<void>> {
    return this.#sessions.write(id, recordsOf(id, user, value));
  }
}
