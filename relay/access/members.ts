import { randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { isRole, ROLES, type Role } from '../../shared/session/index.ts';
import type { RecordStore } from './records.ts';

/** What the relay knows of a session beside its document. */
export interface SessionRecord {
  readonly host: UserId;
  /** ISO 8601 */
  readonly created: string;
}

/** A user id for somebody who brought no key: nothing but this relay's word. */
export const mintUserId = (): UserId => randomBytes(32).toString('base64url') as UserId;

const memberKey = (session: SessionId, user: UserId): string => `${session}/${user}`;

/** Roles from the most to the least powerful, as `ROLES` lists them. */
const higher = (a: Role, b: Role): Role => (ROLES.indexOf(a) <= ROLES.indexOf(b) ? a : b);

/** Sessions and who belongs to them. This, and never the document, is where authority lives. */
export class Members {
  readonly #store: RecordStore;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  async session(id: SessionId): Promise<SessionRecord | undefined> {
    return (await this.#store.get('sessions', id)) as SessionRecord | undefined;
  }

  /** Registers a session for its host; the same host may ask again. Answers whether it is new; fails with `api/conflict` for anybody else. */
  async register(
    id: SessionId,
    host: UserId,
    created: string,
    device: string | undefined,
  ): Promise<Result<{ readonly session: SessionRecord; readonly isNew: boolean }>> {
    const record = { host, created, ...(device === undefined ? {} : { device }) };
    const isNew = await this.#store.put('sessions', id, record, true);
    const session = isNew ? record : await this.session(id);
    if (!session || session.host !== host) return fail('api/conflict');
    return ok({ session, isNew });
  }

  /** Undefined for somebody who does not belong to the session. */
  async roleOf(session: SessionId, user: UserId): Promise<Role | undefined> {
    const record = await this.session(session);
    if (!record) return undefined;
    if (record.host === user) return 'host';
    const role = (await this.#store.get('members', memberKey(session, user)))?.role;
    return isRole(role) ? role : undefined;
  }

  /** Makes somebody a member, or lifts a member's role; never lowers it. Answers the role that holds. */
  async admit(session: SessionId, user: UserId, role: Role): Promise<Role> {
    const before = await this.roleOf(session, user);
    const now = before ? higher(before, role) : role;
    if (now !== before) {
      await this.#store.put('members', memberKey(session, user), {
        role: now,
        joined: new Date().toISOString(),
      });
    }
    return now;
  }
}
