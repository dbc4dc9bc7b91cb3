import { Buffer } from 'node:buffer';
import * as encoding from 'lib0/encoding';
import { MESSAGE, SYNC } from '../../shared/protocol.ts';

const FINAL_BINARY = 0x82;

/**
 * One whole WebSocket message from the relay (RFC 6455, 5.2): binary, one frame, not masked, as a server must send it. The same bytes
 * serve every receiver, so a message is framed once however many hear it.
 */
export function frame(payload: Uint8Array): Buffer {
  const { length } = payload;
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
  bytes.set(payload, head);
  return bytes;
}

const syncFrame = (type: number, body: Uint8Array): Buffer =>
  frame(
    encoding.encode(encoder => {
      encoding.writeVarUint(encoder, MESSAGE.sync);
      encoding.writeVarUint(encoder, type);
      encoding.writeVarUint8Array(encoder, body);
    }),
  );

export const step1Frame = (stateVector: Uint8Array): Buffer => syncFrame(SYNC.step1, stateVector);
export const step2Frame = (update: Uint8Array): Buffer => syncFrame(SYNC.step2, update);
export const updateFrame = (update: Uint8Array): Buffer => syncFrame(SYNC.update, update);

export const ackFrame = (payload: Uint8Array): Buffer =>
  frame(
    encoding.encode(encoder => {
      encoding.writeVarUint(encoder, MESSAGE.ack);
      encoding.writeVarUint8Array(encoder, payload);
    }),
  );

/** An awareness message of entries that are already encoded. */
export const awarenessFrame = (entries: readonly Uint8Array[]): Buffer =>
  frame(
    encoding.encode(encoder => {
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      const body = encoding.encode(inner => {
        encoding.writeVarUint(inner, entries.length);
        for (const entry of entries) encoding.writeUint8Array(inner, entry);
      });
      encoding.writeVarUint8Array(encoder, body);
    }),
  );

/** Says nothing, and so resets y-websocket's 30 s timer, which no ping frame does. */
export const KEEP_ALIVE_FRAME = awarenessFrame([]);
