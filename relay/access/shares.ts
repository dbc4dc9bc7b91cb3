import { createHmac, randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import type { Members } from './members.ts';
import type { RecordStore } from './records.ts';

/** Crockford's base32: no I, L, O, U, so that a code can be read aloud and typed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARS = 12;

export interface NewShare {
  readonly session: SessionId;
  readonly role: Role;
  /** ms since epoch */
  readonly expires: number;
  readonly maxUses: number | undefined;
}

export interface Joined {
  readonly session: SessionId;
  readonly role: Role;
}

/** 60 bits from the system's generator: 5 of each byte, so every character is equally likely. */
const newCode = (): string => [...randomBytes(CODE_CHARS)].map(byte => ALPHABET[byte & 31]).join('');

const forReading = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/** What somebody typed, as it was made; undefined where it cannot be a code. */
function normalize(typed: string): string | undefined {
  const code = typed.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return code.length === CODE_CHARS && [...code].every(char => ALPHABET.includes(char)) ? code : undefined;
}

/** Share codes: who knows one may join. The store holds only an HMAC of each. */
export class Shares {
  readonly #store: RecordStore;
  readonly #members: Members;
  readonly #secret: Uint8Array;
  /** Joins wait for each other by code: counting a use is a read and a write. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(store: RecordStore, members: Members, secret: Uint8Array) {
    this.#store = store;
    this.#members = members;
    this.#secret = secret;
  }

  /** The code, as it is shown. It cannot be asked for again. */
  async create(share: NewShare): Promise<string> {
    const code = newCode();
    const { session, role, expires, maxUses } = share;
    await this.#store.put('shares', this.#keyOf(code), {
      session,
      role,
      expires,
      uses: 0,
      ...(maxUses === undefined ? {} : { maxUses }),
    });
    return forReading(code);
  }

  /** One answer, `api/code-unknown`, for codes that never were, have expired, or are used up. A member's second join uses nothing up. */
  async join(typed: string, user: UserId, now: number = Date.now()): Promise<Result<Joined>> {
    const code = normalize(typed);
    if (code === undefined) return fail('api/code-unknown');
    const key = this.#keyOf(code);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(() => this.#join(key, user, now));
    const settled = Promise.allSettled([turn]);
    this.#turns.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }

  async #join(key: string, user: UserId, now: number): Promise<Result<Joined>> {
    const record = await this.#store.get('shares', key);
    if (!record) return fail('api/code-unknown');
    const { session, role, expires, uses, maxUses } = record as unknown as NewShare & {
      readonly uses: number;
    };
    if (now >= expires) return fail('api/code-unknown');
    const isMember = (await this.#members.roleOf(session, user)) !== undefined;
    if (!isMember) {
      if (maxUses !== undefined && uses >= maxUses) return fail('api/code-unknown');
      await this.#store.put('shares', key, { ...record, uses: uses + 1 });
    }
    return ok({ session, role: await this.#members.admit(session, user, role) });
  }

  #keyOf(code: string): string {
    return createHmac('sha256', this.#secret).update(code).digest('base64url');
  }
}
