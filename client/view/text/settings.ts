import { count } from './numbers.ts';

/** The settings of a session and of the person at this device. */

export const TITLE = 'Settings';
export const NAME = 'Name';
export const HOST_ONLY = 'Only the host changes these.';
export const NOT_HEARD_YET = 'The relay says the rest once it has been reached for the first time.';
const ON = 'Editors place and change things.';
export const EDITING = {
  label: 'Others may edit',
  on: ON,
  onAndHint: `${ON} Turn it off to make everybody but the host a viewer.`,
  off: 'Only the host changes things at the moment.',
};
export const PEOPLE = 'People at once';
export const HOST_UNCOUNTED = 'The host always gets in and does not count.';
export const peopleRange = (max: number): string => `From 1 to ${max}. ${HOST_UNCOUNTED}`;
export const ENDING = 'When it is done';

export const KEPT = {
  title: 'Where it is kept',
  device: 'On this device',
  relay: 'On the relay',
  never: {
    title: 'Never shared',
    detail: 'Where your room is: alignments and anchors stay on this device.',
  },
  file: {
    title: 'A file of your own',
    detail: 'The whole session, to keep or to open elsewhere.',
  },
  id: 'Session id',
};
export const deviceKeeps = (objects: number): string =>
  `The whole session, with ${count(objects, 'object')}. It opens and works without a network.`;
export const RELAY_KEEPS = {
  nothing: 'Nothing yet: this session has not met a relay.',
  before: 'What it had before. It takes nothing from this device now; the status says why.',
  everything: 'Everything, encrypted on its disk, for as long as the host wants.',
};
const LATE = {
  sending: 'on the way now',
  full: 'waiting until its disk has room',
  unreachable: 'waiting until it can be reached',
};
/** Returns what the relay lacks, and why. At least one of the two counts is above 0. */
export function relayLacks(changes: number, pictures: number, why: keyof typeof LATE): string {
  const late = [
    ...(changes > 0 ? [count(changes, 'change')] : []),
    ...(pictures > 0 ? [count(pictures, 'picture')] : []),
  ];
  return `Everything but ${late.join(' and ')}, ${LATE[why]}.`;
}

export const PROFILE = {
  title: 'You',
  seen: 'How the others see you',
  name: 'Your name',
  nameField: 'Your name, as others see it',
  color: 'Your colour',
  change: 'Press to change your name',
};
