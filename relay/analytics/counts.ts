import type { KeptEvent } from './event.ts';

/** Counts by name. */
export type Counts = { [name: string]: number };

/** The totals of a session's activity. Times in ms since epoch. */
export interface Totals {
  readonly types: Counts;
  readonly people: { [user: string]: Counts };
  /** Objects created, by kind. */
  readonly kinds: Counts;
  /** When the first and the last event were made. */
  first: number | null;
  last: number | null;
  /** The most people at once. */
  peak: number;
  /** The number that the next event gets, and that of the oldest one which is kept. */
  next: number;
  oldest: number;
  /** When narrow buckets were last folded into wider ones. */
  folded: number;
}

export const newTotals = (): Totals => ({
  types: {},
  people: {},
  kinds: {},
  first: null,
  last: null,
  peak: 0,
  next: 0,
  oldest: 0,
  folded: 0,
});

/** Names beyond which all others share one: made-up names do not make the record grow. */
const KINDS_MAX = 100;
const PEOPLE_MAX = 1_000;
export const OTHER = 'other';

/**
 * Adds to a count. `counts` may have been read from JSON, so a name like "constructor" is not simply looked
 * up.
 */
export function addCount(counts: Counts, name: string, count = 1): void {
  counts[name] = (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0) + count;
}

export function addCounts(counts: Counts, more: Readonly<Counts>): void {
  for (const [name, count] of Object.entries(more)) addCount(counts, name, count);
}

const hasRoom = (names: object, name: string, max: number): boolean =>
  Object.hasOwn(names, name) || Object.keys(names).length < max;

export function addEvent(totals: Totals, event: KeptEvent): void {
  addCount(totals.types, event.type);
  totals.first = Math.min(totals.first ?? event.at, event.at);
  totals.last = Math.max(totals.last ?? event.at, event.at);
  if (event.user !== null && hasRoom(totals.people, event.user, PEOPLE_MAX)) {
    const own = Object.hasOwn(totals.people, event.user) ? totals.people[event.user] : undefined;
    const counts = own ?? {};
    addCount(counts, event.type);
    totals.people[event.user] = counts;
  }
  if (event.type === 'object.created') {
    const kind = event.kind ?? OTHER;
    addCount(totals.kinds, hasRoom(totals.kinds, kind, KINDS_MAX) ? kind : OTHER);
  }
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const WIDTHS = ['minute', 'hour', 'day'] as const;
export type Width = (typeof WIDTHS)[number];

/**
 * The width of each bucket of time, and how long it is kept before it becomes part of the next wider one. The
 * last ones are then deleted.
 */
const WIDTH: Record<Width, { readonly ms: number; readonly keepMs: number }> = {
  minute: { ms: MINUTE_MS, keepMs: DAY_MS },
  hour: { ms: HOUR_MS, keepMs: 30 * DAY_MS },
  day: { ms: DAY_MS, keepMs: 400 * DAY_MS },
};

/** Returns when the bucket of a time begins, in ms: at a multiple of its width in UTC. */
export const bucketOf = (width: Width, at: number): number => at - (at % WIDTH[width].ms);

/** Returns the width in which an event of that time is counted now; undefined where it is too long ago. */
export const widthFor = (at: number, now: number): Width | undefined =>
  WIDTHS.find(width => bucketOf(width, at) > now - WIDTH[width].keepMs);

/** Counts by time, as they are kept: each bucket in one width only. */
export type Buckets = { readonly [W in Width]: Map<number, Counts> };

export const newBuckets = (): Buckets => ({ minute: new Map(), hour: new Map(), day: new Map() });

/** Adds to the bucket that begins at `start`. */
export function addToBucket(buckets: Map<number, Counts>, start: number, counts: Readonly<Counts>): void {
  const sum = buckets.get(start) ?? {};
  addCounts(sum, counts);
  buckets.set(start, sum);
}

/** Buckets of a timeline at most, where its reader leaves their width to the relay. */
const TIMELINE_MAX = 200;

/** Returns the narrowest width in which all that is kept fits into one timeline. */
export function fittingWidth(buckets: Buckets): Width {
  const starts = WIDTHS.flatMap(width => [...buckets[width].keys()]);
  if (starts.length === 0) return 'minute';
  const span = starts.reduce((a, b) => Math.max(a, b)) - starts.reduce((a, b) => Math.min(a, b));
  const fits = (width: Width): boolean =>
    WIDTHS.slice(WIDTHS.indexOf(width) + 1).every(wider => buckets[wider].size === 0) &&
    span < TIMELINE_MAX * WIDTH[width].ms;
  return WIDTHS.find(fits) ?? 'day';
}

/** Returns buckets in order of time. Counts that are kept only in wider buckets than `width` are left out. */
export function timeline(buckets: Buckets, width: Width): [start: number, counts: Counts][] {
  const sums = new Map<number, Counts>();
  for (const narrower of WIDTHS.slice(0, WIDTHS.indexOf(width) + 1)) {
    for (const [start, counts] of buckets[narrower]) addToBucket(sums, bucketOf(width, start), counts);
  }
  return [...sums].sort(([a], [b]) => a - b);
}

/** Returns the newest part of a timeline that fits. */
export const newestBuckets = <T>(line: readonly T[]): readonly T[] => line.slice(-TIMELINE_MAX);
