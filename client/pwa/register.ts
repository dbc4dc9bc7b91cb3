import type { Signal } from '@preact/signals-core';
import type { PwaState } from '../model/index.ts';
import { activated, askWorker } from './ask-worker.ts';
import { removeWorker, workerSwitchedOff } from './kill-switch.ts';

export interface WorkerRegistration {
  /** Activates the newer version and reloads the page. The caller has made sure that nothing is lost. */
  update(): Promise<void>;
}

const WORKER_URL = '/sw.js';
const failed = (detail: string): PwaState => ({ state: 'failed', detail });

/**
 * Registers the service worker, which caches the app, and reports its state in `pwa`. `ready` means: every
 * file of the app was in its cache just now.
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

/** Returns how many files are missing, after an attempt to download them. */
async function missingFiles(registration: ServiceWorkerRegistration): Promise<number> {
  const worker = registration.active;
  if (!worker) throw new Error('its worker is not active');
  const { missing } = await askWorker(worker, { type: 'verify' });
  // A newer version is about to cache its own files; repairing the older one would mix the two.
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
  // Another tab activated the newer version: this page is the older one, without its files in the cache.
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
    // The relay is offline, as the session's status shows; the next attempt is when the page is shown again.
    console.debug('no answer about a newer version', error);
  }
}
