import { isBeyondHelp, isPassingLockout } from '../../shared/errors/policy.ts';
import { tellsHowFull, unreachable } from '../../shared/errors.ts';
import type { Actions, OpenSession, RefusalState, RefusedEdit } from '../model/index.ts';
import { relayReason } from './permissions.ts';
import { texts } from './text/index.ts';

export type Refused = Exclude<RefusalState, { readonly state: 'none' }>;

/** A way out of a refusal, best first as they come. */
export interface RefusalChoice {
  readonly id: 'ask' | 'copy' | 'file' | 'retry' | 'discard';
  readonly title: string;
  readonly detail: string;
  /** The word on its button. */
  readonly label: string;
  /** The object of that word, for those who cannot see what stands beside it. */
  readonly about?: string;
  readonly isMain: boolean;
  /** Why it cannot be chosen now; undefined where it can. */
  readonly blocked: string | undefined;
  /** The question asked first, where nobody can take the choice back. */
  readonly asks?: { readonly question: string; readonly answer: string };
  readonly run: () => Promise<void>;
}

/**
 * A refusal as shown: the edits that the relay did not take, why, and what can be done. Nothing is lost until
 * the person says so.
 */
export interface RefusalView {
  readonly state: Refused['state'];
  readonly tone: 'waiting' | 'loss';
  readonly title: string;
  /** Why, in one sentence that blames nobody. */
  readonly reason: string;
  /** The fate of the edits as long as nothing is decided. */
  readonly kept: string;
  /** The step under way about them; undefined while they wait for the person. */
  readonly progress: string | undefined;
  /** All of that in two lines of a panel. */
  readonly brief: string;
  readonly edits: readonly RefusedEdit[];
  readonly choices: readonly RefusalChoice[];
}

/** The longest text (characters) for one line of `brief`; a longer one takes both. */
const LINE_CHARS = 60;

/** The refused edits of this session, or its lockout, if there are any. */
export function refusedOf(open: Pick<OpenSession, 'refusals'>): Refused | undefined {
  const refusal = open.refusals.state.value;
  return refusal.state === 'none' ? undefined : refusal;
}

/** Whether the relay shows this person nothing of the session now; else it is about some edits. */
export const isLockout = ({ about }: Refused): boolean => about === 'session';

/** How a refusal looks: what ends by itself is no loss. */
export const refusalTone = (refused: Refused): 'waiting' | 'loss' =>
  isLockout(refused) && isPassingLockout(refused.reason.code) ? 'waiting' : 'loss';

export const refusalTitle = (refused: Refused): string =>
  isLockout(refused)
    ? texts.errors.describe(refused.reason).title
    : texts.refusal.editsHere(refused.edits.length);

/** Why, in one sentence that blames nobody. */
export function refusalReason(refused: Refused): string {
  const { title, kept } = texts.errors.describe(refused.reason);
  return isLockout(refused) ? kept : `${title}.`;
}

/** Keeps all of the session as one of this person's own, and opens that. */
export async function keepCopy(open: OpenSession, actions: Pick<Actions, 'openSession'>): Promise<void> {
  const copy = await open.refusals.keepAsCopy();
  if (copy !== undefined) await actions.openSession(copy);
}

export function refusalView(
  open: OpenSession,
  actions: Pick<Actions, 'openSession'>,
): RefusalView | undefined {
  const refused = refusedOf(open);
  if (!refused) return undefined;
  const choices = choicesOf(open, refused, actions);
  const reason = refusalReason(refused);
  const kept = keptWords(open, refused);
  const progress = progressWords(refused);
  const now = progress ?? choices.find(({ id }) => id === 'ask')?.blocked ?? kept;
  // The title of a lockout gives the reason already.
  const isLong = isLockout(refused) && now.length > LINE_CHARS;
  return {
    state: refused.state,
    tone: refusalTone(refused),
    title: refusalTitle(refused),
    reason,
    kept,
    progress,
    brief: isLong ? now : `${reason} ${now}`,
    edits: refused.edits,
    choices,
  };
}

