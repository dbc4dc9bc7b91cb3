import { CACHE_PREFIX } from '../model/index.ts';

/** The operator's switch for the worker, on the relay beside the app. Never cached. */
const STATE_URL = '/sw-state.json';
const WAIT_MS = 5_000;

/** Returns whether the relay switches the worker off; false without a network, a file or readable content. */
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

/** Removes the worker and its cache from this device. Sessions are in IndexedDB, which this never touches. */
export async function removeWorker(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map(each => each.unregister()));
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(CACHE_PREFIX)).map(name => caches.delete(name)));
}
