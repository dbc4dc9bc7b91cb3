/** Words and codes, typed or spoken inside the headset. */

export const WRITERS = {
  keyboard: 'Type on the headset’s keyboard. Nothing is taken before you say so here.',
  voice: 'Listening. Say it, then press Stop.',
};
export const SPEECH_NEEDS_NETWORK = 'This browser understands speech only with a network.';
export const CODE_SHAPE = 'XXXX-XXXX-XXXX';
export const KEYS = {
  cancel: 'Cancel',
  done: 'Done',
  keyboard: 'Keyboard',
  keys: 'Keys',
  speak: 'Speak',
  stop: 'Stop',
  clear: 'Clear',
  shift: 'Shift',
  space: 'Space',
  erase: 'Erase',
};
