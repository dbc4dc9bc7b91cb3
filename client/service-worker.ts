import { cacheNames, clientsClaim, setCacheNameDetails } from 'workbox-core';
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  getCacheKeyForURL,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CACHE_PREFIX, type ToWorker, type Verdict } from './model/index.ts';

/**
 * Keeps the app itself on the device: every file of the build, checked by its revision. It never touches
 * sessions, the relay's API, or sockets. How to switch it off everywhere: docs/operating.md.
 */

declare const self: ServiceWorkerGlobalScope;

setCacheNameDetails({ prefix: CACHE_PREFIX });
const files = self.__WB_MANIFEST;
precacheAndRoute(files);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/api(\/|$)/, /^\/ws(\/|$)/, /^\/(healthz|readyz|metrics)$/, /^\/sw-state\.json$/],
  }),
);
// The page of a first visit too: what is kept must be served to it when the network goes before it is ever
// reloaded.
clientsClaim();

async function missing(): Promise<string[]> {
  const cache = await caches.open(cacheNames.precache);
  const kept = new Set((await cache.keys()).map(request => request.url));
  const urls = files.map(file => (typeof file === 'string' ? file : file.url));
  return urls.filter(url => !kept.has(getCacheKeyForURL(url) ?? ''));
}

async function repair(): Promise<string[]> {
  const cache = await caches.open(cacheNames.precache);
  for (const url of await missing()) {
    const key = getCacheKeyForURL(url);
    const response = await fetch(url, { cache: 'no-cache' });
    if (key && response.ok && !response.redirected) await cache.put(key, response);
  }
  return missing();
}

self.addEventListener('message', event => {
  const message = event.data as ToWorker;
  const answer = (work: Promise<string[]>): void => {
    const reply = async (): Promise<void> => {
      const verdict: Verdict = { missing: await work };
      event.ports[0]?.postMessage(verdict);
    };
    event.waitUntil(reply());
  };
  switch (message.type) {
    case 'SKIP_WAITING':
      event.waitUntil(self.skipWaiting());
      break;
    case 'verify':
      answer(missing());
      break;
    case 'repair':
      // Without a network the answer is what is missing, not a failure.
      answer(repair().catch(missing));
      break;
  }
});
