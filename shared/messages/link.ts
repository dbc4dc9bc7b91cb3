import { type Message, ON_DEVICE } from './kept.ts';

/** The way to the relay. */
export const LINK_MESSAGES = {
  'link/offline': ['The relay cannot be reached', ON_DEVICE, 'Go on working. AI Frame reconnects by itself.'],
  'link/token': [
    'The relay did not accept this device’s access',
    ON_DEVICE,
    'Press “Reconnect”, or join again with a share code.',
  ],
  'link/forbidden': [
    'You were removed from this session',
    ON_DEVICE,
    'Ask the host to let you in again, or keep it as your own copy.',
  ],
  'link/origin': [
    'The relay does not let in this page’s site',
    ON_DEVICE,
    'Open AI Frame at the relay’s own address, or ask whoever runs the relay to let this site in.',
  ],
  'link/gone': [
    'This session was deleted from the relay',
    ON_DEVICE,
    'Keep working here, or save your copy as a file.',
  ],
  'link/archived': [
    'This session was put away on the relay',
    ON_DEVICE,
    'Open it again to bring it back for everybody, or keep it as your own copy.',
  ],
  'link/unreadable': [
    'The relay cannot read what it holds of this session',
    ON_DEVICE,
    'Go on here: the host’s device brings its copy back once it is connected. Tell whoever runs the relay, who may have a backup, or save yours as a file.',
  ],
  'link/relay-full': [
    'The relay’s disk is nearly full',
    ON_DEVICE,
    'Go on working: it takes your changes by itself once there is room. Tell whoever runs it.',
  ],
  'link/over-budget': [
    'You have stored as much on the relay as it takes for now',
    ON_DEVICE,
    'Go on working: it takes your changes by itself in a while. Whoever runs it can allow more.',
  ],
  'link/full': [
    'The session has no free place',
    ON_DEVICE,
    'You come in by yourself when someone leaves. The host can make room for more.',
  ],
  'link/too-large': [
    'An edit is larger than the relay accepts',
    ON_DEVICE,
    'Save your copy as a file and split the session.',
  ],
  'link/too-fast': ['The relay asks this device to slow down', ON_DEVICE, 'Press “Reconnect” in a moment.'],
  'link/epoch': [
    'The relay was restored from an older backup',
    ON_DEVICE,
    'Compare and choose what to do with your newer edits.',
  ],
  'link/protocol': [
    'The relay does not speak this version’s language',
    ON_DEVICE,
    'Update AI Frame, or check the relay’s address.',
  ],
} as const satisfies Record<string, Message>;
