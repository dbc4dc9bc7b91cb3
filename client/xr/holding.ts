import type { AppError } from '../../shared/errors.ts';
import type { AlignmentQuality, SpaceState, StoredAlignment } from '../model/index.ts';
import type { FrameSource } from './frame-source.ts';

/** A place that a restored anchor may show any moment. */
export interface Candidate {
  readonly stored: StoredAlignment;
  readonly source: FrameSource;
}

/** What holds a session in the room. */
export type Holding =
  /** `asked`: anchors that have not answered. */
  | { readonly way: 'looking'; readonly candidates: readonly Candidate[]; readonly asked: number }
  | { readonly way: 'unaligned' }
  | {
      readonly way: 'aligned';
      readonly of: StoredAlignment['of'];
      readonly quality: AlignmentQuality;
      readonly kept: 'anchor' | 'visit' | 'last';
      /** Undefined where nothing but the last word holds it. */
      readonly source: FrameSource | undefined;
      readonly anchor: 'wanted' | 'settled';
    };

export type Aligned = Extract<Holding, { way: 'aligned' }>;

const START: AlignmentQuality = { by: 'start', rms: undefined, at: 0 };

/** A session without reference points: in the device's own place, or wherever AR begins. */
export const atHome = (stored: StoredAlignment | undefined): Aligned => ({
  way: 'aligned',
  of: undefined,
  quality: stored ? { by: stored.by, rms: stored.rms, at: stored.at } : START,
  kept: stored ? 'last' : 'visit',
  source: undefined,
  anchor: 'wanted',
});

/** The person said so: here, whatever may be right. */
export const STAYING: Aligned = {
  way: 'aligned',
  of: undefined,
  quality: START,
  kept: 'last',
  source: undefined,
  anchor: 'settled',
};

/** The same, as others see it. */
export function stateOf(holding: Holding, problem: AppError | undefined): SpaceState {
  if (holding.way === 'looking') return { state: 'looking' };
  if (holding.way === 'unaligned') return { state: 'unaligned', problem };
  const { of, quality, kept } = holding;
  return { state: 'aligned', frame: of?.frame, quality, kept, problem };
}
