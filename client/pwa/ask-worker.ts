import type { ToWorker, Verdict } from '../model/index.ts';

const REPLY_TIMEOUT_MS = 60_000;

/** Sends a message to a worker and resolves with its verdict; rejects when there is none in time. */
export function askWorker(worker: ServiceWorker, message: ToWorker): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const channel = new MessageChannel();
    const timer = setTimeout(() => {
      channel.port1.close();
      reject(new Error('the worker that keeps the app did not answer'));
    }, REPLY_TIMEOUT_MS);
    channel.port1.onmessage = event => {
      clearTimeout(timer);
      channel.port1.close();
      resolve(event.data as Verdict);
    };
    worker.postMessage(message, [channel.port2]);
  });
}

/** Resolves when the worker is active; rejects when it becomes redundant: a file could not be downloaded. */
export function activated(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (worker.state === 'activated') resolve();
      else if (worker.state === 'redundant') reject(new Error('a file of the app could not be downloaded'));
      else return;
      worker.removeEventListener('statechange', look);
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
