import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AppError, ok, type Result } from '../shared/errors.ts';
import type { RelayStore } from '../shared/ports.ts';
import { registerApi } from './api/index.ts';
import { serveAppFiles } from './app-files.ts';
import { buildRelay } from './build-relay.ts';
import type { RelayConfig } from './config.ts';
import { Health, Shutdown } from './health.ts';
import { listen, makeApp } from './http.ts';
import {
  boundless,
  type FreeBytes,
  freeBytesOf,
  memoryStorage,
  openStorage,
  type Storage,
} from './storage/index.ts';

/** A running relay. Whoever started it calls `close`. */
export interface Relay {
  /** `http://host:port`, or `https:`, that this machine reaches it under. */
  readonly url: string;
  readonly port: number;
  /** A sentence that the operator should read. */
  readonly warning: string | undefined;
  /**
   * Resolves if the disk fails. Nothing is acknowledged any more and every socket is closed; close it and
   * start again.
   */
  readonly failed: Promise<AppError>;
  /**
   * Stops: accepts nobody, closes sockets with 1001, and closes the store once everything accepted is on
   * disk.
   */
  close(): Promise<void>;
}

export type StartFailure =
  | { readonly type: 'store'; readonly error: AppError }
  | { readonly type: 'listen'; readonly code: string };

/**
 * Starts a relay in this process. `store`, with blobs in memory, takes the place of the data folder; it is
 * closed with the relay, and also when that does not start. `freeBytes` is asked how much room there is.
 */
export async function startRelay(
  config: RelayConfig,
  store?: RelayStore,
  freeBytes: FreeBytes = store ? boundless : freeBytesOf(config.dataFolder),
): Promise<Result<Relay, StartFailure>> {
  const app = await makeApp(config);
  const opened = store
    ? ok(await memoryStorage(store))
    : await openStorage({
        folder: config.dataFolder,
        masterKey: config.masterKey,
        reserveBytes: config.reserveBytes,
        lockWaitMs: config.lockWaitMs,
        onDoubt: doubt =>
          app.log.error(`doubtful in relay.mdb: ${doubt}; the relay runs, and “ai-frame verify” says more`),
        onUnreadable: error => app.log.error({ err: error }, 'something stored is left out'),
      });
  if (!opened.ok) return { ok: false, error: { type: 'store', error: opened.error } };
  return run(config, opened.value, app, freeBytes);
}

const isEverywhere = (host: string | undefined): boolean =>
  host === undefined || host === '::' || host === '0.0.0.0';

function urlOf({ host, tls }: RelayConfig, port: number): string {
  const scheme = tls ? 'https' : 'http';
  if (isEverywhere(host) || host === undefined) return `${scheme}://localhost:${port}`;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function run(
  config: RelayConfig,
  storage: Storage,
  app: FastifyInstance,
  freeBytes: FreeBytes,
): Promise<Result<Relay, StartFailure>> {
  const health = new Health(app.log);
  const shutdown = new Shutdown();
  const failed = new Promise<AppError>(resolve => health.failures.subscribe(resolve));
  const close = (): Promise<void> => {
    health.close();
    return shutdown.run();
  };
  try {
    await registerApi(app, await buildRelay({ config, storage, app, freeBytes, health, shutdown }));
    await serveAppFiles(app, config.appFolder);
    const listening = await listen(app, config);
    if (!listening.ok) {
      await close();
      return { ok: false, error: { type: 'listen', code: listening.error } };
    }
  } catch (error) {
    await close();
    const { failure } = health;
    if (!failure) throw error;
    return { ok: false, error: { type: 'store', error: failure } };
  }
  const { port } = app.server.address() as AddressInfo;
  return ok({ url: urlOf(config, port), port, warning: storage.warning, failed, close });
}
