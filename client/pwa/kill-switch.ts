import { CACHE_PREFIX } from '../model/index.ts';

/**
 * The operator's word about the worker, on the relay beside the app. Never cached, so that it can always be
 * reached.
 */
const STATE_URL = '/sw-state.json';
const WAIT_MS = 5_000;

/**
 * True only when the relay says so itself: no network, no such file or anything unreadable all mean that
 * nothing is wrong.
 */
export async function workerSwitchedOff(): Promise<boolean> {
  try {
    const response = await fetch(STATE_URL, { cache: 'no-store', signal: AbortSignal.timeout(WAIT_MS) });
    if (!response.ok) return false;
    const state: unknown = await response.json();
    return typeof state === 'object' && state !== null && 'worker' in state && state.worker === 'off';
  } catch {
    return false;
  }
}

/**
 * Takes the worker and its copy of the app off this device. Sessions live in IndexedDB, which this never
 * touches.
 */
export async function removeWorker(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map(each => each.unregister()));
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(CACHE_PREFIX)).map(name => caches.delete(name)));
}
