import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterAll, afterEach } from 'vitest';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { DEFAULTS, type Relay, type RelayConfig, startRelay } from '../../relay/index.ts';
import type { JoinGrant, PolicyChange, SessionGrant, ShareGrant } from '../../shared/api/index.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { MESSAGE, offerProtocols, SYNC, socketPath } from '../../shared/protocol.ts';
import {
  type RefusedUpdate,
  readRelayMessage,
  refusedUpdate,
  standing,
} from '../../shared/relay-messages.ts';

/** Real relays on loopback, and real sockets to them. Everything opened here is closed after the test. */

type Cleanup = () => unknown;
const cleanups: Cleanup[] = [];
export const onCleanup = (cleanup: Cleanup): void => {
  cleanups.push(cleanup);
};
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const root = mkdtempSync(join(tmpdir(), 'ai-frame-relay-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
export const newFolder = (): string => join(root, `data-${++folders}`);

const NO_LIMIT = { perHour: 0, perDay: 0 } as const;

/**
 * A relay in this process, which takes from one address whatever tests bring; `store` replaces its disk,
 * `freeBytes` what that says it has left.
 */
export async function relayOn(
  config: Partial<RelayConfig> = {},
  store?: RelayStore,
  freeBytes?: () => Promise<number>,
): Promise<Relay> {
  const started = await startRelay(
    {
      ...DEFAULTS,
      port: 0,
      host: '127.0.0.1',
      dataFolder: config.dataFolder ?? newFolder(),
      logLevel: 'silent',
      apiPerMinuteCount: 10_000,
      reserveBytes: 0,
      sessionsQuota: NO_LIMIT,
      bytesQuota: NO_LIMIT,
      unprovenPercent: 100,
      ...config,
    },
    store,
    freeBytes,
  );
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  onCleanup(() => started.value.close());
  return started.value;
}

export async function until(condition: () => unknown, what: string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited too long for: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly type: string | null;
  readonly headers: Headers;
}

/** One request; a string goes out as it is, everything else as JSON. An answer of nothing is undefined. */
export async function send<T>(
  url: string,
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string | undefined } = {},
): Promise<Answered<T>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type');
  const answer = (text === '' ? undefined : type?.includes('json') ? JSON.parse(text) : text) as T;
  return { status: response.status, body: answer, type, headers: response.headers };
}

export const post = <T>(url: string, path: string, body: unknown, token?: string): Promise<Answered<T>> =>
  send<T>(url, 'POST', path, { body, token });

/** How often the relay has slowed somebody down since it started. */
export async function slowedCount(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^ai_frame_slowed_total (\d+)$/m.exec(text)?.[1]);
}

export async function setPolicy(url: string, host: Guest, settings: PolicyChange): Promise<void> {
  const { status } = await send(url, 'PATCH', `/api/sessions/${host.session}`, {
    body: { settings },
    token: host.token,
  });
  if (status !== 200) throw new Error(`the settings were not taken: ${status}`);
}

export interface Guest {
  readonly session: SessionId;
  readonly token: string;
  readonly user: string;
}

export async function hostOf(url: string, id: SessionId = newSessionId()): Promise<Guest> {
  const { body } = await post<SessionGrant>(url, '/api/sessions/create', { id });
  return { session: id, token: body.token, user: body.user_id };
}

/** Somebody new who joins with a code that the host makes. */
export async function guestOf(url: string, host: Guest, role: 'editor' | 'viewer'): Promise<Guest> {
  const share = await post<ShareGrant>(
    url,
    '/api/sessions/shared/create',
    { session_id: host.session, role },
    host.token,
  );
  const join = await post<JoinGrant>(url, '/api/sessions/shared/join', { share_code: share.body.share_code });
  return { session: host.session, token: join.body.token, user: join.body.user_id };
}

const socketUrl = (url: string): string => url.replace('http', 'ws');

/** A plain y-websocket client, as any Yjs app would use it. */
export function provider(url: string, guest: Guest, doc: Y.Doc = new Y.Doc()): WebsocketProvider {
  const made = new WebsocketProvider(`${socketUrl(url)}/ws/sessions`, guest.session, doc, {
    protocols: ['aiframe.v1', `token.${guest.token}`],
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  onCleanup(() => {
    made.destroy();
    doc.destroy();
  });
  return made;
}

export const synced = (each: WebsocketProvider): Promise<void> =>
  until(() => each.synced, 'a provider to sync');

export interface Received {
  readonly type: number;
  /** For sync messages. */
  readonly sync: number | undefined;
  readonly body: Uint8Array;
}

function readMessage(bytes: Uint8Array): Received {
  const decoder = decoding.createDecoder(bytes);
  const type = decoding.readVarUint(decoder);
  const sync = type === MESSAGE.sync ? decoding.readVarUint(decoder) : undefined;
  return { type, sync, body: decoding.readVarUint8Array(decoder) };
}

export const message =
  (...numbers: number[]) =>
  (body?: Uint8Array): Uint8Array =>
    encoding.encode(encoder => {
      for (const n of numbers) encoding.writeVarUint(encoder, n);
      if (body) encoding.writeVarUint8Array(encoder, body);
    });

export const step1 = message(MESSAGE.sync, SYNC.step1);
export const step2 = message(MESSAGE.sync, SYNC.step2);
export const update = message(MESSAGE.sync, SYNC.update);
export const awareness = message(MESSAGE.awareness);
export const ack = message(MESSAGE.ack);

/** One awareness entry as a whole update. */
export const state = (client: number, clock: number, value: unknown): Uint8Array =>
  encoding.encode(encoder => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(value));
  });

