/**
 * Every failure that a user or an operator can meet, as data. Expected failures are returned as `Result`; bugs throw.
 * `describe` is the only place that turns a code into sentences: what happened, what was kept, what to do.
 */

export type ErrorCode =
  // the device's disk
  | 'disk/full'
  | 'disk/blocked'
  | 'disk/unavailable'
  | 'disk/closed'
  | 'disk/corrupt-row'
  | 'disk/not-found'
  | 'disk/deleted'
  // the document
  | 'document/newer-format'
  | 'document/invalid'
  | 'document/too-large'
  | 'document/locked'
  | 'document/role'
  // the way to the relay
  | 'link/offline'
  | 'link/token'
  | 'link/forbidden'
  | 'link/gone'
  | 'link/full'
  | 'link/too-large'
  | 'link/too-fast'
  | 'link/protocol'
  // the relay's API
  | 'api/bad-request'
  | 'api/not-found'
  | 'api/conflict'
  | 'api/code-unknown'
  | 'api/unauthorized'
  | 'api/forbidden'
  | 'api/too-fast'
  | 'api/too-large'
  | 'api/unavailable'
  // the picture
  | 'scene/no-webgl'
  // XR
  | 'xr/unsupported'
  | 'xr/denied'
  | 'xr/failed'
  | 'xr/no-floor'
  // files
  | 'file/unreadable'
  // the relay's own disk
  | 'store/unavailable'
  | 'store/locked';

export interface AppError {
  readonly code: ErrorCode;
  /** What a log may hold: a library's message, a name of a limit. Never a token, never content. */
  readonly detail?: string;
  readonly cause?: unknown;
}

export type Result<T, E = AppError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = (
  code: ErrorCode,
  detail?: string,
  cause?: unknown,
): { readonly ok: false; readonly error: AppError } => ({
  ok: false,
  error: { code, ...(detail === undefined ? {} : { detail }), ...(cause === undefined ? {} : { cause }) },
});

/** A failure in words: a title, what was kept, and what the reader can do. */
export interface Described {
  readonly title: string;
  readonly kept: string;
  readonly advice: string;
}

const IN_MEMORY = 'Your edits are kept in this tab’s memory, not on the device.';
const ON_DEVICE = 'Everything you did is saved on this device.';
const NOTHING = 'Nothing was changed.';

