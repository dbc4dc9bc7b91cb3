import type { InputFrame, Pointer } from '../../client/model/index.ts';
import { ORIGIN, type Pose, type Vec3 } from '../../shared/pose.ts';

/**
 * What somebody's hands did, frame by frame, as the app read it: `recordings/*.jsonl`, after a line about it
 * one frame in each. Numbers are in session space, rounded to a tenth of a millimetre; times are ms since the
 * first frame; what is not said of a pointer is at rest, and a frame like the one before it is left out.
 */
export interface Gesture {
  /** What it is, and of what it was recorded. */
  readonly about: string;
  /** Where the panel was, for gestures at it. */
  readonly panel: Pose | undefined;
  readonly frames: readonly InputFrame[];
}

/** At rest, and nothing in the way: what captures a pointer is the app's to say and no part of a gesture. */
const REST = {
  grip: undefined,
  tip: undefined,
  select: 'idle',
  squeeze: 'idle',
  stick: [0, 0],
  extend: false,
  surface: undefined,
  captured: false,
} as const satisfies Partial<Pointer>;

type Said = Pick<Pointer, 'id' | 'kind' | 'hand' | 'ray'> & Partial<Pointer>;
interface Line {
  readonly time: number;
  readonly head: Pose;
  readonly pointers: readonly Said[];
}

const isAtRest = (name: string, value: unknown): boolean =>
  name in REST && JSON.stringify(value) === JSON.stringify(REST[name as keyof typeof REST]);

const sparse = (pointer: Pointer): Said =>
  Object.fromEntries(
    Object.entries({ ...pointer, captured: false }).filter(([name, value]) => !isAtRest(name, value)),
  ) as unknown as Said;

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;

/** Keeps what the frames of one hand, or of both, say. */
export function writeGesture({ about, panel, frames }: Gesture, ids: (pointer: Pointer) => boolean): string {
  const start = frames[0]?.time ?? 0;
  let before = '';
  const lines = frames.flatMap(({ time, head, pointers }): string[] => {
    const line: Line = { time: Math.round(time - start), head, pointers: pointers.filter(ids).map(sparse) };
    const now = JSON.stringify({ ...line, time: 0 }, rounded);
    if (now === before) return [];
    before = now;
    return [JSON.stringify(line, rounded)];
  });
  return [JSON.stringify({ about, panel }, rounded), ...lines, ''].join('\n');
}

export function readGesture(text: string): Gesture {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const { about, panel } = JSON.parse(head) as Pick<Gesture, 'about'> & Partial<Gesture>;
  const frames = lines.map(each => JSON.parse(each) as Line);
  return {
    about,
    panel,
    frames: frames.map(({ time, head: eyes, pointers }) => ({
      time,
      head: eyes,
      pointers: pointers.map(said => ({ ...REST, ...said })),
    })),
  };
}

/** Where the hand of this name was in each frame that it was seen in. */
export const gripsOf = (
  gesture: Gesture,
  hand: Pointer['hand'],
  when: (pointer: Pointer) => boolean,
): Vec3[] =>
  gesture.frames.flatMap(({ pointers }) =>
    pointers.filter(each => each.hand === hand && when(each)).map(({ grip }) => grip?.position ?? ORIGIN),
  );
