import { z } from 'zod';
import { shownName } from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isUserId, type SessionId, type UserId } from '../../shared/ids.ts';
import type { RecordStore, RecordValue } from '../../shared/ports.ts';
import type { AccessChanges } from './changes.ts';
import { type GivenRole, isAtLeast, type Members } from './members.ts';
import type { LiveRecord, Sessions } from './sessions.ts';

/** Requests that a session holds at most. */
const REQUESTS_MAX_COUNT = 50;

const record = z.object({
  role: z.enum(['editor', 'viewer']),
  /** `place`: to be let into a session that is full. */
  asks: z.enum(['role', 'place']).default('role'),
  name: shownName,
  /** ms since epoch */
  at: z.number(),
});

/** A person's request to the host for a role, or for a place. */
export type PendingRequest = z.output<typeof record> & { readonly user: UserId };

function read(user: string, value: RecordValue | undefined): PendingRequest | undefined {
  const parsed = record.safeParse(value);
  return parsed.success && isUserId(user) ? { ...parsed.data, user } : undefined;
}

/** The requests to hosts, one for each person. */
export class AccessRequests {
  readonly #store: RecordStore;
  readonly #sessions: Sessions;
  readonly #members: Members;
  readonly #changes: AccessChanges;

  constructor(store: RecordStore, sessions: Sessions, members: Members, changes: AccessChanges) {
    this.#store = store;
    this.#sessions = sessions;
    this.#members = members;
    this.#changes = changes;
  }

  /** Returns the requests in the order of the people's ids. */
  async list(id: SessionId): Promise<readonly PendingRequest[]> {
    const prefix = `${id}/`;
    const rows = await this.#store.list('requests', { prefix, limit: REQUESTS_MAX_COUNT });
    return rows.flatMap(([key, value]) => read(key.slice(prefix.length), value) ?? []);
  }

  /**
   * Records a request of a member, or of a former one; for a place only of a member. A new request replaces
   * an earlier one. Fails with `api/forbidden` for a stranger and with `api/bad-request` for a role that the
   * person has already.
   */
  async ask(
    id: SessionId,
    session: LiveRecord,
    user: UserId,
    { role, asks }: { readonly role: GivenRole; readonly asks: PendingRequest['asks'] },
  ): Promise<Result<PendingRequest>> {
    const member = await this.#members.get(id, user);
    const name = member?.name ?? (await this.#members.removed(id, user))?.name;
    if (name === undefined || (asks === 'place' && !member)) return fail('api/forbidden', 'not a member');
    const mayEdit = member?.role === 'host' || session.policy.allow_editing;
    const hasRole = member && isAtLeast(member.role, role) && (mayEdit || role === 'viewer');
    if (asks === 'role' && hasRole) {
      return fail('api/bad-request', `you are ${member.role} already`);
    }
    const known = await this.list(id);
    if (known.length >= REQUESTS_MAX_COUNT && !known.some(each => each.user === user)) {
      return fail('api/too-fast', 'too many people ask the host');
    }
    const request = { role, asks, name, at: Date.now() };
    const asked = { type: 'put', collection: 'requests', key: `${id}/${user}`, value: request } as const;
    const written = await this.#sessions.write(id, [asked]);
    if (!written.ok) return written;
    this.#changes.emit({ type: 'requests-changed', session: id });
    return ok({ ...request, user });
  }

  async get(id: SessionId, user: UserId): Promise<PendingRequest | undefined> {
    return read(user, await this.#store.get('requests', `${id}/${user}`));
  }

  /** Settles a request for a place: the person is in. */
  async settlePlace(id: SessionId, user: UserId): Promise<void> {
    if ((await this.get(id, user))?.asks === 'place') await this.#settle(id, user);
  }

  /**
   * Grants or declines a request for the host. Granted, the person is a member with that role. Fails with
   * `api/not-found` where there is none.
   */
  async answer(id: SessionId, user: UserId, isGranted: boolean, by: UserId): Promise<Result<void>> {
    const request = await this.get(id, user);
    if (!request) return fail('api/not-found');
    if (isGranted && request.asks === 'role') {
      const admitted = await this.#members.admit(id, user, request.role, { by });
      if (!admitted.ok) return admitted;
    }
    await this.#settle(id, user);
    return ok(undefined);
  }

  async #settle(id: SessionId, user: UserId): Promise<void> {
    await this.#store.write([{ type: 'remove', collection: 'requests', key: `${id}/${user}` }]);
    this.#changes.emit({ type: 'requests-changed', session: id });
  }
}
