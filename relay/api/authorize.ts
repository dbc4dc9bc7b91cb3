import type { FastifyRequest } from 'fastify';
import { fail, type Result } from '../../shared/errors.ts';
import { isSessionId } from '../../shared/ids.ts';
import type { AccessControl, Addressed, Admitted } from '../access/index.ts';

/** Returns the address that the client sent the request to, by its own word. */
export const addressed = ({ protocol, headers }: FastifyRequest): Addressed => ({
  protocol,
  host: headers.host ?? '',
});

/** Returns the token of an `Authorization: Bearer` header. */
export const bearer = (headers: FastifyRequest['headers']): string | undefined =>
  /^Bearer ([\w.~+/=-]+)$/i.exec(headers.authorization ?? '')?.[1];

/**
 * Admits the caller as a member of the session that the request is about. `what`, for the security log: the
 * route.
 */
export async function authorize(
  access: AccessControl,
  token: string | undefined,
  id: unknown,
  {
    who,
    what,
    address,
  }: { readonly who: 'member' | 'host'; readonly what: string; readonly address: string },
): Promise<Result<Admitted>> {
  if (!isSessionId(id)) return fail('api/not-found');
  const claims = await access.readToken(token, address);
  if (!claims.ok) return fail('api/unauthorized', claims.error.detail);
  const admitted = await access.enter(claims.value, id, what);
  if (!admitted.ok || who === 'member' || admitted.value.member.role === 'host') return admitted;
  access.logDenied(id, claims.value.user, what);
  return fail('api/forbidden', 'only the host may do that');
}
