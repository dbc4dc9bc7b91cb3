import { type AppError, describe } from '../../../shared/errors.ts';
import type { OpenSession, RefusalState, RefusedEdit } from '../../model/index.ts';
import { count } from '../words.ts';

export type Refused = Exclude<RefusalState, { readonly state: 'none' }>;

/** The refused edits of this session, if there are any. */
export function refusedOf(open: OpenSession): Refused | undefined {
  const refusal = open.refusals.state.value;
  return refusal.state === 'none' ? undefined : refusal;
}

/** "3 edits", or "Some edits" where only their number is unknown. */
export const editsWords = (edits: readonly RefusedEdit[]): string =>
  edits.length === 0 ? 'Some edits' : count(edits.length, 'edit');

export const refusalTitle = ({ edits }: Refused): string =>
  `${editsWords(edits)} ${edits.length === 1 ? 'is' : 'are'} only on this device`;

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

const CHANGES: Record<RefusedEdit['change'], string> = {
  placed: 'you placed it',
  changed: 'you changed it',
  deleted: 'you deleted it',
};
export const changeWords = (change: RefusedEdit['change']): string => CHANGES[change];

/** Why, in one sentence that blames nobody. */
export const reasonWords = ({ reason }: Refused): string => `${describe(reason).title}.`;
