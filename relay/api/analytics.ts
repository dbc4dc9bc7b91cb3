import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Analytics as AnalyticsAnswer,
  activityQuery,
  analyticsQuery,
  ROUTES,
  reportEventsRequest,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import type { Access } from '../access/index.ts';
import type { Analytics } from '../analytics/index.ts';
import { bearer } from './identity.ts';
import { parse, refuse } from './problems.ts';

interface Asker {
  readonly session: SessionId;
  readonly user: UserId;
  /** When the session was born. ISO 8601. */
  readonly created: string;
}

/** What happened in a session: for all who belong to it. */
export function analyticsRoutes(app: FastifyInstance, access: Access, analytics: Analytics): void {
  const member = async (request: FastifyRequest): Promise<Result<Asker>> => {
    const { id } = request.params as { id: string };
    const claims = await bearer(access, request);
    if (!claims.ok) return claims;
    if (!isSessionId(id)) return fail('api/not-found');
    const { session, user } = claims.value;
    if (session !== id) return fail('api/forbidden');
    const record = await access.members.session(session);
    if (!record) return fail('api/not-found');
    if (!(await access.members.roleOf(session, user))) return fail('api/forbidden');
    return ok({ session, user, created: record.created });
  };

  app.get(ROUTES.analytics(':id'), async (request, reply) => {
    const asker = await member(request);
    if (!asker.ok) return refuse(reply, asker.error);
    const query = parse(analyticsQuery, request.query);
    if (!query.ok) return refuse(reply, query.error);
    const { session, created } = asker.value;
    const answer: AnalyticsAnswer = {
      session_id: session,
      created,
      ...(await analytics.summary(session, query.value.bucket)),
    };
    return reply.header('cache-control', 'no-store').send(answer);
  });

  app.get(ROUTES.activity(':id'), async (request, reply) => {
    const asker = await member(request);
    if (!asker.ok) return refuse(reply, asker.error);
    const query = parse(activityQuery, request.query);
    if (!query.ok) return refuse(reply, query.error);
    const { limit, cursor } = query.value;
    if (cursor !== undefined && !/^\d{1,12}$/.test(cursor)) return refuse(reply, { code: 'api/bad-request' });
    const before = cursor === undefined ? undefined : Number(cursor);
    const { events, next } = await analytics.activity(asker.value.session, limit, before);
    return reply
      .header('cache-control', 'no-store')
      .send({ events, next_cursor: next === undefined ? null : String(next) });
  });

  app.post(ROUTES.events(':id'), async (request, reply) => {
    const asker = await member(request);
    if (!asker.ok) return refuse(reply, asker.error);
    const body = parse(reportEventsRequest, request.body);
    if (!body.ok) return refuse(reply, body.error);
    const { session, user } = asker.value;
    for (const { id, type, at } of body.value.events) {
      analytics.record(session, { type, user, id, at: Date.parse(at) });
    }
    // The device forgets what it has sent, so it is told only when that is on disk.
    await analytics.flush();
    return reply.code(204).send();
  });
}
