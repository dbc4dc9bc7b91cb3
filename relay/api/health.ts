import { z } from 'zod';
import { ROUTES } from '../../shared/api/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import { bearer } from './authorize.ts';
import type { ApiContext } from './context.ts';
import { openRoute, type Route } from './route.ts';

/** The interval of probing the store by a write. */
const PROBED_FOR_MS = 5_000;

/** The health of the relay, for supervisors. These answer while it stops and when its disk has failed. */
export const healthRoutes = (context: ApiContext): readonly Route[] => [
  health(),
  ready(context),
  metrics(context),
];

const health = (): Route =>
  openRoute({
    method: 'GET',
    path: ROUTES.health,
    summary: 'The process answers.',
    answer: z.object({ status: z.literal('ok') }),
    handle: async () => ok({ body: { status: 'ok' as const } }),
  });

/** Ready unless the relay stops, or its disk has failed or is nearly full. */
const ready = ({ isReady, diskSpace, records }: ApiContext): Route => {
  let probedAt = Number.NEGATIVE_INFINITY;
  return openRoute({
    method: 'GET',
    path: ROUTES.ready,
    summary: 'The relay takes work: its storage can be written.',
    answer: z.object({ status: z.literal('ready') }),
    errors: ['api/unavailable', 'store/full'],
    handle: async () => {
      if (isReady() && performance.now() - probedAt > PROBED_FOR_MS) {
        // A failed write is reported to the relay as well, which is not ready from then on.
        await records.put('keys', 'probe', {}).catch(() => false);
        probedAt = performance.now();
      }
      if (!isReady()) return fail('api/unavailable');
      return diskSpace.hasSpace ? ok({ body: { status: 'ready' as const } }) : fail('store/full');
    },
  });
};

const metrics = ({ metrics: numbers, isOperator, hasOperator }: ApiContext): Route =>
  openRoute({
    method: 'GET',
    path: ROUTES.metrics,
    summary: 'Numbers for Prometheus. Where the relay has an operator’s token, they are for its holder.',
    takesToken: true,
    answer: { types: ['text/plain'] },
    errors: ['api/unauthorized'],
    handle: async ask => {
      if (hasOperator && !isOperator(bearer(ask.headers))) return fail('api/unauthorized');
      const text = await numbers.read();
      return ok({ body: Buffer.from(text), headers: { 'content-type': numbers.contentType } });
    },
  });
