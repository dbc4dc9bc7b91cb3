import type { LinkState, Permission } from '../../model/index.ts';
import { ARCHIVE, EVERYWHERE } from './deletion.ts';
import { ROLE_WORDS } from './numbers.ts';
import { EDITING, HOST_UNCOUNTED, PEOPLE } from './settings.ts';

/** Why nothing can be changed here, in a sentence. */
export const READ_ONLY: Record<Exclude<Permission, 'edit'>, string> = {
  viewer: ROLE_WORDS.viewer.detail,
  'editing-off': 'The host has turned editing off for now. You can look, and ask to edit.',
};

/** Why something that only the relay can do has to wait. */
export const NEEDS_RELAY: Record<Exclude<LinkState['state'], 'live'>, string> = {
  off: 'This session has not met a relay yet. It works once one can be reached.',
  connecting: 'Connecting to the relay.',
  offline: 'The relay cannot be reached now. It works when it is back.',
  refused: 'The relay does not let this device in. The status says why.',
};

export const NEEDS_HOST = 'Only the host changes this.';

/** The host's settings for everybody and the end of a session, in a headset. */
export const HOST_SETTINGS = {
  note: 'What you decide here is so for everybody.',
  unknown: 'The relay says what is set once it has been reached.',
  editing: EDITING,
  switches: { on: 'On', off: 'Off', unknown: 'Unknown' },
  people: (max: number | undefined): string => (max === undefined ? PEOPLE : `${PEOPLE}: ${max}`),
  peopleDetail: HOST_UNCOUNTED,
  archive: ARCHIVE.label,
  remove: EVERYWHERE.answer,
  goOn: 'Go on',
  typeToDelete: (word: string): string => `To delete it for everybody, type “${word}”`,
} as const;
