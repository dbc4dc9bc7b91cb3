import { unreachable } from '../../../shared/errors.ts';
import type { OpenSession } from '../../model/index.ts';
import { ROLE_WORDS } from './numbers.ts';

/** Why nothing can be changed here, in a sentence; undefined for who may. */
export function readOnlyReason(open: OpenSession): string | undefined {
  const permission = open.permission.value;
  switch (permission) {
    case 'edit':
      return undefined;
    case 'viewer':
      return ROLE_WORDS.viewer.detail;
    case 'editing-off':
      return 'The host has turned editing off for now. You can look, and ask to edit.';
    default:
      return unreachable(permission);
  }
}

/** Whether the host lets nobody else edit, as far as this device has heard. */
export const isEditingOff = (open: OpenSession): boolean =>
  open.service.standing.value?.settings.allow_editing === false;

/** Why something that only the relay can do has to wait; undefined when it can be done. */
export function relayReason(open: OpenSession): string | undefined {
  const link = open.link.value;
  switch (link.state) {
    case 'live':
      return undefined;
    case 'off':
      return 'This session has not met a relay yet. It works once one can be reached.';
    case 'connecting':
      return 'Connecting to the relay.';
    case 'offline':
      return 'The relay cannot be reached now. It works when it is back.';
    case 'refused':
      return 'The relay does not let this device in. The status says why.';
    default:
      return unreachable(link);
  }
}

/** Why only looking is possible in what the host decides; undefined for the host with a relay. */
export const hostReason = (open: OpenSession): string | undefined =>
  open.role.value === 'host' ? relayReason(open) : 'Only the host changes this.';