const SENTENCES: Record<ErrorCode, readonly [title: string, kept: string, advice: string]> = {
  'disk/full': [
    'This device’s storage is full',
    IN_MEMORY,
    'Save a copy as a file, free some space, then press “Try again”.',
  ],
  'disk/blocked': [
    'Another tab is keeping the storage busy',
    IN_MEMORY,
    'Close the other AI Frame tabs, then press “Try again”.',
  ],
  'disk/unavailable': [
    'This browser does not let AI Frame store anything',
    IN_MEMORY,
    'Leave private browsing, or save a copy as a file before you close this tab.',
  ],
  'disk/closed': [
    'The browser closed the storage',
    IN_MEMORY,
    'Press “Try again”. If it stays closed, save a copy as a file and reload.',
  ],
  'disk/corrupt-row': [
    'A part of this session’s saved data could not be read',
    'The unreadable part was set aside; the rest was loaded.',
    'Connect to the relay to get missing edits back from it.',
  ],
  'disk/not-found': [
    'This session is not on this device',
    NOTHING,
    'Open it with its share code, or create a new session.',
  ],
  'disk/deleted': [
    'This session was deleted from this device in another tab',
    IN_MEMORY,
    'Press “Try again” to keep it on this device after all, or save a copy as a file.',
  ],
  'document/newer-format': [
    'This session was made with a newer AI Frame',
    'It is shown as it is and not changed.',
    'Update AI Frame on this device to edit it.',
  ],
  'document/invalid': ['That edit is not possible', NOTHING, 'Check the values and try again.'],
  'document/too-large': [
    'This session is full',
    NOTHING,
    'Delete some objects, or continue in a new session.',
  ],
  'document/locked': ['Someone else has locked that object', NOTHING, 'Ask them to unlock it.'],
  'document/role': [
    'You can look at this session, not change it',
    NOTHING,
    'Ask the host for permission to edit.',
  ],
  'link/offline': ['The relay cannot be reached', ON_DEVICE, 'Go on working. AI Frame reconnects by itself.'],
  'link/token': [
    'The relay did not accept this device’s access',
    ON_DEVICE,
    'Press “Reconnect”, or join again with a share code.',
  ],
  'link/forbidden': [
    'The relay refused your edits to this session',
    ON_DEVICE,
    'Ask the host for permission, or save your copy as a file.',
  ],
  'link/gone': [
    'This session was deleted from the relay',
    ON_DEVICE,
    'Keep working here, or save your copy as a file.',
  ],
  'link/full': ['The session has no free place', ON_DEVICE, 'Try again when someone has left.'],
  'link/too-large': [
    'An edit is larger than the relay accepts',
    ON_DEVICE,
    'Save your copy as a file and split the session.',
  ],
  'link/too-fast': ['The relay asks this device to slow down', ON_DEVICE, 'Press “Reconnect” in a moment.'],
  'link/protocol': [
    'The relay does not speak this version’s language',
    ON_DEVICE,
    'Update AI Frame, or check the relay’s address.',
  ],
  'api/bad-request': ['The relay did not understand the request', NOTHING, 'Check what you entered.'],
  'api/not-found': ['There is nothing at that address', NOTHING, 'Check the link.'],
  'api/conflict': [
    'That session id belongs to someone else',
    ON_DEVICE,
    'Save your copy as a file and import it as a new session.',
  ],
  'api/code-unknown': [
    'That code does not open a session',
    NOTHING,
    'It may be mistyped, used up or expired. Ask the host for a new one.',
  ],
  'api/unauthorized': ['The relay does not know this device', NOTHING, 'Join with a share code.'],
  'api/forbidden': ['You may not do that in this session', NOTHING, 'Ask the host.'],
  'api/too-fast': ['Too many tries', NOTHING, 'Wait a minute, then try again.'],
  'api/too-large': ['That is too large for the relay', NOTHING, 'Make it smaller.'],
  'api/unavailable': ['The relay cannot be reached', NOTHING, 'This works once the relay can be reached.'],
  'scene/no-webgl': [
    'This browser cannot draw in 3D',
    'Your sessions are safe, can be exported and still reach the relay.',
    'Turn on hardware acceleration, or open AI Frame in another browser.',
  ],
  'xr/unsupported': [
    'This browser has no AR or VR',
    NOTHING,
    'Place objects on the screen, or open AI Frame on a headset or an AR phone.',
  ],
  'xr/denied': [
    'The browser was not allowed to start AR',
    NOTHING,
    'Allow “Virtual and augmented reality” for this site, then enter AR again.',
  ],
  'xr/failed': [
    'AR did not start',
    NOTHING,
    'Try again. If it stays, restart the browser; the session is safe.',
  ],
  'xr/no-floor': [
    'The headset does not know where the floor is',
    NOTHING,
    'Set the room up in the headset’s settings, then enter AR again.',
  ],
  'file/unreadable': [
    'That file is not an AI Frame session',
    NOTHING,
    'Choose a file with the ending .aiframe.',
  ],
  'store/unavailable': [
    'The relay cannot write to its disk',
    'Edits stay on the devices.',
    'Look at the relay’s data folder and free space, then restart it.',
  ],
  'store/locked': [
    'Another relay is using this data folder',
    NOTHING,
    'Stop the other relay, or choose another folder with AI_FRAME_DATA.',
  ],
};

export function describe(error: AppError): Described {
  const [title, kept, advice] = SENTENCES[error.code];
  return { title, kept, advice };
}

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(SENTENCES, value);

/** For broken promises of our own code: never for bad input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** The end of an exhaustive switch: a value here is a bug in the caller. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
