import type { Signal } from '@preact/signals-core';
import type { PwaState } from '../model/index.ts';
import { activated, askWorker } from './ask-worker.ts';
import { removeWorker, workerSwitchedOff } from './kill-switch.ts';

export interface WorkerRegistration {
  /**
   * Lets the newer version take over and reloads the page. Whoever calls it has made sure that nothing is
   * lost by that.
   */
  update(): Promise<void>;
}

const WORKER_URL = '/sw.js';
const failed = (detail: string): PwaState => ({ state: 'failed', detail });

/**
 * Keeps the app on this device and says in `pwa` how that stands. `ready` means: the worker was asked, just
 * now, and every file of the app is in its cache.
 */
export function registerWorker(pwa: Signal<PwaState>): WorkerRegistration {
  // The development server has no worker: it would hide every edit.
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) {
    pwa.value = { state: 'unsupported' };
    return { update: async () => location.reload() };
  }
  let registration: ServiceWorkerRegistration | undefined;
  void keep(pwa, found => {
    registration = found;
  });
  return {
    async update() {
      const waiting = registration?.waiting;
      if (waiting) {
        waiting.postMessage({ type: 'SKIP_WAITING' });
        await activated(waiting);
      }
      location.reload();
    },
  };
}

async function keep(
  pwa: Signal<PwaState>,
  found: (registration: ServiceWorkerRegistration) => void,
): Promise<void> {
  pwa.value = { state: 'preparing' };
  try {
    if (await workerSwitchedOff()) {
      await removeWorker();
      pwa.value = failed(
        'This relay has switched offline starts off for now. Your sessions stay on this device.',
      );
      return;
    }
    const registration = await navigator.serviceWorker.register(WORKER_URL, { updateViaCache: 'none' });
    found(registration);
    watchForUpdates(registration, pwa);
    const worker = registration.active ?? registration.installing ?? registration.waiting;
    if (worker) await activated(worker);
    const gone = await missingFiles(registration);
    if (gone > 0) {
      pwa.value = failed(
        `${gone} of the app’s files are not on this device. They are fetched when the relay can be reached.`,
      );
    } else if (pwa.value.state === 'preparing') {
      pwa.value = { state: 'ready' };
    }
  } catch (error) {
    pwa.value = failed(
      `The browser did not keep the app: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** How many files are missing, after an attempt to get them back. */
async function missingFiles(registration: ServiceWorkerRegistration): Promise<number> {
  const worker = registration.active;
  if (!worker) throw new Error('its worker is not active');
  const { missing } = await askWorker(worker, { type: 'verify' });
  // A newer version is about to bring all of its own files; mending the older one with them would mix the
  // two.
  if (missing.length === 0 || registration.waiting || registration.installing) return missing.length;
  return (await askWorker(worker, { type: 'repair' })).missing.length;
}

function watchForUpdates(registration: ServiceWorkerRegistration, pwa: Signal<PwaState>): void {
  const controlled = navigator.serviceWorker.controller !== null;
  const offer = (): void => {
    pwa.value = { state: 'update' };
  };
  if (registration.waiting) offer();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && registration.active) offer();
    });
  });
  // Another tab let the newer version in: this page is now the older one, and its files are gone from the
  // cache.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) offer();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void lookForUpdate(registration);
  });
}

async function lookForUpdate(registration: ServiceWorkerRegistration): Promise<void> {
  if (!navigator.onLine) return;
  try {
    await registration.update();
  } catch (error) {
    // The relay is away, which the status of the session says already; the next time the page is shown it is
    // asked again.
    console.debug('no answer about a newer version', error);
  }
}
