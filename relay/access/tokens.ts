import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, isUserId, type SessionId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { ROLES, type Role } from '../../shared/session/index.ts';
import type { RelayKeys } from './keys.ts';

const ISSUER = 'ai-frame';
const ALGORITHM = 'EdDSA';

const PERMISSIONS: Record<Role, readonly string[]> = {
  host: ['read', 'write', 'share'],
  editor: ['read', 'write'],
  viewer: ['read'],
};

const claims = z.object({
  session_id: z.string().refine(isSessionId),
  user_id: z.string().refine(isUserId),
  role: z.enum(ROLES),
  exp: z.number(),
});

/** What a token says. The role is the one at the time of issue: what counts is the member's role now. */
export interface TokenClaims {
  readonly session: SessionId;
  readonly user: UserId;
  readonly role: Role;
  /** ms since epoch */
  readonly expires: number;
}

export interface IssuedToken {
  readonly token: string;
  /** ISO 8601 */
  readonly expires: string;
}

/** Session tokens: JWTs that this relay signs and only this relay reads. */
export class Tokens {
  readonly #keys: RelayKeys;

  constructor(keys: RelayKeys) {
    this.#keys = keys;
  }

  async issue(session: SessionId, user: UserId, role: Role): Promise<IssuedToken> {
    const expires = Math.floor((Date.now() + LIMITS.tokenLifetimeMs) / 1000);
    const token = await new SignJWT({
      session_id: session,
      user_id: user,
      role,
      permissions: [...PERMISSIONS[role]],
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: this.#keys.kid })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setIssuedAt()
      .setExpirationTime(expires)
      .setJti(randomUUID())
      .sign(this.#keys.signing);
    return { token, expires: new Date(expires * 1000).toISOString() };
  }

  async check(token: string | undefined): Promise<Result<TokenClaims>> {
    if (token === undefined || token === '') return fail('link/token', 'no token');
    if (token.length > LIMITS.tokenMaxChars) return fail('link/token', 'token too long');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#keys.checking, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: ISSUER,
        typ: 'JWT',
        requiredClaims: ['exp', 'jti'],
      });
      const read = claims.safeParse(payload);
      if (!read.success || protectedHeader.kid !== this.#keys.kid) return fail('link/token', 'not our token');
      const { session_id, user_id, role, exp } = read.data;
      return ok({ session: session_id as SessionId, user: user_id as UserId, role, expires: exp * 1000 });
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return fail('link/token', error.code);
    }
  }
}
