import { type Message, NOTHING, ON_DEVICE } from './kept.ts';

/** The relay’s API and its own disk. */
export const API_MESSAGES = {
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
  'api/too-fast': ['Too much at once', NOTHING, 'Wait a minute, then try again.'],
  'api/too-slow': [
    'It came in too slowly for the relay',
    'What arrived of a file is kept there for a while.',
    'Try again with a better connection.',
  ],
  'api/budget': [
    'The relay takes no more from here for now',
    ON_DEVICE,
    'Go on working: it takes more by itself in a while. Whoever runs the relay can allow more.',
  ],
  'api/may-not-create': [
    'This relay does not let everybody create sessions',
    ON_DEVICE,
    'Go on here, or ask whoever runs the relay. A share code lets you join a session of somebody else.',
  ],
  'api/too-large': ['That is too large for the relay', NOTHING, 'Make it smaller.'],
  'api/deleted': [
    'This session was deleted by its host',
    ON_DEVICE,
    'Keep your copy as a new session, or delete it here too.',
  ],
  'api/full': [
    'The session is full',
    NOTHING,
    'Ask the host to let more people in, or wait until someone leaves.',
  ],
  'api/in-use': ['Somebody is in the session', NOTHING, 'It can be put away when everybody has left.'],
  'api/hash': ['The file arrived damaged', NOTHING, 'It is sent again.'],
  'api/media-type': [
    'The relay does not take files of that kind',
    NOTHING,
    'Pictures are PNG, JPEG or WebP.',
  ],
  'api/name-taken': ['There is a picture of that name already', NOTHING, 'Choose another name.'],
  'api/range': ['That part of the file is not there', NOTHING, 'It is sent again from the right place.'],
  'api/quota': [
    'The session has no room for more files',
    NOTHING,
    'Delete pictures or models that nobody needs.',
  ],
  'api/unreadable': [
    'The relay cannot read what it holds of this session',
    'Nothing of it was thrown away, and copies on devices are as they were.',
    'Tell whoever runs the relay, who may have a backup. The host’s device brings its own copy back when the session is opened there.',
  ],
  'api/unavailable': ['The relay cannot be reached', NOTHING, 'This works once the relay can be reached.'],
  'store/unavailable': [
    'The relay cannot write to its disk',
    'Edits stay on the devices.',
    'Look at the relay’s data folder and free space, then restart it.',
  ],
  'store/full': [
    'The relay’s disk is nearly full',
    NOTHING,
    'Tell whoever runs the relay. It takes new work by itself once there is room.',
  ],
  'store/key': [
    'The relay’s master key does not open its data folder',
    'Everything is still there.',
    'Set AI_FRAME_MASTER_KEY or AI_FRAME_MASTER_KEY_FILE to the key that it was sealed with.',
  ],
  'store/damaged': [
    'The relay’s data is damaged',
    'Nothing was changed, and nothing was written.',
    'Restore the newest backup into another folder (AI_FRAME_DATA); “ai-frame verify” says what is damaged. Devices keep their own copies.',
  ],
  'store/restoring': [
    'A restore into this data folder was not finished',
    'Nothing was changed.',
    'Give “ai-frame restore” the backup once more, or remove the folder “restoring” to go on without it.',
  ],
  'store/starting': [
    'Another relay is starting on this data folder, or was killed as it started',
    NOTHING,
    'Try again in a few seconds. If this stays and no relay runs, remove relay.lock.takeover from the folder.',
  ],
  'store/unknown-files': [
    'The data folder holds files of sessions that its store does not know, and nothing was touched',
    'Everything is still there.',
    'Put the relay.mdb back that belongs to them, restore a backup into an empty folder, or move blobs/ and archive/ away.',
  ],
  'backup/exists': ['There is a file of that name already', NOTHING, 'Choose another name.'],
  'backup/not-empty': [
    'A backup is restored into an empty data folder',
    NOTHING,
    'Choose another folder with AI_FRAME_DATA, or move away what is in it.',
  ],
  'backup/damaged': ['The backup is not whole', NOTHING, 'Take another one.'],
  'store/locked': [
    'Another relay is using this data folder',
    NOTHING,
    'Stop the other relay, or choose another folder with AI_FRAME_DATA.',
  ],
} as const satisfies Record<string, Message>;
