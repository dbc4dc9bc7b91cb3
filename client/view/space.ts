import { type AppError, unreachable } from '../../shared/errors.ts';
import type { Frame } from '../../shared/frame.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { DeviceTime } from '../../shared/time.ts';
import {
  type GuideState,
  type Model,
  measureProblem,
  type OpenSession,
  type SpaceState,
  type StoredAlignment,
  type Tone,
} from '../model/index.ts';
import { texts } from './text/index.ts';

type Aligned = Extract<SpaceState, { state: 'aligned' }>;
type GuideStep = Exclude<GuideState, { step: 'off' }>;

/** Where the session stands in the room, in words: `text` fits a line, `detail` is one or two sentences. */
export interface SpaceWords {
  readonly tone: Tone;
  readonly text: string;
  /** How it was aligned, how exactly and how long ago, in some 25 letters. */
  readonly brief: string;
  readonly detail: string;
}

const explain = (problem: AppError): string => {
  const { title, advice } = texts.errors.describe(problem);
  return `${title}. ${advice}`;
};

export function describeSpace(space: SpaceState, now: DeviceTime): SpaceWords {
  const { OFF, LOOKING, UNALIGNED } = texts.space;
  switch (space.state) {
    case 'off':
      return { tone: 'device', ...OFF };
    case 'looking':
      return { tone: 'busy', ...LOOKING };
    case 'unaligned':
      return { tone: 'waiting', ...UNALIGNED, ...(space.problem ? { detail: explain(space.problem) } : {}) };
    case 'aligned':
      return describeAligned(space, now);
    default:
      return unreachable(space);
  }
}

function describeAligned(space: Aligned, now: DeviceTime): SpaceWords {
  const { quality, kept, problem, frame } = space;
  const { text, how } = foundWords(space);
  const when = quality.by === 'start' ? '' : `, ${texts.numbers.ago(quality.at, now)}`;
  // Nobody can do anything about a browser that keeps no anchors.
  const isCalm = kept !== 'last' && (!problem || problem.code === 'anchor/none');
  const isSure = isCalm && frame !== undefined && quality.by === 'touch';
  const isQuiet = isCalm && (frame === undefined || quality.by === 'shared');
  const holds = texts.space.KEPT[kept];
  const advice = quality.by === 'shared' ? `${texts.space.TOUCH_IS_BETTER} ${holds}` : holds;
  return {
    tone: isSure ? 'relay' : isQuiet ? 'device' : 'waiting',
    text,
    brief: briefWords(space, now),
    detail: `${how}${when}. ${problem ? explain(problem) : advice}`,
  };
}

function foundWords({ quality, kept, frame, problem }: Aligned): {
  readonly text: string;
  readonly how: string;
} {
  const { LAST, GONE, START, TOUCH, HAND, OWN_PLACE, SHARED, alignedText } = texts.space;
  if (kept === 'last') return LAST;
  if (problem?.code === 'align/gone') return GONE;
  switch (quality.by) {
    case 'start':
      return START;
    case 'touch':
      return { text: alignedText(quality.rms), how: TOUCH.how };
    case 'hand':
      return { text: frame ? HAND.text : OWN_PLACE, how: HAND.how };
    case 'shared':
      return SHARED;
    default:
      return unreachable(quality.by);
  }
}

/** Anything that puts it in doubt comes before how it was found. */
function briefWords({ quality, kept, problem }: Aligned, now: DeviceTime): string {
  const { LAST, MOVED, CHANGED, GONE, START, TOUCH, HAND, SHARED, briefly } = texts.space;
  const { by, rms, at } = quality;
  if (kept === 'last') return problem?.code === 'align/moved' ? MOVED : LAST.brief;
  if (by === 'start') return START.brief;
  if (problem?.code === 'align/changed') return briefly(CHANGED, undefined, now - at);
  if (problem?.code === 'align/gone') return briefly(GONE.brief, undefined, now - at);
  const found = { touch: TOUCH, hand: HAND, shared: SHARED }[by];
  return briefly(found.brief, rms, now - at);
}

