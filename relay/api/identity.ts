import type { FastifyRequest } from 'fastify';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { UserId } from '../../shared/ids.ts';
import { type Access, type Addressed, mintUserId, type TokenClaims } from '../access/index.ts';

/** Where the asker says it sent the request. */
export const addressed = ({ protocol, headers }: FastifyRequest): Addressed => ({
  protocol,
  host: headers.host ?? '',
});

/** Who asks: the holder of the key that signed `proof`, or without one somebody new. */
export async function whoIs(
  access: Access,
  request: FastifyRequest,
  proof: string | undefined,
): Promise<Result<UserId>> {
  if (proof === undefined) return ok(mintUserId());
  return access.proofs.check(proof, access.addresses.audiences(addressed(request)));
}

/** The token of an `Authorization: Bearer` header. */
export async function bearer(access: Access, request: FastifyRequest): Promise<Result<TokenClaims>> {
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = await access.tokens.check(token);
  return claims.ok ? claims : fail('api/unauthorized', claims.error.detail);
}
