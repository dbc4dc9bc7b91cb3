import type { AccessRequestView } from '../../shared/api/index.ts';
import type { UserId } from '../../shared/ids.ts';
import type { OpenSession } from './model.ts';
import { isEditingOff } from './situation.ts';

/** For the host: who asks for what. Empty for everybody else. */
export const requestsOf = (open: OpenSession): readonly AccessRequestView[] =>
  open.role.value === 'host' ? (open.service.standing.value?.requests ?? []) : [];

/** "asks to edit", after the name of whoever asks. */
export const requestWords = ({ role }: AccessRequestView): string =>
  `asks to ${role === 'editor' ? 'edit' : 'come in and look'}`;

/** Whether allowing this turns editing on for everybody, because the host has turned it off. */
export const isForAll = (open: OpenSession, { role }: AccessRequestView): boolean =>
  role === 'editor' && isEditingOff(open);

/** The host's answer. Outcomes that a person should know become notices. */
export async function answer(
  open: OpenSession,
  request: AccessRequestView,
  isGranted: boolean,
): Promise<void> {
  if (isGranted && isForAll(open, request)) await open.service.changePolicy({ allow_editing: true });
  await open.service.answerRequest(request.user_id as UserId, isGranted);
}
