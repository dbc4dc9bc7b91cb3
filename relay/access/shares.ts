import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import type { RecordStore, RecordValue } from '../../shared/ports.ts';
import type { AccessChanges } from './changes.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { GivenRole, Members, SessionMember } from './members.ts';
import type { Sessions } from './sessions.ts';

/** Crockford's base32: no I, L, O, U, so that a code can be read aloud and typed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARS = 12;
/** Codes of one session at most. */
const SHARES_MAX_COUNT = 200;

const record = z.object({
  role: z.enum(['editor', 'viewer']),
  /** ms since epoch */
  created: z.number(),
  expires: z.number(),
  /** When it was made by the relay's `SeenClock`. */
  made: z.number().optional(),
  uses: z.number().int(),
  maxUses: z.number().int().nullable(),
  by: z.string(),
  /** The key of its entry in `codes`. */
  code: z.string(),
});

/** A share code's record, without the code itself. Times in ms since epoch. */
export type ShareRecord = z.output<typeof record>;

/**
 * Whether it will never admit anybody again, also once a clock that was wrong is set right. `seen`: by the
 * relay's `SeenClock`.
 */
const isOver = ({ created, expires, made }: ShareRecord, now: number, seen: number): boolean =>
  now >= expires && seen >= (made ?? created) + (expires - created);

export interface NewShareCode {
  readonly session: SessionId;
  readonly role: GivenRole;
  /** ms since epoch */
  readonly expires: number;
  readonly maxUses: number | undefined;
  readonly by: UserId;
}

/** The session that a code opens, and the share's id. */
interface Opened {
  readonly session: SessionId;
  readonly share: string;
}

export interface JoinedMember {
  readonly session: SessionId;
  readonly member: SessionMember;
}

/** Returns 60 bits from the system's generator: 5 of each byte, so every character is equally likely. */
const newCode = (): string => [...randomBytes(CODE_CHARS)].map(byte => ALPHABET[byte & 31]).join('');

const forReading = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/** Returns a typed code as it was made; undefined where it cannot be one. */
function normalize(typed: string): string | undefined {
  const code = typed.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return code.length === CODE_CHARS && [...code].every(char => ALPHABET.includes(char)) ? code : undefined;
}

