import type { FastifyError, FastifyInstance } from 'fastify';
import { analyticsRoutes } from './analytics.ts';
import { blobRoutes } from './blobs.ts';
import type { ApiContext } from './context.ts';
import { healthRoutes } from './health.ts';
import { lifeRoutes } from './life.ts';
import { memberRoutes } from './members.ts';
import { errorOfStatus, refuse } from './problems.ts';
import { register } from './register.ts';
import { requestRoutes } from './requests.ts';
import type { Route } from './route.ts';
import { screenshotRoutes } from './screenshots.ts';
import { sessionRoutes } from './session.ts';
import { sessionsRoutes } from './sessions.ts';
import { shareRoutes } from './shares.ts';
import { tokenRoutes } from './tokens.ts';

export type { ApiContext, ApiLimits } from './context.ts';
export { errorOfStatus, problemOf, refuse } from './problems.ts';

/** The resources, one file each. */
const GROUPS: readonly ((context: ApiContext) => readonly Route[])[] = [
  sessionsRoutes,
  sessionRoutes,
  lifeRoutes,
  shareRoutes,
  memberRoutes,
  requestRoutes,
  tokenRoutes,
  analyticsRoutes,
  screenshotRoutes,
  blobRoutes,
];

/** Puts the REST resources on `app`. Every failure is a problem document; nothing thrown reaches the asker in its own words. */
export async function registerApi(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = context.isReady() ? (error.statusCode ?? 500) : 503;
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return refuse(reply, errorOfStatus(status), status);
  });
  healthRoutes(app, context.isReady);
  for (const group of GROUPS) await register(app, context, group(context));
}
