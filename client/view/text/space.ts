import { type AppError, describe, unreachable } from '../../../shared/errors.ts';
import type { Frame } from '../../../shared/frame.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import type { GuideState, SpaceState, Tone } from '../../model/index.ts';

/** Where the session stands in the room, in words: `text` fits a line, `detail` is one or two sentences. */
export interface SpaceWords {
  readonly tone: Tone;
  readonly text: string;
  /** How it was aligned, how exactly and how long ago, in some 25 letters. */
  readonly brief: string;
  readonly detail: string;
}

/** The names that new points get, in the order in which they are touched. */
export const POINT_NAMES = ['Corner A', 'Corner B', 'Corner C', 'Corner D'] as const;

export const frameName = ({ name }: Frame): string => name || 'Unnamed';

export const framePointWords = ({ points }: Frame): string => points.map(({ name }) => name).join(', ');

export const frameDeletedWords = (frame: Frame): string =>
  `“${frameName(frame)}” is deleted for everybody. Undo brings it back.`;

const said = (problem: AppError): string => {
  const { title, advice } = describe(problem);
  return `${title}. ${advice}`;
};

const KEPT = {
  anchor: 'It comes back by itself.',
  visit: 'It holds until you leave AR.',
  last: 'Nothing confirms it yet: check whether things are where they belong.',
} as const;

/** `now`: ms since epoch. */
export function describeSpace(space: SpaceState, now: DeviceTime): SpaceWords {
  switch (space.state) {
    case 'off':
      return {
        tone: 'device',
        text: 'Not in AR',
        brief: 'Not in AR',
        detail: 'Enter AR to see where things are in the room.',
      };
    case 'looking':
      return {
        tone: 'busy',
        text: 'Looking for the room',
        brief: 'Looking for the room',
        detail: 'Look around slowly. Everything appears once the headset knows where it is.',
      };
    case 'unaligned':
      return {
        tone: 'waiting',
        text: 'Not aligned',
        brief: 'Not aligned',
        detail: space.problem
          ? said(space.problem)
          : 'This session has reference points in a room. Touch them, or put everything down by hand.',
      };
    case 'aligned':
      return describeAligned(space, now);
    default:
      return unreachable(space);
  }
}

function describeAligned(space: Extract<SpaceState, { state: 'aligned' }>, now: DeviceTime): SpaceWords {
  const { quality, kept, problem, frame } = space;
  const { text, how } = wordsOf(space);
  const when = quality.by === 'start' ? '' : `, ${age(now - quality.at)}`;
  // Nobody can do anything about a browser that keeps no anchors.
  const isCalm = kept !== 'last' && (!problem || problem.code === 'anchor/none');
  const isSure = isCalm && frame !== undefined && quality.by === 'touch';
  const isQuiet = isCalm && (frame === undefined || quality.by === 'shared');
  const holds =
    quality.by === 'shared' ? `Touching the points yourself is more exact. ${KEPT[kept]}` : KEPT[kept];
  return {
    tone: isSure ? 'relay' : isQuiet ? 'device' : 'waiting',
    text,
    brief: briefOf(space, now),
    detail: `${how}${when}. ${problem ? said(problem) : holds}`,
  };
}

function wordsOf({ quality, kept, frame, problem }: Extract<SpaceState, { state: 'aligned' }>): {
  readonly text: string;
  readonly how: string;
} {
  if (kept === 'last') return { text: 'Where it was last', how: 'As this device left it' };
  if (problem?.code === 'align/gone') return { text: 'Aligned to points that are gone', how: 'Aligned' };
  switch (quality.by) {
    case 'start':
      return { text: 'Where AR began', how: 'Not aligned to reference points' };
    case 'touch': {
      const off = quality.rms === undefined ? '' : ` · ${(quality.rms * 100).toFixed(1)} cm off`;
      return { text: `Aligned${off}`, how: 'By touching the points' };
    }
    case 'hand':
      return { text: frame ? 'Put down by hand' : 'In place', how: 'Put down by hand' };
    case 'shared':
      return {
        text: 'Aligned like a headset beside you',
        how: 'As a headset in the same room is',
      };
    default:
      return unreachable(quality.by);
  }
}

const BRIEF = { touch: 'Touch', hand: 'By hand', shared: 'As beside you' } as const;
const LOST = { 'align/changed': 'Points moved', 'align/gone': 'Points gone' } as const;

/** Anything that puts it in doubt comes before how it was found. */
function briefOf(
  { quality, kept, problem }: Extract<SpaceState, { state: 'aligned' }>,
  now: DeviceTime,
): string {
  const { by, rms, at } = quality;
  if (kept === 'last') return problem?.code === 'align/moved' ? 'Place lost' : 'Where it was last';
  if (by === 'start') return 'Where AR began';
  const doubt =
    problem?.code === 'align/changed' || problem?.code === 'align/gone' ? problem.code : undefined;
  const how = doubt ? LOST[doubt] : BRIEF[by];
  const off = doubt || rms === undefined ? '' : ` · ${(rms * 100).toFixed(1)} cm`;
  return `${how}${off} · ${shortAge(now - at)}`;
}

/** From ms. */
function shortAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** How long ago, from ms. */
function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? '1 hour ago' : `${hours} hours ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

/** One step of aligning, in words. */
export interface GuideWords {
  readonly title: string;
  readonly detail: string;
  readonly problem: string | undefined;
  /** Whether what was done so far is enough. */
  readonly canFinish: boolean;
}

export function describeGuide(guide: Exclude<GuideState, { step: 'off' }>): GuideWords {
  if (guide.step === 'carry') {
    return {
      title: 'Put everything where it belongs',
      detail: 'Point at the floor and drag. Two hands or the thumbstick turn it.',
      problem: undefined,
      canFinish: true,
    };
  }
  const { frame, touched } = guide;
  const problem = guide.problem && said(guide.problem);
  const n = touched.length;
  if (guide.step === 'measure') {
    return {
      title: `Touch “${guide.frame.points[n]?.name ?? ''}”`,
      detail: `Measuring ${frameName(guide.frame)} again: ${n + 1} of ${guide.frame.points.length}. Hold the tip right where it is now, then press.`,
      problem,
      canFinish: false,
    };
  }
  if (frame) {
    return {
      title: `Touch “${frame.points[n]?.name ?? ''}”`,
      detail: `${frame.name}: ${n + 1} of ${frame.points.length}. Hold the tip right at the spot, then press.`,
      problem,
      canFinish: n >= LIMITS.framePointsMin,
    };
  }
  const enough = n >= LIMITS.framePointsMin;
  return {
    title:
      n === 0 ? 'Touch a first corner' : enough ? 'Press Done, or touch one more' : 'Touch a second corner',
    detail: enough
      ? 'A third and a fourth point make it more exact.'
      : 'Something that stays: a table’s corner, a door frame. At least 1.5 m from the other.',
    problem,
    canFinish: enough,
  };
}
