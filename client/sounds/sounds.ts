import { type SoundName, schedule } from './tones.ts';

/** Short sounds, made as they are played. Whoever made it calls `close`. */
export interface Sounds {
  /**
   * Never throws; silent where the browser has no audio, gives this page none, or lets nothing be heard
   * before the first press.
   */
  play(name: SoundName): void;
  close(): void;
}

/** The same sound again within this time (ms) is one too many: a group of twenty is placed in one moment. */
const REST_MS = 60;

export function createSounds(): Sounds {
  let context: AudioContext | undefined;
  const played = new Map<SoundName, number>();

  return {
    play: name => {
      if (typeof AudioContext === 'undefined') return;
      const now = performance.now();
      if (now - (played.get(name) ?? Number.NEGATIVE_INFINITY) < REST_MS) return;
      played.set(name, now);
      context ??= opened();
      if (!context) return;
      // It waits for a press, or for the end of a call. A sound that comes later than its cause is none.
      if (context.state === 'running') schedule(context, name);
      else void wake(context, name, now);
    },
    close: () => {
      void context?.close();
      context = undefined;
    },
  };
}

function opened(): AudioContext | undefined {
  try {
    return new AudioContext({ latencyHint: 'interactive' });
  } catch (error) {
    // A device without a way out, or too many pages that have one.
    console.info('There is no audio.', error);
    return undefined;
  }
}

/** Longer than this (ms) after its cause a sound only confuses. */
const LATE_MS = 250;

async function wake(context: AudioContext, name: SoundName, asked: number): Promise<void> {
  try {
    await context.resume();
  } catch (error) {
    console.info('Audio did not start.', error);
    return;
  }
  if (performance.now() - asked < LATE_MS) schedule(context, name);
}
