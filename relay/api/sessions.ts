import type { FastifyInstance } from 'fastify';
import { createSessionRequest, ROUTES, type SessionGrant } from '../../shared/api/index.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import type { Access } from '../access/index.ts';
import type { Analytics } from '../analytics/index.ts';
import { whoIs } from './identity.ts';
import { parse, refuse } from './problems.ts';

/** Registers a session that was born on a device, or makes one: 201, and 200 when its host asks again. */
export function sessionRoutes(app: FastifyInstance, access: Access, analytics: Analytics): void {
  app.post(ROUTES.createSession, async (request, reply) => {
    const body = parse(createSessionRequest, request.body);
    if (!body.ok) return refuse(reply, body.error);
    const user = await whoIs(access, request, body.value.proof);
    if (!user.ok) return refuse(reply, user.error);
    const id = (body.value.id as SessionId | undefined) ?? newSessionId();
    const born = body.value.created ?? new Date().toISOString();
    const registered = await access.members.register(id, user.value, born, body.value.device);
    if (!registered.ok) return refuse(reply, registered.error);
    if (registered.value.isNew) {
      analytics.record(id, { type: 'session.created', user: user.value, at: Date.parse(born) });
    }
    const grant: SessionGrant = {
      session_id: id,
      created: registered.value.session.created,
      status: 'active',
      user_id: user.value,
      role: 'host',
      ...(await access.tokens.issue(id, user.value, 'host')),
    };
    return reply
      .code(registered.value.isNew ? 201 : 200)
      .header('cache-control', 'no-store')
      .send(grant);
  });
}
