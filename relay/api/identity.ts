import { fail, ok, type Result } from '../../shared/errors.ts';
import type { UserId } from '../../shared/ids.ts';
import { type Access, mintUserId } from '../access/index.ts';
import { bearer } from './gatekeeper.ts';
import type { Ask } from './route.ts';

/** The holder of the key that signed `proof`. */
export const proven = (access: Access, ask: Ask<unknown, unknown>, proof: string): Promise<Result<UserId>> =>
  access.readProof(proof, ask.addressed, ask.address);

/** Who asks: the holder of the key that signed `proof`, or without one somebody new. */
export async function whoIs(
  access: Access,
  ask: Ask<unknown, unknown>,
  proof: string | undefined,
): Promise<Result<UserId>> {
  return proof === undefined ? ok(mintUserId()) : proven(access, ask, proof);
}

/**
 * Who asks about this session: by proof, or by a token of it that is young enough to be renewed. A token that
 * somebody who was removed still holds says who they are as well, so look at the membership before giving
 * anything.
 */
export async function whoAsksAbout(
  access: Access,
  ask: Ask<unknown, unknown>,
  proof: string | undefined,
): Promise<Result<{ readonly user: UserId; readonly issued: number }>> {
  if (proof !== undefined) {
    const user = await proven(access, ask, proof);
    return user.ok ? ok({ user: user.value, issued: Date.now() }) : user;
  }
  const claims = await access.readTokenForRenewal(bearer(ask.headers), ask.address);
  if (!claims.ok) return fail('api/unauthorized', claims.error.detail);
  if (claims.value.session !== ask.param('id')) return fail('api/forbidden', 'a token for another session');
  return ok(claims.value);
}
