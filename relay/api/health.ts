import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../../shared/api/index.ts';
import { refuse } from './problems.ts';

/** `/healthz`: the process answers. `/readyz`: it takes work, which it does not while it stops or when its disk has failed. */
export function healthRoutes(app: FastifyInstance, isReady: () => boolean): void {
  app.get(ROUTES.health, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get(ROUTES.ready, async (_request, reply) =>
    isReady()
      ? reply.header('cache-control', 'no-store').send({ status: 'ready' })
      : refuse(reply, { code: 'api/unavailable' }),
  );
}
