/** One voice of a sound. Times in seconds from its beginning, pitches in Hz. */
interface Tone {
  readonly wave: 'sine' | 'triangle';
  readonly from: number;
  /** The pitch at its end. */
  readonly to: number;
  readonly begins: number;
  readonly lasts: number;
  /** The peak, of full scale. */
  readonly volume: number;
}

const tone = (
  wave: Tone['wave'],
  [from, to]: readonly [number, number],
  begins: number,
  lasts: number,
  volume: number,
): Tone => ({ wave, from, to, begins, lasts, volume });

/** Quiet and short sounds that differ in shape, and not by pitch alone. */
const TONES = {
  place: [tone('sine', [330, 494], 0, 0.14, 0.16), tone('triangle', [988, 988], 0.03, 0.09, 0.04)],
  snap: [tone('triangle', [1_760, 1_568], 0, 0.045, 0.07)],
  delete: [tone('sine', [392, 174], 0, 0.2, 0.15)],
  ping: [tone('sine', [1_047, 1_047], 0, 0.09, 0.1), tone('sine', [1_047, 1_047], 0.13, 0.16, 0.1)],
  joined: [
    tone('sine', [523, 523], 0, 0.16, 0.12),
    tone('sine', [659, 659], 0.1, 0.18, 0.12),
    tone('sine', [784, 784], 0.2, 0.24, 0.12),
  ],
} as const satisfies Record<string, readonly Tone[]>;

export type SoundName = keyof typeof TONES;
export const SOUND_NAMES = Object.keys(TONES) as readonly SoundName[];

/** A shorter attack would click. */
const ATTACK_S = 0.006;
/** Exponential ramps cannot end at 0. */
const SILENCE = 0.0005;

/** Schedules a sound in `context`, from now on. */
export function schedule(context: BaseAudioContext, name: SoundName): void {
  for (const { wave, from, to, begins, lasts, volume } of TONES[name]) {
    const start = context.currentTime + begins;
    const voice = new OscillatorNode(context, { type: wave, frequency: from });
    const level = new GainNode(context, { gain: 0 });
    voice.frequency.setValueAtTime(from, start);
    voice.frequency.exponentialRampToValueAtTime(to, start + lasts);
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(volume, start + ATTACK_S);
    level.gain.exponentialRampToValueAtTime(SILENCE, start + lasts);
    voice.connect(level).connect(context.destination);
    voice.start(start);
    voice.stop(start + lasts);
  }
}
