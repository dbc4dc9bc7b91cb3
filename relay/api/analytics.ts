import {
  activityPage,
  activityQuery,
  analyticsAnswer,
  analyticsQuery,
  ROUTES,
  reportEventsRequest,
} from '../../shared/api/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { ApiContext } from './context.ts';
import { memberRoute, type Route } from './route.ts';

/** The activity and the counts of a session, for all members. */
export const analyticsRoutes = (context: ApiContext): readonly Route[] => [
  summary(context),
  activity(context),
  report(context),
];

const summary = ({ analytics }: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.analytics(':id'),
    summary: 'What happened in the session, counted: by type, over time, by person and by kind.',
    who: 'member',
    query: analyticsQuery,
    answer: analyticsAnswer,
    handle: async ({ id, session, query }) =>
      ok({
        body: {
          session_id: id,
          created: session.created,
          ...(await analytics.summary(id, query.bucket)),
        },
      }),
  });

const activity = ({ analytics }: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.activity(':id'),
    summary: 'What happened in the session, one by one, the newest first.',
    who: 'member',
    query: activityQuery,
    answer: activityPage,
    handle: async ({ id, query: { limit, cursor } }) => {
      if (cursor !== undefined && !/^\d{1,12}$/.test(cursor)) return fail('api/bad-request', 'cursor');
      const before = cursor === undefined ? undefined : Number(cursor);
      const { events, next } = await analytics.activity(id, limit, before);
      return ok({ body: { events: [...events], next_cursor: next === undefined ? null : String(next) } });
    },
  });

const report = ({ analytics }: ApiContext): Route =>
  memberRoute({
    method: 'POST',
    path: ROUTES.events(':id'),
    grows: true,
    summary: 'What only the device knows. Each event has an id, so that sending it again is harmless.',
    who: 'member',
    body: reportEventsRequest,
    handle: async ({ id: session, user, body }) => {
      for (const { id, type, at } of body.events) {
        analytics.record(session, { type, user, id, at: Date.parse(at) });
      }
      // The device forgets what it has sent, so it is answered only when that is on disk.
      await analytics.flush();
      return ok({ body: undefined });
    },
  });
