import { basename, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { refuse } from './api/index.ts';

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_FIRST = 'no-cache';

/**
 * The worker that unpacks textures makes code as it runs, so it may; a script of the page may not. Nor may it
 * ask for anything.
 */
const TRANSCODER = '/workers/transcoder.js';
const TRANSCODER_POLICY = "default-src 'none'; script-src 'unsafe-eval'";

/** Names under `assets/` hold a hash of what is in them, so they never change. */
const cacheControl = (path: string): string =>
  path.startsWith(`assets${sep}`) && /[-.][\w-]{8,}\.[a-z0-9.]+$/i.test(basename(path)) ? FOREVER : ASK_FIRST;

/**
 * Serves the built app, compressed where the build left `.br` and `.gz` files. Pages that only the app knows
 * get its page.
 */
export async function serveAppFiles(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder !== undefined) {
    await app.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.setHeader('cache-control', cacheControl(relative(folder, path)));
        reply.setHeader('vary', 'accept-encoding');
      },
    });
  }
  app.addHook('onSend', async ({ url }, reply) => {
    if (url.split('?')[0] === TRANSCODER) reply.header('content-security-policy', TRANSCODER_POLICY);
  });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' &&
      !/^\/(api|ws)([/?]|$)/.test(request.url) &&
      (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && folder !== undefined) return reply.sendFile('index.html');
    return refuse(reply, { code: 'api/not-found' });
  });
}
