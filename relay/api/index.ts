import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Access } from '../access/index.ts';
import type { Analytics } from '../analytics/index.ts';
import { analyticsRoutes } from './analytics.ts';
import { healthRoutes } from './health.ts';
import { errorOfStatus, refuse } from './problems.ts';
import { sessionRoutes } from './sessions.ts';
import { shareRoutes } from './shares.ts';
import { tokenRoutes } from './tokens.ts';

export { errorOfStatus, problemOf, refuse } from './problems.ts';

export interface ApiOptions {
  /** Requests that one address may make to each limited resource in a minute. */
  readonly perMinuteCount: number;
  readonly isReady: () => boolean;
}

/** Puts the REST resources on `app`. Every failure is a problem document; nothing thrown reaches the asker in its own words. */
export async function registerApi(
  app: FastifyInstance,
  access: Access,
  analytics: Analytics,
  options: ApiOptions,
): Promise<void> {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = options.isReady() ? (error.statusCode ?? 500) : 503;
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return refuse(reply, errorOfStatus(status), status);
  });
  healthRoutes(app, options.isReady);
  // Each resource has a plugin of its own, and so a count of its own.
  for (const routes of [sessionRoutes, shareRoutes, tokenRoutes, analyticsRoutes]) {
    await app.register(async scope => {
      // A disk that failed once is not asked again: what it then says it has written may not be there.
      scope.addHook('onRequest', async (_request, reply) =>
        options.isReady() ? undefined : refuse(reply, { code: 'api/unavailable' }),
      );
      await scope.register(fastifyRateLimit, { max: options.perMinuteCount, timeWindow: '1 minute' });
      routes(scope, access, analytics);
    });
  }
}
