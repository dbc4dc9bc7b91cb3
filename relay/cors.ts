import type { FastifyInstance } from 'fastify';
import { TIME_HEADER } from '../shared/protocol.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS = 'authorization, content-type, content-range, range, if-none-match, prefer';
const EXPOSED = `retry-after, upload-offset, content-range, etag, preference-applied, problem-status, ${TIME_HEADER}`;
const REMEMBERED_S = 600;

/**
 * Lets pages of these origins use the API. Those of all others are refused before anything else is looked at
 * (`register.ts`), and could read no answer.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (!request.url.startsWith('/api/')) return undefined;
    reply.header('vary', 'origin');
    if (origin === undefined || !origins.includes(origin)) return undefined;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED);
    if (request.method !== 'OPTIONS') return undefined;
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': HEADERS,
        'access-control-max-age': String(REMEMBERED_S),
      })
      .send();
  });
}
