import { createServer, type Server, STATUS_CODES } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import fastifyHelmet from '@fastify/helmet';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { ok, type Result } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import { errorOfStatus, problemOf, refuse } from './api/index.ts';
import { networkOf, trustsOf } from './client-address.ts';
import type { RelayConfig } from './config.ts';
import { allowOrigins } from './cors.ts';

/**
 * Node's own 511 overflows when a thousand devices come back at once, and each SYN lost costs its device a
 * second.
 */
const BACKLOG_COUNT = 4_096;
const HEADERS_TIMEOUT_MS = 10_000;
/** Of TLS, before anything of HTTP. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** The interval of Node's check whether headers and requests have taken too long. */
const CHECK_EVERY_MS = 5_000;
/**
 * The time after which a client that reads none of an answer is cut. WebSockets are looked after by their
 * rooms.
 */
const SILENCE_MAX_MS = 120_000;
/** Connections of one address beside its WebSockets, refused ones and downloads among them. */
const BESIDE_SOCKETS_COUNT = 1_000;
/**
 * The time of a large file on a thin line; one that is cut continues from where it was. A slow sender is cut
 * long before that.
 */
const REQUEST_TIMEOUT_MS = 10 * 60_000;
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

/**
 * For answers that are made before anything of a request is known: nothing in them is ever to be run or
 * framed.
 */
const BARE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

const BROKEN_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Replies to bytes that are no HTTP. Not logged: the error holds the bytes, and they may hold a token. */
function refuseBroken({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code !== 'ECONNRESET' && socket.writable) {
    const status = BROKEN_STATUS[code ?? ''] ?? 400;
    const body = JSON.stringify(problemOf(errorOfStatus(status), status));
    const headers = {
      ...BARE_HEADERS,
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  }
  socket.destroy();
}

/**
 * HTTPS where there is a certificate. Fastify and `ws` take either alike; only their types tell the two
 * apart.
 */
function makeServer({ tls }: RelayConfig, handler: Parameters<typeof createServer>[1]): Server {
  const options = { connectionsCheckingInterval: CHECK_EVERY_MS };
  if (!tls) return createServer(options, handler);
  const secure = { ...options, ...tls, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
  return createSecureServer(secure, handler) as unknown as Server;
}

/**
 * Limits the connections of an address, whatever it does with them: nobody takes the places of all others.
 * Proxies bring many people.
 */
function shareOut(server: Server, { socketsPerAddressCount, trustedProxy }: RelayConfig): void {
  const trusts = trustsOf(trustedProxy);
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (trusts(address, 0)) return;
    const network = networkOf(address);
    const open = counts.get(network) ?? 0;
    if (open >= socketsPerAddressCount + BESIDE_SOCKETS_COUNT) {
      socket.destroy();
      return;
    }
    counts.set(network, open + 1);
    socket.once('close', () => {
      const left = (counts.get(network) ?? 1) - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    });
  });
}

/** Makes a server with nothing on it yet but what every answer carries. */
export async function makeApp(config: RelayConfig): Promise<FastifyInstance> {
  const { logLevel, trustedProxy } = config;
  const app = fastify({
    logger: { level: logLevel },
    trustProxy: trustsOf(trustedProxy),
    // Every request at level info would log who is where; failures are logged where they happen.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LIMITS.bodyMaxBytes,
    forceCloseConnections: true,
    clientErrorHandler: refuseBroken,
    frameworkErrors: (error, _request, reply) => {
      const status = error.statusCode ?? 400;
      refuse(reply.headers(BARE_HEADERS), errorOfStatus(status), status);
    },
    serverFactory: handler => {
      const server = makeServer(config, handler);
      // Fastify sets no times on a server that it did not make.
      server.headersTimeout = HEADERS_TIMEOUT_MS;
      server.requestTimeout = REQUEST_TIMEOUT_MS;
      server.setTimeout(SILENCE_MAX_MS);
      server.maxConnections = config.connectionsMaxCount;
      shareOut(server, config);
      return server;
    },
  });
  allowOrigins(app, config.corsOrigins);
  await app.register(fastifyHelmet, HEADERS);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('permissions-policy', 'xr-spatial-tracking=(self)');
  });
  return app;
}

/**
 * Listens on all interfaces, IPv6 and IPv4 alike, unless this machine has no IPv6. Fails with the system's
 * code.
 */
export async function listen(
  app: FastifyInstance,
  { port, host }: RelayConfig,
): Promise<Result<void, string>> {
  const hosts = host === undefined ? ['::', '0.0.0.0'] : [host];
  for (const [i, each] of hosts.entries()) {
    try {
      await app.listen({ port, host: each, backlog: BACKLOG_COUNT });
      return ok(undefined);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      const mayTryNext = code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
      if (!mayTryNext || i === hosts.length - 1) return { ok: false, error: code };
    }
  }
  return ok(undefined);
}
