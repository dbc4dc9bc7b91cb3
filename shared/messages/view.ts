import { type Message, NOTHING } from './kept.ts';

/** The picture and XR. */
export const VIEW_MESSAGES = {
  'app/bug': [
    'Something in AI Frame went wrong',
    'What was saved on this device stays there.',
    'Try it again. If it does not work, reload the page.',
  ],
  'scene/no-webgl': [
    'This browser cannot draw in 3D',
    'Your sessions are safe, can be exported and still reach the relay.',
    'Turn on hardware acceleration, or open AI Frame in another browser.',
  ],
  'scene/no-picture': [
    'The browser could not make a picture',
    NOTHING,
    'Try again. If it stays, close other tabs: it may be out of memory.',
  ],
  'scene/nothing-to-save': [
    'There is nothing to put into a file',
    NOTHING,
    'Place something first, or show what is hidden.',
  ],
  'scene/file-too-large': [
    'This scene is too large for one file',
    'The session stays as it is.',
    'Hide a part of it, then save it as a file again.',
  ],
  'scene/file-failed': [
    'The file could not be made',
    'The session stays as it is.',
    'Try again. If it stays, hide a part of the scene: the browser may be out of memory.',
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
} as const satisfies Record<string, Message>;
