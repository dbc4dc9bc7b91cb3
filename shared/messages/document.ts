import { type Message, NOTHING, ON_DEVICE } from './kept.ts';

/** Edits that are not possible here, and edits that the relay did not take. */
export const DOCUMENT_MESSAGES = {
  'document/newer-format': [
    'This session was made with a newer AI Frame',
    'It is shown as it is and not changed.',
    'Update AI Frame on this device to edit it.',
  ],
  'document/invalid': ['That edit is not possible', NOTHING, 'Check the values and try again.'],
  'document/no-name': [
    'Nobody would see that name',
    'The name from before is kept.',
    'Use at least one letter, number or picture.',
  ],
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
  'document/editing-off': ['The host has turned editing off', NOTHING, 'Ask the host to turn it on.'],
  'document/settings': ['Only the host changes the session’s settings', NOTHING, 'Ask the host.'],
  'document/not-yours': ['That belongs to another person', NOTHING, 'Only they can change it.'],
  'gate/role': [
    'Your role does not allow this edit',
    ON_DEVICE,
    'Ask the host, or keep it as your own copy.',
  ],
  'gate/editing-off': [
    'The host has turned editing off',
    ON_DEVICE,
    'Ask the host to turn it on, or keep it as your own copy.',
  ],
  'gate/locked': [
    'Somebody has locked that object',
    ON_DEVICE,
    'Ask them or the host to unlock it, or keep it as your own copy.',
  ],
  'gate/settings': ['Only the host changes the session’s settings', ON_DEVICE, 'Ask the host.'],
  'gate/not-yours': ['That belongs to another person', ON_DEVICE, 'Only they can change it.'],
  'gate/client-id': [
    'Another device had used this device’s number',
    ON_DEVICE,
    'Nothing to do: your edits are sent again under a new one.',
  ],
  'gate/unknown': [
    'The relay does not know that part of a session',
    ON_DEVICE,
    'Ask whoever runs the relay to update it.',
  ],
  'gate/invalid': ['An edit has values that are not possible', ON_DEVICE, 'Change it, or discard it.'],
  'gate/full': ['The session has as many objects as it can hold', ON_DEVICE, 'Delete some, or keep a copy.'],
  'gate/too-large': ['The session is as large as it can be', ON_DEVICE, 'Delete something, or keep a copy.'],
  'gate/too-fast': ['More edits than the relay takes at once', ON_DEVICE, 'They are sent again in a moment.'],
  'gate/too-many-conflicts': [
    'Too many edits of the same thing at the same time',
    ON_DEVICE,
    'They are sent again as one.',
  ],
} as const satisfies Record<string, Message>;
