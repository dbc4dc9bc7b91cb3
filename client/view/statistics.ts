import type { DeviceTime } from '../../shared/time.ts';
import type { Statistics } from '../model/index.ts';

/** What the bars are made of, from the ground up. */
export const BANDS = ['placed', 'changed', 'other'] as const;
export type Band = (typeof BANDS)[number];
export const BAND_TITLES: Record<Band, string> = {
  placed: 'Placed',
  changed: 'Changed or deleted',
  other: 'People and pictures',
};

const BAND_OF: Readonly<Record<string, Band>> = {
  'object.created': 'placed',
  'object.updated': 'changed',
  'object.deleted': 'changed',
};

/** One column for each stretch of time, in order, without holes. */
export interface Timeline {
  /** When each stretch begins. */
  readonly times: readonly DeviceTime[];
  readonly counts: Readonly<Record<Band, readonly number[]>>;
  /** How long each of them is. */
  readonly stepMs: number;
}

const MINUTE_MS = 60_000;
const STEP_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS } as const;
/** Holes are filled up to this many columns; a longer one is a pause that a plot need not show to scale. */
const MAX_COLUMNS = 2_000;
/**
 * A plot is never narrower than so many columns: a bar alone would be as wide as all that is known, and have
 * no time beside it to be seen against.
 */
const LEAST_COLUMNS = 12;
/** Numbers up to this one have room in every plot: a bar of one is not as high as it goes. */
const LEAST_TOP = 4;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const emptyColumn = (): Record<Band, number> => ({ placed: 0, changed: 0, other: 0 });

/** The relay leaves empty stretches out. */
export function readTimeline({ timeline, bucket: width }: Pick<Statistics, 'timeline' | 'bucket'>): Timeline {
  const columns = new Map<DeviceTime, Record<Band, number>>();
  for (const { bucket, counts } of timeline) {
    const column = columns.get(bucket) ?? emptyColumn();
    for (const [type, n] of Object.entries(counts)) column[BAND_OF[type] ?? 'other'] += n;
    columns.set(bucket, column);
  }
  const begins = [...columns.keys()].sort((a, b) => a - b);
  const first = begins[0];
  const last = begins.at(-1);
  const stepMs = STEP_MS[width];
  const filled =
    first !== undefined && last !== undefined && (last - first) / stepMs < MAX_COLUMNS
      ? Array.from({ length: (last - first) / stepMs + 1 }, (_, n) => (first + n * stepMs) as DeviceTime)
      : begins;
  const each = filled.map(begin => columns.get(begin) ?? emptyColumn());
  return {
    times: filled,
    counts: {
      placed: each.map(({ placed }) => placed),
      changed: each.map(({ changed }) => changed),
      other: each.map(({ other }) => other),
    },
    stepMs,
  };
}

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

/** The column in which most happened, for who cannot see the plot; undefined where nothing did. */
export function busiest({
  times,
  counts,
}: Timeline): { readonly time: DeviceTime; readonly count: number } | undefined {
  const totals = times.map((time, at) => ({ time, count: sum(BANDS.map(band => counts[band][at] ?? 0)) }));
  return totals.reduce<(typeof totals)[number] | undefined>(
    (best, each) => (each.count > (best?.count ?? 0) ? each : best),
    undefined,
  );
}

export interface Share {
  readonly key: string;
  readonly count: number;
  /** Of the largest, 0 to 1: how long its bar is. */
  readonly share: number;
}

/** The largest first; at most `most` of them, the rest as one. */
export function largest(counts: Readonly<Record<string, number>>, most: number): Share[] {
  const sorted = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  const top = sorted[0]?.[1] ?? 1;
  const shown = sorted.slice(0, most).map(([key, n]) => ({ key, count: n, share: n / top }));
  const rest = sum(sorted.slice(most).map(([, n]) => n));
  return rest > 0 ? [...shown, { key: '', count: rest, share: Math.min(1, rest / top) }] : shown;
}

export const total = (counts: Readonly<Record<string, number>>): number => sum(Object.values(counts));
