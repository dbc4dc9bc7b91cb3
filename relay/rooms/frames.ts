import { Buffer } from 'node:buffer';
import * as encoding from 'lib0/encoding';
import { MESSAGE, SYNC } from '../../shared/protocol.ts';
import type { Authors, RefusedUpdate, Standing } from '../../shared/relay-messages.ts';

const FINAL_BINARY = 0x82;

/**
 * Writes the head of a frame with a payload of this length (RFC 6455, 5.2), and leaves room for the payload.
 */
function open(length: number): { readonly bytes: Buffer; readonly head: number } {
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = FINAL_BINARY;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  return { bytes, head };
}

/**
 * Returns one whole WebSocket message from the relay (RFC 6455, 5.2): binary, one frame, not masked, as a
 * server must send it. The same bytes serve every receiver, so a message is framed once however many there
 * are.
 */
export function frame(payload: Uint8Array): Buffer {
  const { bytes, head } = open(payload.length);
  bytes.set(payload, head);
  return bytes;
}

/** Returns how many bytes lib0 writes `n` in. */
function varUintLength(n: number): number {
  let length = 1;
  for (let rest = n; rest > 127; rest = Math.floor(rest / 128)) length += 1;
  return length;
}

/** Writes `n` as lib0 does; returns where it ends. */
function writeVarUint(bytes: Buffer, at: number, n: number): number {
  let end = at;
  let rest = n;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[end++] = 128 | (rest & 127);
  bytes[end++] = rest;
  return end;
}

/**
 * Returns the frame of a message that is numbers and then bytes. Written straight into the frame, with no
 * copies in between.
 */
function messageFrame(numbers: readonly number[], body: Uint8Array): Buffer {
  let length = varUintLength(body.length) + body.length;
  for (const n of numbers) length += varUintLength(n);
  const { bytes, head } = open(length);
  let at = head;
  for (const n of numbers) at = writeVarUint(bytes, at, n);
  bytes.set(body, writeVarUint(bytes, at, body.length));
  return bytes;
}

export const step1Frame = (stateVector: Uint8Array): Buffer =>
  messageFrame([MESSAGE.sync, SYNC.step1], stateVector);
export const step2Frame = (update: Uint8Array): Buffer => messageFrame([MESSAGE.sync, SYNC.step2], update);
export const updateFrame = (update: Uint8Array): Buffer => messageFrame([MESSAGE.sync, SYNC.update], update);
export const ackFrame = (payload: Uint8Array): Buffer => messageFrame([MESSAGE.ack], payload);

const textMessage = (type: number, value: unknown): Buffer =>
  messageFrame([type], Buffer.from(JSON.stringify(value)));
export const standingFrame = (standing: Standing): Buffer => textMessage(MESSAGE.standing, standing);
export const refusedFrame = (refused: RefusedUpdate): Buffer => textMessage(MESSAGE.refused, refused);
export const authorsFrame = (authors: Authors): Buffer => textMessage(MESSAGE.authors, authors);

/** Returns an awareness message of entries that are already encoded. */
export function awarenessFrame(entries: readonly Uint8Array[]): Buffer {
  const body = encoding.encode(encoder => {
    encoding.writeVarUint(encoder, entries.length);
    for (const entry of entries) encoding.writeUint8Array(encoder, entry);
  });
  return messageFrame([MESSAGE.awareness], body);
}

/** An empty message that resets y-websocket's 30 s timer, which no ping frame does. */
export const KEEP_ALIVE_FRAME = awarenessFrame([]);
