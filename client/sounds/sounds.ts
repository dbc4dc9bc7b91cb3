import { type SoundName, schedule } from './tones.ts';

/** Short sounds, synthesized when played. The owner calls `close`. */
export interface Sounds {
  /**
   * Plays a sound. Never throws; silent where the browser has no audio, or blocks it before the first press.
   */
  play(name: SoundName): void;
  close(): void;
}

/** The same sound is skipped within this time (ms): a group of twenty is placed at once. */
const REPEAT_MS = 60;

export function createSounds(): Sounds {
  let context: AudioContext | undefined;
  const played = new Map<SoundName, number>();

  return {
    play: name => {
      if (typeof AudioContext === 'undefined') return;
      const now = performance.now();
      if (now - (played.get(name) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
      played.set(name, now);
      context ??= createContext();
      if (!context) return;
      // It is suspended until a press, or the end of a call. A late sound is dropped.
      if (context.state === 'running') schedule(context, name);
      else void resume(context, name, now);
    },
    close: () => {
      void context?.close();
      context = undefined;
    },
  };
}

function createContext(): AudioContext | undefined {
  try {
    return new AudioContext({ latencyHint: 'interactive' });
  } catch (error) {
    // A device without an audio output, or too many pages that use it.
    console.info('There is no audio.', error);
    return undefined;
  }
}

/** A sound that is later than this (ms) is dropped. */
const LATE_MS = 250;

async function resume(context: AudioContext, name: SoundName, asked: number): Promise<void> {
  try {
    await context.resume();
  } catch (error) {
    console.info('Audio did not start.', error);
    return;
  }
  if (performance.now() - asked < LATE_MS) schedule(context, name);
}
