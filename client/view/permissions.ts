import type { OpenSession } from '../model/index.ts';
import { texts } from './text/index.ts';

/** Why nothing can be changed here, in a sentence; undefined for who may. */
export function readOnlyReason({
  permission: { value },
}: Pick<OpenSession, 'permission'>): string | undefined {
  return value === 'edit' ? undefined : texts.permissions.READ_ONLY[value];
}

/** Whether the host lets nobody else edit, as far as this device has heard. */
export const isEditingOff = (open: OpenSession): boolean =>
  open.service.standing.value?.settings.allow_editing === false;

/** Why something that only the relay can do has to wait; undefined when it can be done. */
export function relayReason({ link }: Pick<OpenSession, 'link'>): string | undefined {
  const { state } = link.value;
  return state === 'live' ? undefined : texts.permissions.NEEDS_RELAY[state];
}

/** Why only looking is possible in what the host decides; undefined for the host with a relay. */
export const hostReason = (open: OpenSession): string | undefined =>
  open.role.value === 'host' ? relayReason(open) : texts.permissions.NEEDS_HOST;
