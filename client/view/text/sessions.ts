import { count } from './numbers.ts';

/** The library of sessions on this device, and the ways to another one. */

export const APP = 'AI Frame';
export const windowTitle = (session: string): string => `${session} · ${APP}`;
export const CLAIM = 'Place things in the real world, alone or together, with or without a network.';

export const LIST = 'Sessions on this device';
export const READING = 'Reading the sessions on this device';
export const ASIDE = 'You and this device';
export const EMPTY = {
  title: 'Nothing here yet',
  steps: [
    'Create a session. It is made on this device and needs no network.',
    'Place shapes, notes and models: on the screen, or in your room with AR.',
    'Share its code, and others see every change live.',
  ],
  line: 'No sessions on this device yet. Make one, or join somebody’s with the code that they give you.',
};
export const WITHOUT_STORAGE = 'You can create and join sessions all the same.';

/** The name of a new session. */
export const numbered = (n: number): string => `Session ${n}`;

export const CREATE = {
  label: 'New session',
  title: 'Name of the new session',
  answer: 'Create',
};
export const JOIN = {
  label: 'Join by code or link',
  short: 'Join by code',
  title: 'The code that somebody gave you',
  answer: 'Join',
  invalid: 'A code has 12 letters and digits, like 7K3M-9QXD-2RTV.',
};
export const SCAN = {
  label: 'Scan a QR code',
  title: 'Scan a code',
  picture: 'What the camera sees',
  starting: 'Starting the camera.',
  looking: 'Hold the QR code of a session into the picture.',
  other: 'That QR code is not one of a session. Try another.',
  failed: {
    title: 'The camera could not be used.',
    detail: 'Allow it for this site in the browser, or type the code instead.',
  },
};
export const IMPORT = { label: 'Import file', field: 'Session file' };

export const renameLabel = (name: string): string => `Rename ${name}`;
export const newNameLabel = (name: string): string => `New name for ${name}`;
export const deleteLabel = (name: string): string => `Delete ${name}`;
/** Why it cannot be renamed, after what the button says. */
export const HOST_RENAMES = 'only the host can.';

export const objects = (n: number): string => count(n, 'object');
/** `ago`: how long ago, in words. */
export const opened = (ago: string): string => `opened ${ago}`;
export const waiting = (n: number): { readonly title: string; readonly detail: string } => ({
  title: `${n} waiting`,
  detail: `${count(n, 'change')} saved on this device, not on the relay yet`,
});
