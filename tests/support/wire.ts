import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { MESSAGE, offerProtocols, SYNC, socketPath } from '../../shared/protocol.ts';
import {
  type RefusedUpdate,
  readRelayMessage,
  refusedUpdate,
  standing,
} from '../../shared/relay-messages.ts';
import { onCleanup } from './cleanup.ts';
import type { Guest } from './relay.ts';
import { until } from './until.ts';

/** Real sockets to a relay, and the messages on them. */

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

/** Returns the standings that a client has received, the oldest first. */
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
