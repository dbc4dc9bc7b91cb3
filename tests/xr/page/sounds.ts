import { SOUND_NAMES, type SoundName, schedule } from '../../../client/sounds/index.ts';

const RATE_HZ = 48_000;

/**
 * Each sound as it would be heard: its loudest moment (0 to 1), when it ends (s), and how often it crosses
 * silence.
 */
export const hearSounds = () => Promise.all(SOUND_NAMES.map(hear));

async function hear(name: SoundName) {
  const context = new OfflineAudioContext(1, RATE_HZ, RATE_HZ);
  schedule(context, name);
  const samples = (await context.startRendering()).getChannelData(0);
  return {
    loudest: samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
    ends: samples.reduce((last, each, i) => (Math.abs(each) > 1e-4 ? i : last), 0) / RATE_HZ,
    crossings: samples.filter((each, i) => each * (samples[i - 1] ?? 0) < 0).length,
  };
}
