import { count, plural } from './numbers.ts';

/** The thing asked for, as in "Asking the relay for the statistics". */
export const WHAT = 'the statistics';
export const NONE = {
  title: 'Nothing to count yet',
  detail: 'Place something or let somebody in: it is counted here, also what was done offline.',
};

// Each of these stands below its number.

export const events = (n: number): string => plural(n, { one: 'event in all', other: 'events in all' });
export const placed = (n: number): string => plural(n, { one: 'object placed', other: 'objects placed' });
export const PEAK = 'most people at the same time';
export const SPAN = 'from the first event to the last';

export const last = (ago: string): string => `Last activity ${ago}.`;

export const OVER_TIME = 'Over time';
export const TOO_LONG_AGO = 'It happened too long ago to be shown over time.';
export const NO_PLOT = 'The plot could not be loaded. Reload the app to see it.';
export const BY_PERSON = { title: 'By person', none: 'Nobody has done anything yet.' };
export const BY_KIND = { title: 'Objects by kind', none: 'Nothing has been placed yet.' };
export const REST = 'All others';

/** The bands of the plot over time. */
export const BANDS = {
  placed: 'Placed',
  changed: 'Changed or deleted',
  other: 'People and pictures',
};

export const plotLabel = (busiest: string): string => `Activity over time. ${busiest}`;

export const busiest = (moment: string, n: number): string =>
  `Most happened ${moment}: ${count(n, 'event')}.`;

/** "Mon, 3 Jun, 12:30: placed 3, changed or deleted 1". */
export function column(
  moment: string,
  parts: readonly { readonly band: keyof typeof BANDS; readonly n: number }[],
): string {
  const each = parts.map(({ band, n }) => `${BANDS[band].toLowerCase()} ${n}`);
  return `${moment}: ${each.join(', ') || 'nothing'}`;
}
