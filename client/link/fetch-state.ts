import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { closeError, MESSAGE, offerProtocols, SYNC, socketPath } from '../../shared/protocol.ts';
import {
  type Authors,
  authors,
  readRelayMessage,
  type Standing,
  standing,
} from '../../shared/relay-messages.ts';

/** A relay that is silent for longer is unreachable. */
const SILENCE_TIMEOUT_MS = 30_000;

/** The relay's copy of a session, read without sending anything. */
export interface RelayState {
  /** The whole document as one Yjs update (V1). */
  readonly update: Uint8Array;
  /** Undefined from a relay that does not send it. */
  readonly standing: Standing | undefined;
  readonly authors: Authors;
}

/** A V1 update of no structs and no deletions is two zeros. */
export const isEmpty = ({ update }: RelayState): boolean => update.length <= 2;

export interface FetchOptions {
  readonly id: SessionId;
  readonly base: string;
  readonly token: string;
  readonly WebSocket: typeof WebSocket;
}

/**
 * Reads the relay's document over a socket of its own, as a device with an empty document would. Fails with
 * `link/*`: the error of the close code, or `link/offline`.
 */
export function fetchState({ id, base, token, WebSocket }: FetchOptions): Promise<Result<RelayState>> {
  const address = new URL(socketPath(id), base);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise(resolve => {
    const socket = new WebSocket(address.href, offerProtocols(token, undefined, false));
    socket.binaryType = 'arraybuffer';
    let received: Omit<RelayState, 'update'> = { standing: undefined, authors: {} };
    const end = (result: Result<RelayState>): void => {
      clearTimeout(timeout);
      resolve(result);
      socket.close();
    };
    let timeout = setTimeout(() => end(fail('link/offline', 'no answer')), SILENCE_TIMEOUT_MS);
    socket.onopen = () => socket.send(QUESTION);
    socket.onclose = ({ code, reason }) => {
      const error = closeError(code);
      end(error ? fail(error, reason || `close code ${code}`) : fail('link/offline', `close code ${code}`));
    };
    socket.onmessage = ({ data }) => {
      clearTimeout(timeout);
      timeout = setTimeout(() => end(fail('link/offline', 'no answer')), SILENCE_TIMEOUT_MS);
      const read = readMessage(new Uint8Array(data as ArrayBuffer));
      if (!read.ok) end(read);
      else if ('update' in read.value) end(ok({ ...received, update: read.value.update }));
      else received = { ...received, ...read.value };
    };
  });
}

/** SyncStep1 of an empty document. */
const QUESTION = new Uint8Array(
  encoding.encode(encoder => {
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, SYNC.step1);
    encoding.writeVarUint8Array(encoder, Uint8Array.of(0));
  }),
);

function readMessage(bytes: Uint8Array): Result<Partial<RelayState>> {
  try {
    const decoder = decoding.createDecoder(bytes);
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync: {
        const isAnswer = decoding.readVarUint(decoder) === SYNC.step2;
        return ok(isAnswer ? { update: decoding.readVarUint8Array(decoder) } : {});
      }
      case MESSAGE.standing: {
        const read = readRelayMessage(standing, decoding.readVarString(decoder));
        return read.ok ? ok({ standing: read.value }) : read;
      }
      case MESSAGE.authors: {
        const read = readRelayMessage(authors, decoding.readVarString(decoder));
        return read.ok ? ok({ authors: read.value }) : read;
      }
      default:
        return ok({});
    }
  } catch (cause) {
    return fail('link/protocol', 'a message that cannot be read', cause);
  }
}
