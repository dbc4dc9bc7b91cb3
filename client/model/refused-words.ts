import { type AppError, describe, unreachable } from '../../shared/errors.ts';
import type { OpenSession } from './model.ts';
import type { RefusalState, RefusedEdit } from './service.ts';
import { relayReason } from './situation.ts';
import { count } from './words.ts';

export type Refused = Exclude<RefusalState, { readonly state: 'none' }>;

/** The refused edits of this session, if there are any. */
export function refusedOf(open: OpenSession): Refused | undefined {
  const refusal = open.refusals.state.value;
  return refusal.state === 'none' ? undefined : refusal;
}

/** Whether it is about the whole session, which the relay does not show this person any more, and not about some edits. */
const isOut = ({ edits }: Refused): boolean => edits.length === 0;

export const refusalTitle = (refused: Refused): string => {
  const { edits, reason } = refused;
  if (isOut(refused)) return describe(reason).title;
  return `${count(edits.length, 'edit')} ${edits.length === 1 ? 'is' : 'are'} only on this device`;
};

/** What ends it without the edits, in words: nothing brings them back. */
export interface PartingWords {
  readonly title: string;
  readonly detail: string;
  readonly question: string;
  readonly answer: string;
}

const GIVE_UP: PartingWords = {
  title: 'Discard',
  detail: 'Gives these edits up and shows what everybody else sees.',
  question: 'Give up these edits? Nobody can bring them back, unless you keep a copy or a file first.',
  answer: 'Discard them',
};

const LET_GO: PartingWords = {
  title: 'Delete here',
  detail: 'Takes this session off this device.',
  question:
    'Delete this session from this device? Nobody can bring it back, unless you keep a copy or a file first.',
  answer: 'Delete it',
};

export const partingWords = (refused: Refused): PartingWords => (isOut(refused) ? LET_GO : GIVE_UP);

/** Situations in which nobody can let the edits in any more. */
const FINAL: ReadonlySet<AppError['code']> = new Set([
  'link/gone',
  'api/deleted',
  'link/epoch',
  'document/newer-format',
]);

export const isFinal = ({ code }: AppError): boolean => FINAL.has(code);

/** Whom it makes sense to ask: nobody where the session is gone, and not oneself. */
export const mayAskHost = (open: OpenSession, { reason }: Refused): boolean =>
  open.role.value !== 'host' && !isFinal(reason);

/** Why the host cannot be asked now, where it makes sense to ask them; undefined where they can. */
export function askReason(open: OpenSession, { state }: Refused): string | undefined {
  if (state === 'working') return 'Something is still under way.';
  // Whom the relay refuses may still ask: that is another way than the one it refuses.
  const isReached = open.link.value.state === 'refused' || relayReason(open) === undefined;
  return isReached ? undefined : 'The host can be asked once the relay can be reached.';
}

/** What becomes of the edits as long as nothing is decided. */
export function keptWords(refused: Refused): string {
  if (isOut(refused)) return 'You can go on here; nobody else sees it.';
  return `${refused.edits.length === 1 ? 'It stays' : 'They stay'} here, safe and visible, until you decide.`;
}

/** What is being done about them; undefined while they wait for the person. */
export function progressWords({ state }: Refused): string | undefined {
  switch (state) {
    case 'asked':
      return 'The host has been asked. As soon as they agree, your edits go up by themselves.';
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
