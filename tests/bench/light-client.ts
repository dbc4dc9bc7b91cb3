import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { encodeAck, MESSAGE, offerProtocols, SYNC } from '../../shared/protocol.ts';

/**
 * Called for each message with the bytes that hold it, from `start` to before `end`; they are only good until
 * it returns.
 */
export type OnMessage = (bytes: Buffer, start: number, end: number) => void;

/** What a device has before it joins, as Yjs encodes it. */
export interface Starting {
  readonly state: Uint8Array;
  readonly stateVector: Uint8Array;
}

const BINARY = 2;
const CLOSE = 8;

/**
 * A whole message from a client (RFC 6455, 5.2): one binary frame, masked. Built ahead, so that sending it is
 * one write.
 */
export function clientFrame(payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + 4 + length);
  bytes[0] = 0x80 | BINARY;
  bytes[1] = 0x80 | (head === 2 ? length : head === 4 ? 126 : 127);
  if (head === 4) bytes.writeUInt16BE(length, 2);
  else if (head === 10) bytes.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  mask.copy(bytes, head);
  for (let i = 0; i < length; i++) bytes[head + 4 + i] = (payload[i] as number) ^ (mask[i & 3] as number);
  return bytes;
}

export function syncMessage(type: number, body: Uint8Array): Uint8Array {
  return encoding.encode(encoder => {
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, body);
  });
}

/**
 * A WebSocket that costs its process as little as can be, so that many fit beside the server that is
 * measured.
 */
export class LightClient {
  readonly #socket: Socket;
  #onMessage: OnMessage = () => undefined;
  #rest: Buffer | undefined;
  #leaving = false;

  private constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket;
    this.#rest = rest;
    socket.on('error', error => this.#lost(error.message));
    socket.on('close', () => this.#lost('the socket closed'));
  }

  /** Resolves when the server has accepted `protocols`. Nothing is read until `listen` is called. */
  static async open(url: string, path: string, protocols: readonly string[]): Promise<LightClient> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    socket.write(
      [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        `Sec-WebSocket-Protocol: ${protocols.join(', ')}`,
        '\r\n',
      ].join('\r\n'),
    );
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', chunk => {
        socket.pause();
        resolve(chunk);
      });
      socket.once('error', reject);
    });
    const end = answer.indexOf('\r\n\r\n') + 4;
    if (end < 4 || !answer.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
      throw new Error(`the server did not accept a socket: ${answer.toString('latin1')}`);
    }
    return new LightClient(socket, answer.subarray(end));
  }

  /** From now on messages go to `onMessage`; those that waited come first. */
  listen(onMessage: OnMessage): void {
    this.#onMessage = onMessage;
    if (!this.#socket.isPaused()) return;
    this.#socket.on('data', chunk => this.#read(chunk));
    this.#read(Buffer.alloc(0));
    this.#socket.resume();
  }

  /** Sends a frame made by `clientFrame`. */
  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  leave(): void {
    this.#leaving = true;
    this.#socket.destroy();
  }

  #lost(why: string): void {
    if (!this.#leaving) throw new Error(`a measured socket was lost: ${why}`);
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let at = 0;
    while (bytes.length - at >= 2) {
      let length = (bytes[at + 1] as number) & 0x7f;
      const head = length < 126 ? 2 : length === 126 ? 4 : 10;
      if (bytes.length - at < head) break;
      if (head === 4) length = bytes.readUInt16BE(at + 2);
      else if (head === 10) length = Number(bytes.readBigUInt64BE(at + 2));
      const start = at + head;
      if (bytes.length < start + length) break;
      const opcode = (bytes[at] as number) & 0x0f;
      at = start + length;
      if (opcode === BINARY) this.#onMessage(bytes, start, at);
      else if (opcode === CLOSE)
        this.#lost(`${bytes.readUInt16BE(start)} ${bytes.toString('utf8', start + 2, at)}`);
    }
    if (at < bytes.length) this.#rest = bytes.subarray(at);
  }
}

/**
 * Joins a session as a device does: both sides say what they have, `state` goes up, and the relay says that
 * it is on disk. Resolves then; call `listen` for what comes after.
 */
export async function join(url: string, path: string, token: string, doc: Starting): Promise<LightClient> {
  const client = await LightClient.open(url, path, offerProtocols(token));
  const missing = new Set(['step1', 'step2', 'ack']);
  await new Promise<void>(resolve => {
    client.listen((bytes, start, end) => {
      const decoder = decoding.createDecoder(bytes.subarray(start, end));
      const type = decoding.readVarUint(decoder);
      if (type === MESSAGE.ack) missing.delete('ack');
      else if (type === MESSAGE.sync) {
        const sync = decoding.readVarUint(decoder);
        if (sync === SYNC.step2) missing.delete('step2');
        if (sync === SYNC.step1) {
          missing.delete('step1');
          client.send(clientFrame(syncMessage(SYNC.step2, doc.state)));
          client.send(clientFrame(encodeAck(1)));
        }
      }
      if (missing.size === 0) resolve();
    });
    client.send(clientFrame(syncMessage(SYNC.step1, doc.stateVector)));
  });
  return client;
}
