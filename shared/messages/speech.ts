import { type Message, NOTHING } from './kept.ts';

/** Dictation. */
export const SPEECH_MESSAGES = {
  'speech/denied': [
    'This site may not use the microphone',
    NOTHING,
    'Allow it in the browser’s settings, or use the keys.',
  ],
  'speech/no-microphone': ['No microphone was found', NOTHING, 'Use the keys.'],
  'speech/nothing-heard': ['Nothing was heard', NOTHING, 'Press Speak and say it again, or use the keys.'],
  'speech/network': [
    'The browser’s speech service cannot be reached',
    NOTHING,
    'Try again when there is a network, or use the keys.',
  ],
  'speech/failed': ['The browser could not understand speech', NOTHING, 'Try again, or use the keys.'],
} as const satisfies Record<string, Message>;
