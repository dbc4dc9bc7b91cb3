import { isBeyondHelp, isPassingLockout, type PassingLockout } from '../../../shared/errors/policy.ts';
import { type AppError, describe, tellsHowFull, unreachable } from '../../../shared/errors.ts';
import type { OpenSession, RefusalState, RefusedEdit } from '../../model/index.ts';
import { count } from './numbers.ts';
import { relayReason } from './permissions.ts';

export type Refused = Exclude<RefusalState, { readonly state: 'none' }>;

/** The refused edits of this session, if there are any. */
export function refusedOf(open: OpenSession): Refused | undefined {
  const refusal = open.refusals.state.value;
  return refusal.state === 'none' ? undefined : refusal;
}

/**
 * Whether it is about the whole session, which the relay does not show this person now, and not about some
 * edits.
 */
const isOut = ({ about }: Refused): boolean => about === 'session';

/** What ends without anything done here; how, in words that follow "once". */
const ENDS: Record<PassingLockout, string> = {
  'link/full': 'there is a place',
  'link/archived': 'somebody opens the session again',
  'link/unreadable': 'its host has brought it back from their device',
};

export const refusalTitle = (refused: Refused): string => {
  const { edits, reason } = refused;
  if (isOut(refused)) return describe(reason).title;
  return `${count(edits.length, 'edit')} ${edits.length === 1 ? 'is' : 'are'} only on this device`;
};

/** How it looks: what ends by itself is no loss. */
export const refusalTone = (refused: Refused): 'waiting' | 'loss' =>
  isOut(refused) && isPassingLockout(refused.reason.code) ? 'waiting' : 'loss';

/** What ends it without the edits, in words: nothing brings them back. */
export interface DiscardText {
  readonly title: string;
  readonly detail: string;
  readonly question: string;
  readonly answer: string;
}

const GIVE_UP: DiscardText = {
  title: 'Discard',
  detail: 'Gives these edits up and shows what everybody else sees.',
  question: 'Give up these edits? Nobody can bring them back, unless you keep a copy or a file first.',
  answer: 'Discard them',
};

const LET_GO: DiscardText = {
  title: 'Delete here',
  detail: 'Takes this session off this device.',
  question:
    'Delete this session from this device? Nobody can bring it back, unless you keep a copy or a file first.',
  answer: 'Delete it',
};

const LEAVE: DiscardText = {
  ...LET_GO,
  detail: 'Takes this session off this device. The others keep what the relay has.',
  question:
    'Delete this session from this device? Nobody can bring back what is only here, unless you keep a copy or a file first.',
};

export function discardText(refused: Refused): DiscardText {
  if (!isOut(refused)) return GIVE_UP;
  return isPassingLockout(refused.reason.code) ? LEAVE : LET_GO;
}

export interface RetryText {
  readonly title: string;
  readonly detail: string;
  /** What this person can do about it themselves, so that nobody needs to be asked. */
  readonly isCure: boolean;
}

const TRIED = 'What stood in the way may be gone by now.';
const TRYING: Partial<Record<AppError['code'], string>> = {
  'link/full': 'Somebody may have left by now. AI Frame looks by itself, too.',
  'link/epoch': 'Writes them into what the relay has now, for everybody.',
};

/** What trying again means. */
export function retryText({ reason, about }: Refused): RetryText {
  if (about === 'session' && reason.code === 'link/archived') {
    return {
      title: 'Open it again',
      detail: 'Brings it back for everybody. Whoever belongs to the session may do that.',
      isCure: true,
    };
  }
  return { title: 'Try again', detail: TRYING[reason.code] ?? TRIED, isCure: false };
}

/**
 * Whom it makes sense to ask: nobody where the session is gone or anybody may open it again, and not oneself.
 */
export function mayAskHost(open: OpenSession, refused: Refused): boolean {
  const { reason } = refused;
  // Full of this person's own windows, which the host can do nothing about.
  const isOwn = reason.code === 'link/full' && !tellsHowFull(reason);
  return open.role.value !== 'host' && !isBeyondHelp(reason) && !retryText(refused).isCure && !isOwn;
}

/** What comes of asking, where the host says yes. */
export const askingWords = ({ reason }: Refused): string =>
  reason.code === 'link/full'
    ? 'They can make room for one more. You then come in, and your edits go up, by themselves.'
    : 'They answer with one tap. If they agree, your edits go up by themselves.';

/** Why the host cannot be asked now, where it makes sense to ask them; undefined where they can. */
export function askReason(open: OpenSession, refused: Refused): string | undefined {
  if (refused.state === 'working') return 'Something is still under way.';
  // Whom the relay does not let in may still ask: that is another way than the one it refuses.
  const isReached = isOut(refused) || open.link.value.state === 'refused' || relayReason(open) === undefined;
  return isReached ? undefined : 'The host can be asked once the relay can be reached.';
}

/** What becomes of the edits as long as nothing is decided. */
export function keptWords(open: OpenSession, refused: Refused): string {
  const { edits, reason } = refused;
  if (!isOut(refused))
    return `${edits.length === 1 ? 'It stays' : 'They stay'} here, safe and visible, until you decide.`;
  // What they are is not always known; how many is.
  const n = edits.length > 0 ? edits.length : open.link.value.waiting;
  const end = isPassingLockout(reason.code) ? ENDS[reason.code] : undefined;
  const known = n === 0 ? '' : `${count(n, 'edit')} of yours ${n === 1 ? 'is' : 'are'} only here. `;
  if (end === undefined) return `${known}You can go on here; nobody else sees it.`;
  if (n === 0) return `You can go on here, and come in by yourself once ${end}.`;
  return `${known}You can go on; ${n === 1 ? 'it goes' : 'they go'} up by ${n === 1 ? 'itself' : 'themselves'} once ${end}.`;
}

/** What is being done about them; undefined while they wait for the person. */
export function progressWords({ state, reason }: Refused): string | undefined {
  switch (state) {
    case 'asked':
      return reason.code === 'link/full'
        ? 'The host has been asked for a place. As soon as there is one, you come in by yourself.'
        : 'The host has been asked. As soon as they agree, your edits go up by themselves.';
    case 'working':
      return 'Working on it.';
    case 'kept':
      return undefined;
    default:
      return unreachable(state);
  }
}

const CHANGES: Record<RefusedEdit['change'], string> = {
  placed: 'you placed it',
  changed: 'you changed it',
  deleted: 'you deleted it',
};
export const changeWords = (change: RefusedEdit['change']): string => CHANGES[change];

/** Why, in one sentence that blames nobody. */
export const reasonWords = (refused: Refused): string => {
  const { title, kept } = describe(refused.reason);
  return isOut(refused) ? kept : `${title}.`;
};
