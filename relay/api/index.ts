import type { FastifyError, FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ROUTES } from '../../shared/api/index.ts';
import { ok } from '../../shared/errors.ts';
import { CorruptData } from '../storage/index.ts';
import { analyticsRoutes } from './analytics.ts';
import { archiveRoutes } from './archive.ts';
import { attendanceRoutes } from './attendance.ts';
import { blobRoutes } from './blobs.ts';
import type { ApiContext } from './context.ts';
import { healthRoutes } from './health.ts';
import { memberRoutes } from './members.ts';
import { openApiOf } from './openapi.ts';
import { applyPreference, errorOfStatus, refuse } from './problems.ts';
import { register } from './register.ts';
import { requestRoutes } from './requests.ts';
import { openRoute, type Route } from './route.ts';
import { screenshotRoutes } from './screenshots.ts';
import { sessionRoutes } from './session.ts';
import { sessionsRoutes } from './sessions.ts';
import { shareRoutes } from './shares.ts';
import { tokenRoutes } from './tokens.ts';

export type { ApiContext, ApiLimits } from './context.ts';
export { errorOfStatus, problemOf, refuse } from './problems.ts';

/** The API's version; the first number changes when something that worked stops working. */
const API_VERSION = '1.0.0';

/** The resources, one file each. */
const GROUPS: readonly ((context: ApiContext) => readonly Route[])[] = [
  sessionsRoutes,
  sessionRoutes,
  attendanceRoutes,
  archiveRoutes,
  shareRoutes,
  memberRoutes,
  requestRoutes,
  tokenRoutes,
  analyticsRoutes,
  screenshotRoutes,
  blobRoutes,
];

/**
 * Registers the REST resources on `app`. Every failure is a problem document; nothing thrown reaches the
 * client in its own words.
 */
export async function registerApi(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = context.isReady() ? (error.statusCode ?? 500) : 503;
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    if (status === 500 && error instanceof CorruptData) return refuse(reply, { code: 'api/unreadable' });
    return refuse(reply, errorOfStatus(status), status);
  });
  app.addHook('onSend', async (request, reply) => applyPreference(request, reply));
  const groups = GROUPS.map(group => group(context));
  const system = healthRoutes(context);
  const document = describing([...system, ...groups.flat()]);
  await register(app, context, [...system, document], { isAlwaysThere: true });
  for (const routes of groups) await register(app, context, routes, { isAlwaysThere: false });
}

/** Returns the route that describes all routes, itself too. */
function describing(routes: readonly Route[]): Route {
  const route = openRoute({
    method: 'GET',
    path: ROUTES.openapi,
    summary: 'This document.',
    answer: z.record(z.string(), z.unknown()),
    handle: async () => ok({ body: document, headers: { 'cache-control': 'no-cache' } }),
  });
  const document = openApiOf([...routes, route], API_VERSION);
  return route;
}
