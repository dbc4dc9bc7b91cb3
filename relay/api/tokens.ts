import type { FastifyInstance } from 'fastify';
import { ROUTES, sessionPolicy, type TokenGrant, tokenRequest } from '../../shared/api/index.ts';
import { isSessionId } from '../../shared/ids.ts';
import type { Access } from '../access/index.ts';
import { whoIs } from './identity.ts';
import { parse, refuse } from './problems.ts';

/** A fresh token for a member who holds a key. */
export function tokenRoutes(app: FastifyInstance, access: Access): void {
  app.post<{ Params: { id: string } }>(ROUTES.token(':id'), async (request, reply) => {
    const { id } = request.params;
    if (!isSessionId(id)) return refuse(reply, { code: 'api/not-found' });
    const body = parse(tokenRequest, request.body);
    if (!body.ok) return refuse(reply, body.error);
    const user = await whoIs(access, request, body.value.proof);
    if (!user.ok) return refuse(reply, user.error);
    if (!(await access.members.session(id))) return refuse(reply, { code: 'api/not-found' });
    const role = await access.members.roleOf(id, user.value);
    if (!role) return refuse(reply, { code: 'api/forbidden' });
    const grant: TokenGrant = {
      session_id: id,
      user_id: user.value,
      role,
      ...(await access.tokens.issue(id, user.value, role)),
      settings: sessionPolicy.parse({}),
    };
    return reply.header('cache-control', 'no-store').send(grant);
  });
}
