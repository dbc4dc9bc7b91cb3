import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastifyHelmet from '@fastify/helmet';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { type AppError, ok, type Result } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import type { RelayStore } from '../shared/ports.ts';
import { openAccess, type RecordStore } from './access/index.ts';
import { registerApi } from './api/index.ts';
import { registerApp } from './app-files.ts';
import type { RelayConfig } from './config.ts';
import { Rooms } from './rooms/index.ts';
import { openLmdb } from './storage/index.ts';
import { Upgrades } from './upgrade.ts';

/** Node's own 511 overflows when a thousand devices come back at once, and each SYN lost costs its device a second. */
const BACKLOG_COUNT = 4_096;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Devices have this long to answer a close. */
const CLOSE_GRACE_MS = 1_000;

/** A relay that runs. Whoever started it calls `close`. */
export interface Relay {
  /** `http://host:port` that this machine reaches it under. */
  readonly url: string;
  readonly port: number;
  /** Resolves if the disk fails. Nothing is acknowledged any more and every socket is closed; close it and start again. */
  readonly failed: Promise<AppError>;
  /** Stops: nobody new, sockets closed with 1001, everything accepted on disk, the store closed. */
  close(): Promise<void>;
}

export type StartFailure =
  | { readonly type: 'store'; readonly error: AppError }
  | { readonly type: 'listen'; readonly code: string };

type State = { readonly type: 'ready' | 'closing' } | { readonly type: 'failed'; readonly error: AppError };

const HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // The panel's layout engine and the model decoders are WebAssembly.
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      workerSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'", 'ws:', 'wss:', 'blob:', 'data:'],
      imgSrc: ["'self'", 'data:', 'blob:'],
      styleSrc: ["'self'", "'unsafe-inline'"],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  // On a home network the relay speaks plain HTTP; a proxy that adds TLS adds this too.
  strictTransportSecurity: false,
} as const;

function makeApp(config: RelayConfig): FastifyInstance {
  return fastify({
    logger: { level: config.logLevel },
    // Every request at level info would say who is where; failures are logged where they happen.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LIMITS.bodyMaxBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    serverFactory: handler => {
      const server: Server = createServer(handler);
      server.headersTimeout = HEADERS_TIMEOUT_MS;
      return server;
    },
  });
}

/** All interfaces, IPv6 and IPv4 alike, unless this machine has no IPv6. */
async function listen(
  app: FastifyInstance,
  { port, host }: RelayConfig,
): Promise<Result<void, StartFailure>> {
  const hosts = host === undefined ? ['::', '0.0.0.0'] : [host];
  for (const [i, each] of hosts.entries()) {
    try {
      await app.listen({ port, host: each, backlog: BACKLOG_COUNT });
      return ok(undefined);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      const mayTryNext = code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
      if (!mayTryNext || i === hosts.length - 1) return { ok: false, error: { type: 'listen', code } };
    }
  }
  return ok(undefined);
}

/** Starts a relay in this process. `store` is closed with it, and also when it does not start. */
export async function startRelay(
  config: RelayConfig,
  store?: RelayStore,
): Promise<Result<Relay, StartFailure>> {
  const opened = store ? ok(store) : await openLmdb(config.dataFolder);
  if (!opened.ok) return { ok: false, error: { type: 'store', error: opened.error } };
  return run(config, opened.value);
}

const isEverywhere = (host: string | undefined): boolean =>
  host === undefined || host === '::' || host === '0.0.0.0';

function urlOf(host: string | undefined, port: number): string {
  if (isEverywhere(host) || host === undefined) return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function run(config: RelayConfig, store: RelayStore): Promise<Result<Relay, StartFailure>> {
  let state: State = { type: 'ready' };
  const isReady = (): boolean => state.type === 'ready';
  const app = makeApp(config);
  let reportFailure: ((error: AppError) => void) | undefined;
  const failed = new Promise<AppError>(resolve => {
    reportFailure = resolve;
  });
  const onStoreFailure = (cause: unknown): void => {
    if (state.type === 'failed') return;
    const detail = cause instanceof Error ? cause.message : String(cause);
    const error: AppError = { code: 'store/unavailable', detail, cause };
    state = { type: 'failed', error };
    app.log.fatal({ err: cause }, 'the store failed');
    reportFailure?.(error);
    void rooms.close(1011, 'storage failed');
  };
  const rooms: Rooms = new Rooms(store, {
    roomIdleMs: config.roomIdleMs,
    keepAliveMs: config.keepAliveMs,
    onStoreFailure,
    onNotice: (message, error) => app.log.warn({ err: error }, message),
  });
  /** A record that cannot be written means a failed disk just as an update does. */
  const records: RecordStore = {
    get: (...key) => store.get(...key),
    put: (...record) =>
      store.put(...record).catch(error => {
        onStoreFailure(error);
        throw error;
      }),
  };
  let upgrades: Upgrades | undefined;

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      if (isReady()) state = { type: 'closing' };
      app.server.close();
      await rooms.close(1001, 'the relay stops');
      await upgrades?.close(CLOSE_GRACE_MS);
      await app.close();
      await store.close();
    })();
    return closing;
  };

  try {
    const access = await openAccess(records);
    upgrades = new Upgrades({
      access,
      rooms,
      isReady,
      onError: (message, error) => app.log.info({ err: error }, message),
    });
    app.server.on('upgrade', upgrades.handle);
    await app.register(fastifyHelmet, HEADERS);
    app.addHook('onSend', async (_request, reply) => {
      reply.header('permissions-policy', 'xr-spatial-tracking=(self)');
    });
    await registerApi(app, access, { perMinuteCount: config.apiPerMinuteCount, isReady });
    await registerApp(app, config.appFolder);
    const listening = await listen(app, config);
    if (!listening.ok) {
      await close();
      return listening;
    }
  } catch (error) {
    await close();
    const ended = state as State;
    if (ended.type !== 'failed') throw error;
    return { ok: false, error: { type: 'store', error: ended.error } };
  }
  const { port } = app.server.address() as AddressInfo;
  return ok({ url: urlOf(config.host, port), port, failed, close });
}
