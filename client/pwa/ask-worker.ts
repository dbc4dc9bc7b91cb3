import type { ToWorker, Verdict } from '../model/index.ts';

const ANSWER_MS = 60_000;

/** Asks a worker about the files it keeps; rejects when it does not answer. */
export function askWorker(worker: ServiceWorker, message: ToWorker): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const channel = new MessageChannel();
    const timer = setTimeout(() => {
      channel.port1.close();
      reject(new Error('the worker that keeps the app did not answer'));
    }, ANSWER_MS);
    channel.port1.onmessage = event => {
      clearTimeout(timer);
      channel.port1.close();
      resolve(event.data as Verdict);
    };
    worker.postMessage(message, [channel.port2]);
  });
}

/**
 * Resolves when the worker is active; rejects when it is thrown away, which is what happens when a file
 * cannot be downloaded.
 */
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
