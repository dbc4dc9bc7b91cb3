import { fail, ok, type Result } from '../../shared/errors.ts';
import type { UserId } from '../../shared/ids.ts';
import { type AccessControl, newUserId } from '../access/index.ts';
import { bearer } from './authorize.ts';
import type { ApiCall } from './route.ts';

/** Returns the holder of the key that signed `proof`. */
export const userOfProof = (
  access: AccessControl,
  ask: ApiCall<unknown, unknown>,
  proof: string,
): Promise<Result<UserId>> => access.readProof(proof, ask.addressed, ask.address);

/** Identifies the caller: the holder of the key that signed `proof`, or without one a new person. */
export async function identify(
  access: AccessControl,
  ask: ApiCall<unknown, unknown>,
  proof: string | undefined,
): Promise<Result<UserId>> {
  return proof === undefined ? ok(newUserId()) : userOfProof(access, ask, proof);
}

/**
 * Identifies the caller of a request about this session: by proof, or by a token of it that is young enough
 * to be renewed. A removed person's token identifies them as well, so check the membership before granting
 * anything.
 */
export async function identifyFor(
  access: AccessControl,
  ask: ApiCall<unknown, unknown>,
  proof: string | undefined,
): Promise<Result<{ readonly user: UserId; readonly issued: number }>> {
  if (proof !== undefined) {
    const user = await userOfProof(access, ask, proof);
    return user.ok ? ok({ user: user.value, issued: Date.now() }) : user;
  }
  const claims = await access.readTokenForRenewal(bearer(ask.headers), ask.address);
  if (!claims.ok) return fail('api/unauthorized', claims.error.detail);
  if (claims.value.session !== ask.param('id')) return fail('api/forbidden', 'a token for another session');
  return ok(claims.value);
}
