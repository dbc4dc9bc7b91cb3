import type { UserId } from '../../shared/ids.ts';
import type { AccessRequest, OpenSession } from '../model/index.ts';
import { isEditingOff } from './permissions.ts';
import { texts } from './text/index.ts';

/** For the host: who asks for what. Empty for everybody else. */
export const requestsOf = (open: OpenSession): readonly AccessRequest[] =>
  open.role.value === 'host' ? (open.service.standing.value?.requests ?? []) : [];

/** "asks to edit", after the name of whoever asks. */
export const requestWords = ({ asks, role }: AccessRequest): string =>
  asks === 'place'
    ? 'asks for a place: the session is full'
    : `asks to ${role === 'editor' ? 'edit' : 'come in and look'}`;

/** Whether allowing this turns editing on for everybody, because the host has turned it off. */
export const isForAll = (open: OpenSession, { asks, role }: AccessRequest): boolean =>
  asks === 'role' && role === 'editor' && isEditingOff(open);

/** What allowing this does beyond what is asked for; undefined where it is no more than that. */
export function grantWords(open: OpenSession, request: AccessRequest): string | undefined {
  if (isForAll(open, request)) return 'Editing is off: allowing it turns it on for everybody.';
  const max = open.service.standing.value?.settings.max_participants;
  if (request.asks !== 'place' || max === undefined) return undefined;
  return `${texts.numbers.count(max, 'guest')} may be in at once. Allowing it makes room for one more.`;
}

/** The host's answer. Outcomes that a person should know become notices. */
export async function answer(open: OpenSession, request: AccessRequest, isGranted: boolean): Promise<void> {
  if (isGranted && isForAll(open, request)) await open.service.changePolicy({ allow_editing: true });
  await open.service.answerRequest(request.user_id as UserId, isGranted);
}
