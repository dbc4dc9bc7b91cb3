import { IN_MEMORY, type Message, NOTHING } from './kept.ts';

/** The device’s disk, and files. */
export const DISK_MESSAGES = {
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
  'disk/left-behind': [
    'Another tab has brought this session in line with the relay',
    IN_MEMORY,
    'This tab follows by itself. If it does not, save a copy as a file and reload.',
  ],
  'disk/unread-edits': [
    'Edits that the relay did not take wait here for another version of AI Frame',
    'They are kept as they are; everything else was loaded.',
    'Update AI Frame on this device to decide about them.',
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
  'file/unreadable': [
    'That file is not an AI Frame session',
    NOTHING,
    'Choose a file with the ending .aiframe.',
  ],
} as const satisfies Record<string, Message>;
