import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { ErrorCode } from './errors.ts';
import { isSessionId, type SessionId } from './ids.ts';
import type { DeviceTime } from './time.ts';

/**
 * The wire between device and relay; the rules are in `docs/protocol.md`. Messages 0 to 3 are y-websocket's
 * own.
 */
export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /**
   * `varUint 102, varUint8Array payload`: answered with the same bytes when all that came before it is on
   * disk.
   */
  ack: 102,
  /**
   * Relay to device: `varUint 103, varString JSON of RefusedUpdate`: an update was not taken, and nothing
   * of it merges anywhere.
   */
  refused: 103,
  /**
   * Relay to device: `varUint 104, varString JSON of Authors`: whose Yjs client ids are whose. All of them on
   * joining, then the new ones.
   */
  authors: 104,
  /**
   * Relay to device: `varUint 105, varString JSON of Standing`: first of all after joining, and again
   * whenever it changes.
   */
  standing: 105,
} as const;

/** Sub-types of `MESSAGE.sync`. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

export const SUBPROTOCOL = 'aiframe.v1';
/** Offered beside it by clients that understand messages 103 to 105; only they are sent any. */
const EXTENSIONS = 'aiframe.talk';
/** Offered by a device that reconnects by itself: it does not reopen a session that its host has put away. */
const AUTOMATIC = 'aiframe.unasked';
const TOKEN_PREFIX = 'token.';
const EPOCH_PREFIX = 'epoch.';
const CLOCK_PREFIX = 'clock.';

/**
 * Of every answer of the API: when it was sent, by the relay's clock. `Date` tells no more than seconds, and
 * a proxy may write its own.
 */
export const TIME_HEADER = 'server-time';

/**
 * The subprotocols that the client offers; the relay selects the first. The token travels here because URLs
 * end up in logs. `epoch` names the history that this device's copy belongs to: the relay lets no copy of
 * another history in. A client with an empty document offers none. `isUserInitiated`: a person wants to be
 * in, which also brings back a session that its host has put away. `now` lets the relay understand the times
 * that this device has written into the document, where the two clocks are not known to agree.
 */
export const offerProtocols = (
  token: string,
  epoch?: string,
  isUserInitiated = true,
  now?: DeviceTime,
): string[] => [
  SUBPROTOCOL,
  EXTENSIONS,
  ...(isUserInitiated ? [] : [AUTOMATIC]),
  TOKEN_PREFIX + token,
  ...(epoch === undefined ? [] : [EPOCH_PREFIX + epoch]),
  ...(now === undefined ? [] : [CLOCK_PREFIX + now]),
];

/** Whether the device reconnects by itself, without a person who asked for it. */
export const isAutomatic = (offered: readonly string[]): boolean => offered.includes(AUTOMATIC);

/**
 * Whether the client understands messages 103 to 105. A plain y-websocket client would log each as an error.
 */
export const supportsExtensions = (offered: readonly string[]): boolean => offered.includes(EXTENSIONS);

/** The token among offered subprotocols; undefined where there is none or `aiframe.v1` was not offered. */
export function tokenOf(offered: readonly string[]): string | undefined {
  if (!offered.includes(SUBPROTOCOL)) return undefined;
  return offered.find(each => each.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length);
}

/** The epoch among offered subprotocols; undefined where there is none. */
export const epochOf = (offered: readonly string[]): string | undefined =>
  offered.find(each => each.startsWith(EPOCH_PREFIX))?.slice(EPOCH_PREFIX.length);

/** Clocks that differ by less agree: it may be latency. */
export const CLOCKS_AGREE_MS = 5_000;

/** Returns the device's clock minus the relay's, which reads `now`, in ms; 0 where none was sent. */
export function clockAheadOf(offered: readonly string[], now: number): number {
  const said = offered.find(each => each.startsWith(CLOCK_PREFIX))?.slice(CLOCK_PREFIX.length);
  if (said === undefined || !/^\d{1,15}$/.test(said)) return 0;
  const ahead = Number(said) - now;
  return Math.abs(ahead) < CLOCKS_AGREE_MS ? 0 : ahead;
}

