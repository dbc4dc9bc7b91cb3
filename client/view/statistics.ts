import type { DeviceTime } from '../../shared/time.ts';
import type { OpenSession, Statistics } from '../model/index.ts';
import { type NameContext, personOf } from './people.ts';
import { texts } from './text/index.ts';

/** The bands of the bars, from the ground up. */
export const BANDS = ['placed', 'changed', 'other'] as const;
export type Band = (typeof BANDS)[number];

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
/** Bars of a list; the rest is one more. */
const MAX_BARS = 8;

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

interface Ranked {
  /** Empty: all that have no bar of their own. */
  readonly key: string;
  readonly count: number;
  /** Of the largest, 0 to 1: how long its bar is. */
  readonly share: number;
}

/** The largest first; at most `most` of them, the rest as one. */
export function largest(counts: Readonly<Record<string, number>>, most: number): Ranked[] {
  const sorted = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  const top = sorted[0]?.[1] ?? 1;
  const shown = sorted.slice(0, most).map(([key, n]) => ({ key, count: n, share: n / top }));
  const rest = sum(sorted.slice(most).map(([, n]) => n));
  return rest > 0 ? [...shown, { key: '', count: rest, share: Math.min(1, rest / top) }] : shown;
}

/** When most happened, in a sentence, for who cannot see the plot; empty where nothing did. */
export function busiestWords(timeline: Timeline): string {
  const top = busiest(timeline);
  return top ? texts.statistics.busiest(texts.numbers.moment(top.time), top.count) : '';
}

/** Returns what happened in one column of the plot; undefined where there is no such column. */
export function columnWords({ times, counts }: Timeline, column: number | undefined): string | undefined {
  const time = column === undefined ? undefined : times[column];
  if (time === undefined || column === undefined) return undefined;
  const parts = BANDS.map(band => ({ band, n: counts[band][column] ?? 0 })).filter(({ n }) => n > 0);
  return texts.statistics.column(texts.numbers.moment(time), parts);
}

/** A number, and after it what is counted. */
export interface StatisticsTile {
  readonly value: string;
  readonly term: string;
}

/** One line of a plot that is a list. */
export interface StatisticsBar {
  readonly key: string;
  readonly name: string;
  readonly count: string;
  /** Of the longest, 0 to 1. */
  readonly share: number;
  /** `#rrggbb`; undefined for the usual one. */
  readonly color: string | undefined;
}

export interface StatisticsBars {
  readonly title: string;
  /** The message where there are no bars. */
  readonly none: string;
  readonly bars: readonly StatisticsBar[];
}

/** All that is counted but what happened when, in words. */
export interface StatisticsWords {
  readonly tiles: readonly StatisticsTile[];
  /** When something happened last; undefined where nothing did. */
  readonly last: string | undefined;
  readonly plots: readonly StatisticsBars[];
}

export function describeStatistics(
  known: NameContext,
  open: OpenSession,
  statistics: Statistics,
  now: DeviceTime,
): StatisticsWords {
  const words = texts.statistics;
  const { total_events, event_counts, participants_peak, duration, last_activity } = statistics;
  const placed = event_counts['object.created'] ?? 0;
  const bars = (
    counts: Readonly<Record<string, number>>,
    look: (key: string) => Pick<StatisticsBar, 'name' | 'color'>,
  ): StatisticsBar[] =>
    largest(counts, MAX_BARS).map(({ key, count, share }) => ({
      key,
      share,
      count: texts.numbers.number(count),
      ...(key === '' ? { name: words.REST, color: undefined } : look(key)),
    }));
  const byPerson = statistics.people.map(({ user_id, counts }) => [user_id, sum(Object.values(counts))]);
  return {
    tiles: [
      { value: texts.numbers.number(total_events), term: words.events(total_events) },
      { value: texts.numbers.number(placed), term: words.placed(placed) },
      { value: texts.numbers.number(participants_peak), term: words.PEAK },
      { value: texts.device.lasting(duration), term: words.SPAN },
    ],
    last: last_activity === null ? undefined : words.last(texts.numbers.ago(last_activity, now)),
    plots: [
      {
        ...words.BY_PERSON,
        bars: bars(Object.fromEntries(byPerson), user => {
          const { isMe, name, color } = personOf(known, open, user);
          return { name: texts.activity.actor(isMe ? undefined : name), color };
        }),
      },
      {
        ...words.BY_KIND,
        bars: bars(statistics.kinds, kind => ({ name: texts.models.kindTitle(kind), color: undefined })),
      },
    ],
  };
}
