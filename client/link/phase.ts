import { type AppError, unreachable } from '../../shared/errors.ts';
import type { LinkState } from '../model/index.ts';

/** The state of the link, in its own terms. */
export type Phase =
  | { readonly type: 'connecting' }
  | { readonly type: 'offline' }
  | { readonly type: 'live' }
  /** The relay refused an edit, and the session is being rebased on the relay's state. */
  | { readonly type: 'rebasing' }
  | { readonly type: 'refused'; readonly error: AppError }
  | { readonly type: 'closed' };

/**
 * Turns a phase into the model's state. `hasMet`: this session has met a relay before. `blockedBy`: why the
 * relay takes nothing for now.
 */
export function linkStateOf(phase: Phase, waiting: number, hasMet: boolean, blockedBy?: AppError): LinkState {
  switch (phase.type) {
    case 'connecting':
    case 'rebasing':
      return { state: 'connecting', waiting, ...(blockedBy ? { blockedBy } : {}) };
    case 'offline':
      // Before the first contact nothing is missing on the relay yet; there is no relay.
      return {
        state: hasMet || waiting > 0 ? 'offline' : 'off',
        waiting,
        ...(blockedBy ? { blockedBy } : {}),
      };
    case 'live':
      return { state: 'live', waiting, ...(blockedBy ? { blockedBy } : {}) };
    case 'refused':
      return { state: 'refused', error: phase.error, waiting };
    case 'closed':
      return { state: 'off', waiting };
    default:
      return unreachable(phase);
  }
}
