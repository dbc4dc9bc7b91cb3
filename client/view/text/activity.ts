import type { EventType } from '../../../shared/api/index.ts';
import { unreachable } from '../../../shared/errors.ts';
import { kindOf } from '../../../shared/kinds/index.ts';
import { count, plural } from './numbers.ts';

/** The thing asked for, as in "Asking the relay for what happened". */
export const WHAT = 'what happened';
export const ASKING = 'Asking the relay what happened.';
export const NONE = {
  title: 'Nothing has happened yet',
  detail: 'Placing, changing and joining show up here once the relay has heard of them.',
};
export const EARLIER = 'Show earlier';
export const TRY_AGAIN = 'Try again';

/** Returns the person's name, to stand before what they did; `name` is undefined for the reader. */
export const actor = (name: string | undefined): string => name ?? 'You';

/** After what somebody did; `arrived` is a moment in words. */
export const madeOffline = (arrived: string): string => `offline; it reached the relay ${arrived}`;

/** "Today, 12:30, offline; it reached the relay Mon, 3 Jun, 12:40". */
export const when = (day: string, clock: string, late: string | undefined): string =>
  [day, clock, late].filter(part => part !== undefined).join(', ');

/** How old a list is (`moment`, in words), and why there is no newer one. */
export const asOf = (moment: string, why: string | undefined): string => `As of ${moment}. ${why ?? ''}`;

const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

/** "a box", "3 boxes", "2 objects". */
export function things(kind: string | undefined, n: number): string {
  const one = kind === undefined ? 'object' : (kindOf(kind)?.title.toLowerCase() ?? 'object');
  return plural(n, { one: article(one), other: count(n, one, /(s|x)$/.test(one) ? `${one}es` : `${one}s`) });
}

/** Returns what several events of one `type` come to, to stand after the person's name. */
export function activitySentence({
  type,
  kind,
  count: n,
}: {
  readonly type: EventType;
  readonly kind: string | undefined;
  readonly count: number;
}): string {
  const times = n === 2 ? ' twice' : plural(n, { one: '', other: ` ${n} times` });
  switch (type) {
    case 'session.created':
      return 'made this session';
    case 'session.archived':
      return `archived the session${times}`;
    case 'session.restored':
      return `brought the session back${times}`;
    case 'user.joined':
      return `came in${times}`;
    case 'user.left':
      return `left${times}`;
    case 'object.created':
      return `placed ${things(kind, n)}`;
    case 'object.updated':
      return `changed ${things(kind, n)}`;
    case 'object.deleted':
      return `deleted ${things(kind, n)}`;
    case 'share.created':
      return plural(n, { one: 'made a share code', other: `made ${n} share codes` });
    case 'share.revoked':
      return plural(n, { one: 'revoked a share code', other: `revoked ${n} share codes` });
    case 'member.changed':
      return `got another role${times}`;
    case 'member.removed':
      return 'was removed from the session';
    case 'screenshot.taken':
      return plural(n, { one: 'took a picture', other: `took ${n} pictures` });
    case 'ar.entered':
      return `entered AR or VR${times}`;
    case 'ar.left':
      return `left AR or VR${times}`;
    case 'refused':
      return plural(n, {
        one: 'made an edit that was not taken',
        other: `made ${n} edits that were not taken`,
      });
    default:
      return unreachable(type);
  }
}
