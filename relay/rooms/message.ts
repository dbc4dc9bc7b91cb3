import * as decoding from 'lib0/decoding';
import { MESSAGE, SYNC } from '../../shared/protocol.ts';

/** A device's message, one WebSocket message each. */
export type Message =
  | { readonly type: 'step1' | 'step2' | 'update' | 'awareness' | 'ack'; readonly body: Uint8Array }
  | { readonly type: 'query-awareness' }
  /**
   * `auth`, which only relays send, and whatever a newer app may send: passed over, so that it can talk to an
   * older relay.
   */
  | { readonly type: 'other' };

const SYNC_TYPES: Readonly<Record<number, 'step1' | 'step2' | 'update'>> = {
  [SYNC.step1]: 'step1',
  [SYNC.step2]: 'step2',
  [SYNC.update]: 'update',
};

/** Reads one message, its bodies as views of `bytes`; undefined for bytes that are none. */
export function readMessage(bytes: Uint8Array): Message | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    const body = (): Uint8Array => decoding.readVarUint8Array(decoder);
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync: {
        const type = SYNC_TYPES[decoding.readVarUint(decoder)];
        return type && { type, body: body() };
      }
      case MESSAGE.awareness:
        return { type: 'awareness', body: body() };
      case MESSAGE.queryAwareness:
        return { type: 'query-awareness' };
      case MESSAGE.ack:
        return { type: 'ack', body: body() };
      default:
        return { type: 'other' };
    }
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
