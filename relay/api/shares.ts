import type { FastifyInstance } from 'fastify';
import {
  createShareRequest,
  type JoinGrant,
  joinRequest,
  ROUTES,
  type ShareGrant,
  sessionPolicy,
} from '../../shared/api/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { Access } from '../access/index.ts';
import type { Analytics } from '../analytics/index.ts';
import { addressed, bearer, whoIs } from './identity.ts';
import { parse, refuse } from './problems.ts';

/** Share codes: the host makes them, whoever has one joins. */
export function shareRoutes(app: FastifyInstance, access: Access, analytics: Analytics): void {
  app.post(ROUTES.createShare, async (request, reply) => {
    const claims = await bearer(access, request);
    if (!claims.ok) return refuse(reply, claims.error);
    const body = parse(createShareRequest, request.body);
    if (!body.ok) return refuse(reply, body.error);
    const session = body.value.session_id as SessionId;
    if (claims.value.session !== session) return refuse(reply, { code: 'api/forbidden' });
    if (!(await access.members.session(session))) return refuse(reply, { code: 'api/not-found' });
    if ((await access.members.roleOf(session, claims.value.user)) !== 'host') {
      return refuse(reply, { code: 'api/forbidden', detail: 'only the host may share' });
    }
    const expires = Date.now() + body.value.expires_in * 1000;
    const { role, max_uses } = body.value;
    const code = await access.shares.create({ session, role, expires, maxUses: max_uses });
    analytics.record(session, { type: 'share.created', user: claims.value.user });
    const grant: ShareGrant = {
      session_id: session,
      share_code: code,
      // The code goes into the fragment, which browsers keep to themselves.
      share_url: `${access.addresses.origin(addressed(request))}/#join=${code}`,
      expires: new Date(expires).toISOString(),
    };
    return reply.code(201).header('cache-control', 'no-store').send(grant);
  });

  app.post(ROUTES.join, async (request, reply) => {
    const body = parse(joinRequest, request.body);
    if (!body.ok) return refuse(reply, body.error);
    const user = await whoIs(access, request, body.value.proof);
    if (!user.ok) return refuse(reply, user.error);
    const joined = await access.shares.join(body.value.share_code, user.value);
    if (!joined.ok) return refuse(reply, joined.error);
    const { session, role } = joined.value;
    const grant: JoinGrant = {
      session_id: session,
      user_id: user.value,
      role,
      ...(await access.tokens.issue(session, user.value, role)),
      settings: sessionPolicy.parse({}),
    };
    return reply.header('cache-control', 'no-store').send(grant);
  });
}
