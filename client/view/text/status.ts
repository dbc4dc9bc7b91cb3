import type { PassingLockout } from '../../../shared/errors/policy.ts';
import type { AppError } from '../../../shared/errors.ts';
import { describe } from './errors.ts';
import { count } from './numbers.ts';

/** Where the edits are, in words: `text` fits a corner, `detail` is one or two sentences. */
interface Words {
  readonly text: string;
  readonly detail: string;
}

const changes = (n: number): string => count(n, 'change');

/** An error in full: what happened, what was kept, what to do. */
export function inFull(error: AppError): string {
  const { title, kept, advice } = describe(error);
  return `${title}. ${kept} ${advice}`;
}

export const OPENING: Words = { text: 'Opening', detail: 'Reading this session from this device.' };
export const SAVING = 'Saving';
export const writing = (n: number): string => `Writing ${changes(n)} to this device.`;
export const NOT_SAVED = 'Not saved';

/** Why somebody waits outside, for what ends by itself. */
export const OUTSIDE: Record<PassingLockout, string> = {
  'link/full': 'Session full',
  'link/archived': 'Put away',
  'link/unreadable': 'Not readable on the relay',
};
export const outside = (why: string, waiting: number, isAsked: boolean): string =>
  `${why} · ${isAsked ? 'host asked' : waiting > 0 ? `${changes(waiting)} waiting` : 'saved on this device'}`;
export const ONLY_HERE = 'Only on this device';
export const ONLY_HERE_ASKED = 'Only here · host asked';

/** Of `n` edits that the relay did not take; `why`: the title of the reason. */
export const notTaken = (n: number, why: string): Words => ({
  text: `${count(n, 'edit')} not taken`,
  detail: `${why}. ${count(n, 'edit of yours is', 'edits of yours are')} on this device and not on the relay. Nothing is lost: you decide what happens.`,
});
export const hostAsked = (n: number, why: string): Words => ({
  text: `${count(n, 'edit')} · host asked`,
  detail: `${why}. The host has been asked; ${count(n, 'edit of yours is', 'edits of yours are')} safe on this device until then.`,
});
export const SORTING: Words = {
  text: 'Sorting out edits',
  detail: 'Saved on this device. What you decided is being done.',
};

/** Two lines in a phone’s corner. */
export const blocked = (isBudget: boolean, waiting: number): string =>
  `${isBudget ? 'At the limit' : 'Relay full'} · ${waiting} waiting`;

export const NO_RELAY_YET: Words = {
  text: 'Saved on this device',
  detail: 'This session has not met a relay yet.',
};
export const OFFLINE: Words = {
  text: 'Offline · saved on this device',
  detail: 'The relay has everything up to now. It cannot be reached at the moment; go on working.',
};
export const offline = (waiting: number): Words => ({
  text: `Offline · ${changes(waiting)} waiting`,
  detail: `Saved on this device. ${changes(waiting)} will go to the relay when it can be reached.`,
});
export const CONNECTING: Words = { text: 'Saved on this device', detail: 'Connecting to the relay.' };
export const connecting = (waiting: number): Words => ({
  text: `${changes(waiting)} waiting`,
  detail: 'Saved on this device. Connecting to the relay.',
});
export const ON_RELAY: Words = {
  text: 'Saved on the relay',
  detail: 'Everything is on this device and on the relay’s disk. Others see it live.',
};
export const sending = (waiting: number): Words => ({
  text: `${changes(waiting)} waiting`,
  detail: 'Saved on this device, on its way to the relay.',
});
export const REFUSED = 'Refused';

export const TITLE = 'Where your edits are';
export const ACTIONS = {
  decide: 'See what and why',
  save: 'Save again',
  reconnect: 'Reconnect',
  copy: 'Keep as my own copy',
  file: 'Save as a file',
} as const;

/** How many others are here. */
export const others = (n: number): string => (n === 0 ? 'just you' : count(n, 'other'));
export const NAME = 'Name of this session';
export const RENAME = 'Rename';
export const HOST_SETTINGS = 'Host settings';
export const CLOSED = 'Closed';
export const NO_SESSION = 'No session';
export const OPENING_SESSION = 'Opening the session';
export const BACK_TO_SESSIONS = 'Back to the sessions';
/** How many objects are in a session. */
export const objects = (n: number): string => `${count(n, 'object')} in this session`;
export const session = (name: string): string => `Session ${name}`;