/** The states of an awareness message, by client. */
export function statesOf(
  body: Uint8Array,
): Map<number, { clock: number; state: Record<string, unknown> | null }> {
  const decoder = decoding.createDecoder(body);
  const states = new Map();
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    states.set(client, { clock, state: JSON.parse(decoding.readVarString(decoder)) });
  }
  return states;
}

/** A socket that says exactly what a test wants, and keeps what it hears. */
export class RawClient {
  readonly ws: WebSocket;
  readonly received: Received[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(url: string, path: string, protocols: string[], headers: Record<string, string> = {}) {
    this.ws = new WebSocket(socketUrl(url) + path, protocols, { headers, perMessageDeflate: false });
    this.ws.on('message', (data: Buffer) => this.received.push(readMessage(data)));
    this.ws.on('close', (code, reason) => {
      this.closed ??= { code, reason: reason.toString() };
    });
    this.ws.on('error', error => {
      this.closed ??= { code: -1, reason: error.message };
    });
    onCleanup(() => this.ws.terminate());
  }

  /** `plain`: a client that does not offer to understand the relay's own messages. */
  static async join(url: string, guest: Guest, manner: 'talks' | 'plain' = 'talks'): Promise<RawClient> {
    const offered = manner === 'plain' ? ['aiframe.v1', `token.${guest.token}`] : offerProtocols(guest.token);
    const client = new RawClient(url, socketPath(guest.session), offered);
    await client.hears(m => m.sync === SYNC.step1);
    return client;
  }

  send(bytes: Uint8Array): void {
    this.ws.send(bytes);
  }

  async hears(wanted: (message: Received) => unknown): Promise<Received> {
    await until(() => this.received.some(wanted) || this.closed, 'a message');
    const found = this.received.find(wanted);
    if (!found) throw new Error(`closed instead: ${JSON.stringify(this.closed)}`);
    return found;
  }

  /** Sends a barrier and waits for its answer: everything sent before is on the relay's disk. */
  async barrier(payload: number): Promise<void> {
    this.send(ack(Uint8Array.of(payload)));
    await this.hears(m => m.type === MESSAGE.ack && m.body[0] === payload);
  }

  /** Starts over: everything that the relay holds, as a document of its own. */
  async askAll(): Promise<Y.Doc> {
    this.received.length = 0;
    this.send(step1(Y.encodeStateVector(new Y.Doc())));
    const { body } = await this.hears(m => m.sync === SYNC.step2);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, body);
    onCleanup(() => doc.destroy());
    return doc;
  }

  async closes(): Promise<{ code: number; reason: string }> {
    await until(() => this.closed, 'the socket to close');
    return this.closed as { code: number; reason: string };
  }
}

/** What a client has heard of its person, the oldest first. */
export const standingsOf = (client: RawClient) =>
  client.received
    .filter(({ type }) => type === MESSAGE.standing)
    .map(({ body }) => standing.parse(JSON.parse(new TextDecoder().decode(body))));

/** The refusal that a client hears. */
export async function refusalOf(client: RawClient): Promise<RefusedUpdate> {
  const { body } = await client.hears(m => m.type === MESSAGE.refused);
  const read = readRelayMessage(refusedUpdate, new TextDecoder().decode(body));
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}

/** The relay's document, as a newcomer gets it. */
export async function fetchDocument(url: string, guest: Guest): Promise<Y.Doc> {
  const client = await RawClient.join(url, guest);
  client.send(step1(Y.encodeStateVector(new Y.Doc())));
  const { body } = await client.hears(m => m.sync === SYNC.step2);
  client.ws.close();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, body);
  onCleanup(() => doc.destroy());
  return doc;
}

/** The update that `edit` makes in `doc`. */
export function editOf(doc: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => edit(doc));
  return Y.encodeStateAsUpdate(doc, before);
}

export const equalDocs = (a: Y.Doc, b: Y.Doc): boolean =>
  Buffer.from(Y.encodeStateAsUpdate(a)).equals(Buffer.from(Y.encodeStateAsUpdate(b)));
