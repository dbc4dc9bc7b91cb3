import type { AppError } from '../../shared/errors.ts';
import { type Alignment, distance, type Vec3 } from '../../shared/pose.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { AlignmentQuality, SpaceState, StoredAlignment, Told } from '../model/index.ts';
import { deviceNow } from '../model/index.ts';
import { type AlignmentTarget, labelOf, pointsOf } from './alignment-target.ts';
import { type FrameSource, readSource } from './frame-source.ts';

/** A place that a restored anchor may show any moment. */
export interface Candidate {
  readonly stored: StoredAlignment;
  readonly source: FrameSource;
}

/** The way in which a session is held in its place. */
export type Holding =
  /** `asked`: anchors that have not answered. */
  | { readonly way: 'looking'; readonly candidates: readonly Candidate[]; readonly asked: number }
  | { readonly way: 'unaligned' }
  /** As a headset in the same room tells; `at`: since when. */
  | { readonly way: 'shared'; readonly heard: Told; readonly at: DeviceTime }
  | {
      readonly way: 'aligned';
      readonly of: StoredAlignment['of'];
      readonly quality: AlignmentQuality;
      /**
       * The frame's points when it was found by them (session space); undefined where it was not.
       */
      readonly points: readonly Vec3[] | undefined;
      readonly kept: 'anchor' | 'visit' | 'last';
      /** Undefined where nothing but the last word holds it. */
      readonly source: FrameSource | undefined;
      readonly anchor: 'wanted' | 'settled';
    };

export type Aligned = Extract<Holding, { way: 'aligned' }>;

const START: AlignmentQuality = { by: 'start', rms: undefined, at: 0 as DeviceTime };

/** A session without reference points: in the device's own place, or wherever AR begins. */
export const atHome = (stored: StoredAlignment | undefined): Aligned => ({
  way: 'aligned',
  of: undefined,
  quality: stored ? { by: stored.by, rms: stored.rms, at: stored.at } : START,
  points: undefined,
  kept: stored ? 'last' : 'visit',
  source: undefined,
  anchor: 'wanted',
});

/** The person said so: here, whatever may be right. */
export const STAYING: Aligned = {
  way: 'aligned',
  of: undefined,
  quality: START,
  points: undefined,
  kept: 'last',
  source: undefined,
  anchor: 'settled',
};

/** The place of the first anchor that the headset sees, as it says now. */
export function firstSeen(
  candidates: readonly Candidate[],
  frame: XRFrame,
  floor: XRReferenceSpace,
): { readonly holding: Aligned; readonly alignment: Alignment } | undefined {
  for (const { stored, source } of candidates) {
    const alignment = readSource(source, frame, floor);
    if (!alignment) continue;
    const { of, by, rms, at, points } = stored;
    const quality = { by, rms, at };
    return {
      holding: { way: 'aligned', of, quality, points, kept: 'anchor', source, anchor: 'settled' },
      alignment,
    };
  }
  return undefined;
}

/**
 * Returns the problem of the frame that a session is aligned to: none, as a rule. It may come back: deleting
 * and measuring can be undone.
 */
export function frameProblem(
  { of, points }: Aligned,
  target: AlignmentTarget | undefined,
): Extract<AppError['code'], 'align/gone' | 'align/changed'> | undefined {
  if (!of) return undefined;
  const now = pointsOf(target, of);
  if (!now) return 'align/gone';
  if (!points) return undefined;
  const isSame =
    now.length === points.length && now.every((each, i) => distance(each, points[i] ?? each) === 0);
  return isSame ? undefined : 'align/changed';
}

/** The same, as others see it. */
export function stateOf(
  holding: Holding,
  target: AlignmentTarget | undefined,
  problem: AppError | undefined,
): SpaceState {
  if (holding.way === 'looking') return { state: 'looking' };
  if (holding.way === 'unaligned') return { state: 'unaligned', problem };
  if (holding.way === 'shared') {
    const { heard, at } = holding;
    const frame = target?.frames.peek().find(({ id }) => id === heard.frame)?.id;
    return { state: 'aligned', frame, quality: { by: 'shared', rms: undefined, at }, kept: 'visit', problem };
  }
  const { of, quality, kept } = holding;
  const code = frameProblem(holding, target);
  if (code === 'align/gone') {
    return { state: 'aligned', frame: undefined, quality, kept: 'visit', problem: { code } };
  }
  return { state: 'aligned', frame: of?.frame, quality, kept, problem: code ? { code } : problem };
}

/**
 * Whether this device knows the place at first hand, by touch or by the anchor of one, so that others may be
 * told to stand alike.
 */
export const isFirstHand = (holding: Holding, target: AlignmentTarget | undefined): boolean =>
  holding.way === 'aligned' &&
  holding.of !== undefined &&
  holding.quality.by === 'touch' &&
  holding.kept !== 'last' &&
  frameProblem(holding, target) === undefined;

/** Returns the record of it for the next visit. */
export const recordOf = (
  target: AlignmentTarget | undefined,
  { of, quality, points }: Aligned,
  alignment: Alignment,
  anchor: StoredAlignment['anchor'],
): StoredAlignment => ({
  of,
  label: labelOf(target, of),
  alignment,
  points,
  anchor,
  ...quality,
  used: deviceNow(),
});
