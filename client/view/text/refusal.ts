import type { PassingLockout } from '../../../shared/errors/policy.ts';
import { count, plural } from './numbers.ts';

/** Texts on edits that the relay did not take; `view/refusal` decides which text stands for which refusal. */

/** `n`: how many edits. */
export const editsHere = (n: number): string =>
  count(n, 'edit is only on this device', 'edits are only on this device');

/** Returns what becomes of `n` edits as long as nothing is decided. */
export const untilYouDecide = (n: number): string =>
  `${plural(n, { one: 'It stays', other: 'They stay' })} here, safe and visible, until you decide.`;

/** How a lockout ends without anything done here, in words that follow "once". */
const ENDS: Record<PassingLockout, string> = {
  'link/full': 'there is a place',
  'link/archived': 'somebody opens the session again',
  'link/unreadable': 'its host has brought it back from their device',
};

const onlyHere = (n: number): string =>
  n === 0 ? '' : `${count(n, 'edit of yours is', 'edits of yours are')} only here. `;

/** Of somebody who is locked out with `n` edits, until something is done. */
export const outForGood = (n: number): string => `${onlyHere(n)}You can go on here; nobody else sees it.`;

/** Of somebody who is locked out with `n` edits, until it ends by itself. */
export function outForNow(n: number, code: PassingLockout): string {
  if (n === 0) return `You can go on here, and come in by yourself once ${ENDS[code]}.`;
  const up = plural(n, { one: 'it goes up by itself', other: 'they go up by themselves' });
  return `${onlyHere(n)}You can go on; ${up} once ${ENDS[code]}.`;
}

/** The steps under way about a refusal. */
export const PROGRESS = {
  asked: 'The host has been asked. As soon as they agree, your edits go up by themselves.',
  askedForPlace: 'The host has been asked for a place. As soon as there is one, you come in by yourself.',
  working: 'Working on it.',
} as const;

/** A way out: what it is called, what it does, and what its button says. */
interface Way {
  readonly title: string;
  readonly detail: string;
  readonly label: string;
  /** For who cannot see what stands beside the button. */
  readonly about?: string;
}

const AGAIN = { title: 'Try again', label: 'Try again' };
export const RETRY: Record<'other' | 'link/full' | 'link/epoch' | 'link/archived', Way> = {
  other: { ...AGAIN, detail: 'What stood in the way may be gone by now.' },
  'link/full': { ...AGAIN, detail: 'Somebody may have left by now. AI Frame looks by itself, too.' },
  'link/epoch': { ...AGAIN, detail: 'Writes them into what the relay has now, for everybody.' },
  'link/archived': {
    title: 'Open it again',
    detail: 'Brings it back for everybody. Whoever belongs to the session may do that.',
    label: 'Open it again',
  },
};

const ASK = { title: 'Ask the host', label: 'Ask the host' };
export const ASK_FOR_PLACE: Way = {
  ...ASK,
  detail: 'They can make room for one more. You then come in, and your edits go up, by themselves.',
};
export const ASK_TO_EDIT: Way = {
  ...ASK,
  detail: 'They only have to say yes. Then your edits go up by themselves.',
};
export const ASK_AGAIN = 'Ask again';

export const COPY: Way = {
  title: 'Keep as my own copy',
  detail: 'A new session of yours opens, with everything that is in this one here.',
  label: 'Keep a copy',
};

export const SAVE: Way = {
  title: 'Save as a file',
  detail: 'To keep beside this, or to open somewhere else.',
  label: 'Save',
  about: 'as a file',
};

/** A way out that nothing brings back, and so asks first. */
interface LastWay extends Way {
  readonly question: string;
  readonly answer: string;
}

export const DISCARD: LastWay = {
  title: 'Discard',
  detail: 'Gives these edits up and shows what everybody else sees.',
  label: 'Discard',
  question: 'Give up these edits? Nobody can bring them back, unless you keep a copy or a file first.',
  answer: 'Discard them',
};

export const DELETE_HERE: LastWay = {
  title: 'Delete here',
  detail: 'Takes this session off this device.',
  label: 'Delete here',
  question:
    'Delete this session from this device? Nobody can bring it back, unless you keep a copy or a file first.',
  answer: 'Delete it',
};

/** Where the relay keeps the session, too. */
export const LEAVE: LastWay = {
  ...DELETE_HERE,
  detail: 'Takes this session off this device. The others keep what the relay has.',
  question:
    'Delete this session from this device? Nobody can bring back what is only here, unless you keep a copy or a file first.',
};

export const BLOCKED = {
  working: 'Something is still under way.',
  noRelay: 'The host can be asked once the relay can be reached.',
} as const;

export const CHANGES = {
  placed: 'you placed it',
  changed: 'you changed it',
  deleted: 'you deleted it',
} as const;

export const EDITS = 'Edits that are only here';
export const andMore = (n: number): string => `and ${n} more`;

export const OVER = {
  title: 'Nothing is left to decide',
  detail: 'Everything of this session on this device is what the relay has, or is on its way there.',
} as const;
