export { createSounds, type Sounds } from './sounds.ts';
export { SOUND_NAMES, type SoundName, schedule } from './tones.ts';