/** One step of aligning, in words. */
export interface GuideWords {
  readonly title: string;
  readonly detail: string;
  readonly problem: string | undefined;
  /** Whether what was done so far is enough. */
  readonly canFinish: boolean;
}

export function describeGuide(guide: GuideStep): GuideWords {
  const words = texts.align;
  if (guide.step === 'carry') return { ...words.CARRY, problem: undefined, canFinish: true };
  const { frame, touched } = guide;
  const problem = guide.problem && explain(guide.problem);
  const n = touched.length;
  const isEnough = n >= LIMITS.framePointsMin;
  if (!frame)
    return {
      title: n === 0 ? words.FIRST_CORNER : isEnough ? words.ENOUGH_CORNERS : words.SECOND_CORNER,
      detail: isEnough ? words.MORE_CORNERS_HINT : words.CORNER_HINT,
      problem,
      canFinish: isEnough,
    };
  const isMeasuring = guide.step === 'measure';
  const detail = isMeasuring ? words.measureDetail : words.touchDetail;
  return {
    title: words.touchPoint(frame.points[n]?.name ?? ''),
    detail: detail(texts.space.frameName(frame), n + 1, frame.points.length),
    problem,
    canFinish: isEnough && !isMeasuring,
  };
}

/** True while the session cannot be shown where it belongs: nothing can be seen of it. */
export const isAstray = ({ state }: SpaceState): boolean => state === 'looking' || state === 'unaligned';

/** True while alignment is what there is to see to: the session is astray, or the person is at a step. */
export const needsAlignPage = ({ guide, space }: Pick<Model, 'guide' | 'space'>): boolean =>
  guide.value.step !== 'off' || isAstray(space.value);

/** The step that the person is at, or how the session stands. */
export interface AlignWords {
  readonly title: string;
  readonly detail: string;
  readonly tone: Tone;
}

export function describeAlignment(
  { guide, space }: Pick<Model, 'guide' | 'space'>,
  now: DeviceTime,
): AlignWords {
  if (guide.value.step === 'off') {
    const { text, detail, tone } = describeSpace(space.value, now);
    return { title: text, detail, tone };
  }
  const { title, detail, problem } = describeGuide(guide.value);
  return { title, detail: problem ?? detail, tone: problem === undefined ? 'device' : 'waiting' };
}

/** Why points cannot be measured again now; undefined where they can. */
export function measureReason(space: SpaceState): string | undefined {
  const problem = measureProblem(space);
  return problem && texts.errors.describe(problem).advice;
}

/** Where `space` is aligned to the frame, that it is; otherwise the names of its points. */
export const frameDetail = (frame: Frame, space: SpaceState): string =>
  space.state === 'aligned' && space.frame === frame.id
    ? texts.align.ALIGNED_TO_THESE
    : texts.space.framePointWords(frame);

/**
 * Returns the message once `frame` is deleted, which nobody is asked about because undo brings it back.
 * Undefined while it is there: something in it may be locked, which has been said then.
 */
export const deletedFrameWords = ({ frames }: OpenSession, frame: Frame): string | undefined =>
  frames.value.some(({ id }) => id === frame.id) ? undefined : texts.space.frameDeletedWords(frame);

/** A place of this device that an anchor finds again. */
export interface AnchorRow {
  readonly place: StoredAlignment;
  readonly title: string;
  readonly detail: string;
}

/** Last used first. */
export const anchorRows = ({ places }: Pick<Model, 'places'>, now: DeviceTime): readonly AnchorRow[] =>
  places.value
    .filter(({ anchor }) => anchor)
    .map(place => ({
      place,
      title: place.label || texts.align.NO_LABEL,
      detail: texts.align.lastUsed(texts.numbers.ago(place.used, now)),
    }));
