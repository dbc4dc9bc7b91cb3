import type { Analytics } from '../../../shared/api/index.ts';

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
  /** When each stretch begins; s since epoch. */
  readonly times: readonly number[];
  readonly counts: Readonly<Record<Band, readonly number[]>>;
  /** s */
  readonly step: number;
}

const STEPS_S = [60, 60 * 60, 24 * 60 * 60] as const;
/** Holes are filled up to this many columns; a longer one is a pause that a plot need not show to scale. */
const MAX_COLUMNS = 2_000;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const emptyColumn = (): Record<Band, number> => ({ placed: 0, changed: 0, other: 0 });

/** The relay leaves empty stretches out and does not say how long one is: that follows from where they begin. */
export function readTimeline(timeline: Analytics['timeline']): Timeline {
  const columns = new Map<number, Record<Band, number>>();
  for (const { bucket, counts } of timeline) {
    const column = emptyColumn();
    for (const [type, n] of Object.entries(counts)) column[BAND_OF[type] ?? 'other'] += n;
    columns.set(Date.parse(bucket) / 1000, column);
  }
  const begins = [...columns.keys()].sort((a, b) => a - b);
  const first = begins[0];
  const last = begins.at(-1);
  const step = [...STEPS_S].reverse().find(each => begins.every(begin => begin % each === 0)) ?? STEPS_S[0];
  const filled =
    first !== undefined && last !== undefined && (last - first) / step < MAX_COLUMNS
      ? Array.from({ length: (last - first) / step + 1 }, (_, n) => first + n * step)
      : begins;
  const each = filled.map(begin => columns.get(begin) ?? emptyColumn());
  return {
    times: filled,
    counts: {
      placed: each.map(({ placed }) => placed),
      changed: each.map(({ changed }) => changed),
      other: each.map(({ other }) => other),
    },
    step,
  };
}

/** For bars that stand on each other: from the highest to the lowest, each with all that is under it. */
export const stacked = ({ counts: { placed, changed, other } }: Timeline): number[][] => [
  placed.map((n, at) => n + (changed[at] ?? 0) + (other[at] ?? 0)),
  placed.map((n, at) => n + (changed[at] ?? 0)),
  [...placed],
];

/** The column in which most happened, for who cannot see the plot. */
export function busiest({
  times,
  counts,
}: Timeline): { readonly time: number; readonly count: number } | undefined {
  const totals = times.map((time, at) => ({ time, count: sum(BANDS.map(band => counts[band][at] ?? 0)) }));
  return totals.reduce<(typeof totals)[number] | undefined>(
    (best, each) => (best && best.count >= each.count ? best : each),
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