const SOCKET_PATH = '/ws/sessions/';
export const socketPath = (id: SessionId): string => SOCKET_PATH + id;

/** The session that an upgrade request asks for; undefined for any other path. */
export function sessionOfPath(path: string): SessionId | undefined {
  const id = path.startsWith(SOCKET_PATH) ? path.slice(SOCKET_PATH.length) : undefined;
  return isSessionId(id) ? id : undefined;
}

/**
 * Close codes 4400 to 4499 are final: y-websocket does not reconnect after them. Everything else is retried.
 */
export const CLOSE = {
  badRequest: 4400,
  token: 4401,
  forbidden: 4403,
  gone: 4404,
  /** A page of another site, opened with a visitor's browser. */
  origin: 4406,
  full: 4409,
  /** The device offered the epoch of another history of this session than the relay's. */
  epoch: 4410,
  tooLarge: 4413,
  /** The relay's data of this session cannot be read: trying again would not help. */
  unreadable: 4422,
  /**
   * The host has put the session away. Coming back would bring it back at once, so that is for a person to
   * decide.
   */
  archived: 4423,
  tooFast: 4429,
} as const;
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** Close codes of RFC 6455 and its registry: devices reconnect by themselves after each of them. */
export const CLOSE_FOR_NOW = {
  goingAway: 1001,
  /**
   * The code that `ws` closes with; the relay makes `CLOSE.tooLarge` of it, as the message sent again would
   * be as large.
   */
  messageTooBig: 1009,
  failed: 1011,
  restarts: 1012,
  tryAgain: 1013,
} as const;

const CLOSE_ERRORS: Record<CloseCode, ErrorCode> = {
  [CLOSE.badRequest]: 'link/protocol',
  [CLOSE.token]: 'link/token',
  [CLOSE.forbidden]: 'link/forbidden',
  [CLOSE.gone]: 'link/gone',
  [CLOSE.origin]: 'link/origin',
  [CLOSE.full]: 'link/full',
  [CLOSE.epoch]: 'link/epoch',
  [CLOSE.tooLarge]: 'link/too-large',
  [CLOSE.unreadable]: 'link/unreadable',
  [CLOSE.archived]: 'link/archived',
  [CLOSE.tooFast]: 'link/too-fast',
};

/** The error that a close code stands for; undefined for codes that mean "try again". */
export function closeError(code: number): ErrorCode | undefined {
  if (code < 4400 || code > 4499) return undefined;
  return (CLOSE_ERRORS as Record<number, ErrorCode>)[code] ?? 'link/protocol';
}

/** The close code for an error of access. */
export function closeCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'api/unauthorized':
      return CLOSE.token;
    case 'api/not-found':
    case 'api/deleted':
      return CLOSE.gone;
    case 'api/unavailable':
      return CLOSE_FOR_NOW.tryAgain;
    default:
      return CLOSE.forbidden;
  }
}

/** Whether a close code is for what the peer sends, of which there may be much more on its way. */
export const isProtocolAbuse = (code: number): boolean =>
  code === CLOSE.badRequest || code === CLOSE.tooLarge || code === CLOSE.tooFast;

/** An ack barrier with a number that only its sender reads. */
export function encodeAck(version: number): Uint8Array {
  return encoding.encode(encoder => {
    encoding.writeVarUint(encoder, MESSAGE.ack);
    encoding.writeVarUint8Array(
      encoder,
      encoding.encode(payload => encoding.writeVarUint(payload, version)),
    );
  });
}

/** The number of an ack, its message type already read. Throws on malformed bytes, as lib0 does. */
export function readAck(decoder: decoding.Decoder): number {
  return decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder)));
}
