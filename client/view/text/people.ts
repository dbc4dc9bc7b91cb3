import type { Presence, Role } from '../../../shared/session/index.ts';
import { count, ROLE_WORDS } from './numbers.ts';

/** Somebody whose name nobody knows. */
export const SOMEONE = 'Someone';
export const YOU = 'you';

/** Where somebody is, or that they have looked away from it. */
export const ON_DEVICE: Record<Presence['device'], string> = {
  headset: 'on a headset',
  phone: 'on a phone',
  screen: 'on a screen',
};
export const AWAY = 'away for a moment';
export const ASLEEP = 'asleep, headset off';

export const HERE = 'here';
/** `where`: of `ON_DEVICE`. */
export const hereAt = (where: string): string => `here, ${where}`;
export const LAST_HEARD = 'here when last heard of';
export const NOT_YET = 'not here yet';
/** `when`: how long ago. */
export const gone = (when: string): string => `gone, last here ${when}`;
export const BEFORE = 'was here before';

/** A person in one line; `role`: undefined where nobody has said. */
export const roleAndPresence = (role: Role | undefined, presence: string): string =>
  role === undefined ? presence : `${ROLE_WORDS[role].title}, ${presence}`;

export const TITLE = 'People in this session';
export const people = (n: number): string => count(n, 'person', 'people');
export const peopleHere = (n: number): string => `${people(n)} here`;
export const EARLIER = 'Was here before';
export const EVERYBODY = 'All people';
export const MANAGE_ALL = 'Manage people';
export const LIST = 'the list of people';
export const KNOWN_HERE = 'People known on this device';
export const NOBODY = 'Nobody is known here yet.';
export const NEEDS_HOST = 'Only the host changes roles, and asks people to leave.';

/**
 * Returns the names of the people here, for those who cannot see their faces. `asking`: how many ask the host
 * for something.
 */
export function summary(names: readonly string[], asking: number): string {
  const here = names.length === 0 ? 'People: only you are here' : `People: ${names.join(', ')}`;
  if (asking === 0) return here;
  return `${here}. ${count(asking, 'person asks', 'people ask')} to be let in`;
}

export const follow = (name: string): string => `Follow ${name}`;
export const CANNOT_FOLLOW = 'nobody can see where they are.';
export const CALLED = 'Everybody at a screen is asked to come to you; the others see where you are.';
export const INVITE = 'Ask somebody in';

export const MANAGE = 'Manage';
export const BACK = 'Back';
export const LEFT = 'Not here any more';

export const roleOf = (name: string): string => `Role of ${name}`;
export const LET_EDIT = 'Let edit';

/** An action of the host on one person, done after a question. */
interface Asked {
  readonly label: string;
  readonly question: string;
  readonly answer: string;
}

export const handOver = (name: string): Asked => ({
  label: 'Hand over',
  question: `Make ${name} the host? You stay as an editor, and only ${name} can make you host again.`,
  answer: 'Hand over',
});

export const remove = (name: string): Asked => ({
  label: 'Remove',
  question: `Remove ${name} from this session? Their copy stays on their device; they get no more changes.`,
  answer: 'Remove',
});
