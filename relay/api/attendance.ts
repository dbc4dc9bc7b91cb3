import { closeRequest, heartbeatAnswer, heartbeatRequest, ROUTES } from '../../shared/api/index.ts';
import { ok } from '../../shared/errors.ts';
import { relayTime } from '../../shared/time.ts';
import type { ApiContext } from './context.ts';
import { memberRoute, type Route } from './route.ts';

/** Heartbeats, and leaving. */
export const attendanceRoutes = ({ access, attendance }: ApiContext): readonly Route[] => [
  memberRoute({
    method: 'POST',
    path: ROUTES.heartbeat(':id'),
    summary: 'I am here. Sent every 30 s while the page is in front.',
    who: 'member',
    // A timer somewhere, or a page that closes, restores nothing.
    takesArchived: true,
    body: heartbeatRequest,
    answer: heartbeatAnswer,
    handle: async ({ id, user, body }) => {
      attendance.heartbeat(id, user, body.status ?? 'here');
      await access.sessions.touch(id);
      return ok({ body: { status: 'ok', session_id: id, server_time: relayTime(Date.now()) } });
    },
  }),
  memberRoute({
    method: 'POST',
    path: ROUTES.close(':id'),
    summary: 'I leave. Sent with sendBeacon when the page goes, so the token may be in the body.',
    who: 'member',
    body: closeRequest,
    isBeacon: true,
    takesArchived: true,
    tokenOf: body => body.token,
    handle: async ({ id, user }) => {
      attendance.leave(id, user);
      return ok({ body: undefined });
    },
  }),
];