function choicesOf(
  open: OpenSession,
  refused: Refused,
  actions: Pick<Actions, 'openSession'>,
): readonly RefusalChoice[] {
  const { refusal } = texts;
  const { refusals } = open;
  const { state, reason } = refused;
  const blocked = state === 'working' ? refusal.BLOCKED.working : undefined;
  const usual = { isMain: false, blocked };
  // Any member opens an archived session again: nobody needs to be asked.
  const isCure = isLockout(refused) && reason.code === 'link/archived';
  const retry = {
    ...usual,
    ...retryText(refused),
    id: 'retry',
    isMain: isCure,
    run: () => refusals.sendAgain(),
  } as const;
  const last = isLockout(refused)
    ? isPassingLockout(reason.code)
      ? refusal.LEAVE
      : refusal.DELETE_HERE
    : refusal.DISCARD;
  const asking = reason.code === 'link/full' ? refusal.ASK_FOR_PLACE : refusal.ASK_TO_EDIT;
  const ask = {
    ...usual,
    ...asking,
    id: 'ask',
    label: state === 'asked' ? refusal.ASK_AGAIN : asking.label,
    isMain: state !== 'asked',
    blocked: blocked ?? (isHostReached(open, refused) ? undefined : refusal.BLOCKED.noRelay),
    run: () => refusals.askHost(),
  } as const;
  return [
    ...(isCure ? [retry] : []),
    ...(mayAskHost(open, refused) ? [ask] : []),
    { ...usual, ...refusal.COPY, id: 'copy', run: () => keepCopy(open, actions) },
    {
      ...usual,
      ...refusal.SAVE,
      id: 'file',
      blocked: undefined,
      run: async () => refusals.exportKept(),
    },
    ...(isCure ? [] : [retry]),
    {
      ...usual,
      ...last,
      id: 'discard',
      asks: { question: last.question, answer: last.answer },
      run: () => refusals.discard(),
    },
  ];
}

function retryText({ reason, about }: Refused) {
  const { RETRY } = texts.refusal;
  switch (reason.code) {
    case 'link/archived':
      return about === 'session' ? RETRY['link/archived'] : RETRY.other;
    case 'link/full':
    case 'link/epoch':
      return RETRY[reason.code];
    default:
      return RETRY.other;
  }
}

/** Nobody is asked where the session is gone or anybody may open it again; nor does a host ask themselves. */
function mayAskHost(open: OpenSession, { reason, about }: Refused): boolean {
  // Full of this person's own windows, which the host can do nothing about.
  const isOwn = reason.code === 'link/full' && !tellsHowFull(reason);
  const isCure = about === 'session' && reason.code === 'link/archived';
  return open.role.value !== 'host' && !isBeyondHelp(reason) && !isCure && !isOwn;
}

/**
 * Whether the host can be asked. A person whom the relay does not let in can: by another way than the refused
 * one.
 */
const isHostReached = (open: OpenSession, refused: Refused): boolean =>
  isLockout(refused) || open.link.value.state === 'refused' || relayReason(open) === undefined;

function keptWords(open: OpenSession, refused: Refused): string {
  const { edits, reason } = refused;
  if (!isLockout(refused)) return texts.refusal.untilYouDecide(edits.length);
  // The edits are not always known; their number is.
  const n = edits.length > 0 ? edits.length : open.link.value.waiting;
  return isPassingLockout(reason.code)
    ? texts.refusal.outForNow(n, reason.code)
    : texts.refusal.outForGood(n);
}

function progressWords({ state, reason }: Refused): string | undefined {
  const { PROGRESS } = texts.refusal;
  switch (state) {
    case 'asked':
      return reason.code === 'link/full' ? PROGRESS.askedForPlace : PROGRESS.asked;
    case 'working':
      return PROGRESS.working;
    case 'kept':
      return undefined;
    default:
      return unreachable(state);
  }
}