function read(value: RecordValue | undefined): ShareRecord | undefined {
  const parsed = record.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

const shareKey = (session: SessionId, share: string): string => `${session}/${share}`;

/** Share codes, which let their holders join. The store holds only an HMAC of each. */
export class Shares {
  readonly #store: RecordStore;
  readonly #sessions: Sessions;
  readonly #members: Members;
  readonly #changes: AccessChanges;
  readonly #secret: Uint8Array;
  /** By share: counting a use is a read and a write. */
  readonly #mutex = new KeyedMutex();

  constructor(
    store: RecordStore,
    sessions: Sessions,
    members: Members,
    changes: AccessChanges,
    secret: Uint8Array,
  ) {
    this.#store = store;
    this.#sessions = sessions;
    this.#members = members;
    this.#changes = changes;
    this.#secret = secret;
  }

  /**
   * Returns the code, as it is shown; it cannot be read again. Fails with `api/bad-request` where there are
   * too many, and as `Sessions.live` does.
   */
  async create({ session, role, expires, maxUses, by }: NewShareCode): Promise<Result<string>> {
    const known = await this.#store.list('shares', { prefix: `${session}/`, limit: SHARES_MAX_COUNT });
    if (known.length >= SHARES_MAX_COUNT)
      return fail('api/bad-request', 'revoke codes that nobody needs first');
    const code = newCode();
    const share = randomBytes(9).toString('base64url');
    const key = this.#keyOf(code);
    const value: ShareRecord = {
      role,
      created: Date.now(),
      expires,
      made: this.#sessions.clock.now(),
      uses: 0,
      maxUses: maxUses ?? null,
      by,
      code: key,
    };
    const written = await this.#sessions.write(session, [
      { type: 'put', collection: 'shares', key: shareKey(session, share), value },
      { type: 'put', collection: 'codes', key, value: { session, share } },
    ]);
    if (!written.ok) return written;
    this.#changes.emit({ type: 'share-created', session, share, by });
    return ok(forReading(code));
  }

  /** Returns the shares of a session, expired and used-up ones too until they are swept. */
  async list(session: SessionId): Promise<readonly (readonly [string, ShareRecord])[]> {
    const rows = await this.#store.list('shares', { prefix: `${session}/` });
    return rows.flatMap(([key, value]) => {
      const share = read(value);
      return share ? [[key.slice(session.length + 1), share] as const] : [];
    });
  }

  /** Revokes a share; members who joined with it stay. Fails with `api/not-found`. */
  revoke(session: SessionId, share: string, by: UserId): Promise<Result<void>> {
    const key = shareKey(session, share);
    return this.#mutex.run(key, async () => {
      const found = read(await this.#store.get('shares', key));
      if (!found) return fail('api/not-found');
      await this.#store.write([
        { type: 'remove', collection: 'shares', key },
        { type: 'remove', collection: 'codes', key: found.code },
      ]);
      this.#changes.emit({ type: 'share-revoked', session, share, by });
      return ok(undefined);
    });
  }

  /**
   * Finds the share of a typed code. Fails with `api/code-unknown`, for codes that never were and revoked
   * ones alike.
   */
  async find(typed: string): Promise<Result<Opened>> {
    const code = normalize(typed);
    // A code that cannot be one takes the same way through the store as one that could.
    const opened = await this.#store.get('codes', this.#keyOf(code ?? ''));
    const { session, share } = opened ?? {};
    if (!isSessionId(session) || typeof share !== 'string') return fail('api/code-unknown');
    return ok({ session, share });
  }

  /**
   * Checks whether a share admits this person. Fails with `api/code-unknown` for one that has expired or is
   * used up, and with `api/forbidden` for a person who was removed after it was made.
   */
  async check(
    { session, share }: Opened,
    user: UserId,
    now: number = Date.now(),
  ): Promise<Result<{ readonly found: ShareRecord; readonly isMember: boolean }>> {
    const found = read(await this.#store.get('shares', shareKey(session, share)));
    if (!found || now >= found.expires) return fail('api/code-unknown');
    if ((await this.#members.get(session, user)) !== undefined) return ok({ found, isMember: true });
    if (found.maxUses !== null && found.uses >= found.maxUses) return fail('api/code-unknown');
    // A removed person does not come back by an invitation from before that.
    const removed = await this.#members.removed(session, user);
    if (removed !== undefined && found.created <= removed.at) {
      return fail('api/forbidden', 'the host has removed you; ask for a new code');
    }
    return ok({ found, isMember: false });
  }

  /**
   * Makes a person a member. Fails as `check` does, and with `api/full` where the session has all the members
   * that it takes. A member's second join uses nothing up, nor does one that fails.
   */
  join(opened: Opened, user: UserId, name: string | undefined, now?: number): Promise<Result<JoinedMember>> {
    const { session } = opened;
    const key = shareKey(session, opened.share);
    return this.#mutex.run(key, async () => {
      const checked = await this.check(opened, user, now);
      if (!checked.ok) return checked;
      const { found, isMember } = checked.value;
      const keep = (value: ShareRecord): Promise<Result<void>> =>
        this.#sessions.write(session, [{ type: 'put', collection: 'shares', key, value }]);
      if (!isMember && !(await keep({ ...found, uses: found.uses + 1 })).ok) return fail('api/code-unknown');
      const member = await this.#members.admit(session, user, found.role, { name });
      if (member.ok) return ok({ session, member: member.value });
      const { code } = member.error;
      if (code !== 'api/forbidden' && code !== 'api/full') return fail('api/code-unknown');
      if (!isMember) await keep(found);
      return member;
    });
  }

  /**
   * Removes the expired codes of a session, by the machine's clock, which decides about joining, and by the
   * relay's `SeenClock` (`seen`) as well. Returns how many.
   */
  async dropExpired(session: SessionId, seen: number, now = Math.max(seen, Date.now())): Promise<number> {
    const expired = (await this.list(session)).filter(([, share]) => isOver(share, now, seen));
    for (const [share, { code }] of expired) {
      const key = shareKey(session, share);
      await this.#mutex.run(key, () =>
        this.#store.write([
          { type: 'remove', collection: 'shares', key },
          { type: 'remove', collection: 'codes', key: code },
        ]),
      );
    }
    return expired.length;
  }

  #keyOf(code: string): string {
    return createHmac('sha256', this.#secret).update(code).digest('base64url');
  }
}
