import type { Role } from '../../../shared/session/index.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import { midnightOf } from '../../model/index.ts';

/** How English writes numbers and times, and which of its plural forms goes with a number. */
const NUMBER = new Intl.NumberFormat('en');
const FORMS = new Intl.PluralRules('en');
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const DAY_AND_MONTH = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const MOMENT = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in words. A moment in the future (a clock was set back) is "just now". */
export function ago(then: DeviceTime, now: DeviceTime): string {
  const past = now - then;
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return RELATIVE.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return RELATIVE.format(-Math.floor(past / HOUR), 'hour');
  if (past < 14 * DAY) return RELATIVE.format(-Math.floor(past / DAY), 'day');
  return DATE.format(then);
}

export const moment = (time: DeviceTime): string => MOMENT.format(time);

/** The time of day. */
export const clock = (time: DeviceTime): string => CLOCK.format(time);

/** Day and month of `time` in ms since epoch, for the axis of a plot. */
export const dayAndMonth = (time: number): string => DAY_AND_MONTH.format(time);

export const number = (n: number): string => NUMBER.format(n);

/** The day of a moment as people call it. */
export function dayName(time: DeviceTime, now: DeviceTime): string {
  // Days with a change of the clock are not 24 hours long.
  const days = Math.round((midnightOf(now) - midnightOf(time)) / DAY);
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : WEEKDAY.format(time);
}

/** The form that goes with `n`, where the number itself is not said. */
export const plural = (n: number, forms: { readonly one: string; readonly other: string }): string =>
  FORMS.select(n) === 'one' ? forms.one : forms.other;

/** "1 object", "1,280 objects". For the sentences of this language: what they count is a word of it, too. */
export const count = (n: number, one: string, other = `${one}s`): string =>
  `${NUMBER.format(n)} ${plural(n, { one, other })}`;

export const ROLE_WORDS: Record<Role, { readonly title: string; readonly detail: string }> = {
  host: { title: 'Host', detail: 'You made this session: you can change everything and share it.' },
  editor: { title: 'Editor', detail: 'You can place, change and delete objects.' },
  viewer: {
    title: 'View only',
    detail: 'You can look at this session, not change it. Ask the host for permission to edit.',
  },
};
