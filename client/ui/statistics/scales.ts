import type { Timeline } from '../../view/index.ts';

/**
 * A plot is never narrower than so many columns: a bar alone would be as wide as all that is known, and have
 * no time beside it to be seen against.
 */
const LEAST_COLUMNS = 12;
/** Numbers up to this one have room in every plot: a bar of one is not as high as it goes. */
const LEAST_TOP = 4;

/**
 * From when to when a plot goes, in ms since epoch: whole columns, what is known in the middle. A column
 * stands around its beginning.
 */
export function timeRange({ times, stepMs }: Timeline): [from: number, to: number] {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? first;
  const missing = Math.max(0, LEAST_COLUMNS - (last - first) / stepMs - 1);
  const margin = ((missing + 1) / 2) * stepMs;
  return [first - margin, last + margin];
}

/** From where to where the numbers of a plot go, of which `max` is the largest; null where there is none. */
export const countRange = (max: number | null): [from: number, to: number] => [
  0,
  Math.max(LEAST_TOP, Math.ceil((max ?? 0) * 1.1)),
];

/** For bars that stand on each other: from the highest to the lowest, each with all that is under it. */
export const stacked = ({ counts: { placed, changed, other } }: Timeline): number[][] => [
  placed.map((n, at) => n + (changed[at] ?? 0) + (other[at] ?? 0)),
  placed.map((n, at) => n + (changed[at] ?? 0)),
  [...placed],
];
