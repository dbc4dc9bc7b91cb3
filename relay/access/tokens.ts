import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, isUserId, type SessionId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { ROLES, type Role } from '../../shared/session/index.ts';
import { type RelayTime, relayTime } from '../../shared/time.ts';
import type { RelayKeys } from './keys.ts';

const ISSUER = 'ai-frame';
export const NO_TOKEN = 'no token';
export const TOO_OLD = 'too old to be renewed';
const ALGORITHM = 'EdDSA';

const PERMISSIONS: Record<Role, readonly string[]> = {
  host: ['read', 'write'],
  editor: ['read', 'write'],
  viewer: ['read'],
};

const claims = z.object({
  session_id: z.string().refine(isSessionId),
  user_id: z.string().refine(isUserId),
  role: z.enum(ROLES),
  iat: z.number(),
  exp: z.number(),
});

/**
 * The claims of a checked token. Its role is not among them: that was the role at the time of issue, and
 * members have one now. Times in ms since epoch.
 */
export interface TokenClaims {
  readonly session: SessionId;
  readonly user: UserId;
  readonly issued: number;
  readonly expires: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expires: RelayTime;
}

/** Session tokens: JWTs that this relay signs and only this relay reads. */
export class Tokens {
  readonly #keys: RelayKeys;
  readonly #lifetimeMs: number;

  constructor(keys: RelayKeys, lifetimeMs: number) {
    this.#keys = keys;
    this.#lifetimeMs = lifetimeMs;
  }

  async issue(session: SessionId, user: UserId, role: Role): Promise<IssuedToken> {
    const now = Date.now();
    const expires = Math.floor((now + this.#lifetimeMs) / 1000);
    const token = await new SignJWT({
      session_id: session,
      user_id: user,
      role,
      permissions: [...PERMISSIONS[role]],
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: this.#keys.kid })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      // With its fraction: a token of the second in which its user was removed and let in again must be told
      // from a dead one.
      .setIssuedAt(now / 1000)
      .setExpirationTime(expires)
      .setJti(randomUUID())
      .sign(this.#keys.signing);
    return { token, expires: relayTime(expires * 1000) };
  }

  /** Returns the user that a token claims, before anything is checked; undefined where it claims none. */
  claimed(token: string | undefined): UserId | undefined {
    if (token === undefined || token.length > LIMITS.tokenMaxChars) return undefined;
    try {
      const { user_id } = decodeJwt(token);
      return isUserId(user_id) ? user_id : undefined;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return undefined;
    }
  }

  /** Returns a token's claims. Fails with `link/token`. */
  check(token: string | undefined): Promise<Result<TokenClaims>> {
    return this.#check(token, 0);
  }

  /** As `check`; also accepts one that has expired, where it is young enough to be renewed. */
  async checkForRenewal(token: string | undefined): Promise<Result<TokenClaims>> {
    const read = await this.#check(token, LIMITS.tokenRenewalMs);
    if (!read.ok) return read;
    const { issued, expires } = read.value;
    const isTooOld = expires < Date.now() && issued + LIMITS.tokenRenewalMs < Date.now();
    return isTooOld ? fail('link/token', TOO_OLD) : read;
  }

  async #check(token: string | undefined, lateMs: number): Promise<Result<TokenClaims>> {
    if (token === undefined || token === '') return fail('link/token', NO_TOKEN);
    if (token.length > LIMITS.tokenMaxChars) return fail('link/token', 'token too long');
    try {
      const { payload } = await jwtVerify(token, header => this.#keyOf(header), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: ISSUER,
        typ: 'JWT',
        requiredClaims: ['exp', 'iat', 'jti'],
        currentDate: new Date(Date.now() - lateMs),
      });
      const read = claims.safeParse(payload);
      if (!read.success) return fail('link/token', 'not our token');
      const { session_id, user_id, iat, exp } = read.data;
      return ok({
        session: session_id as SessionId,
        user: user_id as UserId,
        issued: Math.round(iat * 1000),
        expires: exp * 1000,
      });
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return fail('link/token', error.code);
    }
  }

  #keyOf({ kid }: JWTHeaderParameters) {
    const key = this.#keys.checking.get(kid ?? '');
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
