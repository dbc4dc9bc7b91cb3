import { type AppError, unreachable } from '../../shared/errors.ts';
import type { LinkState } from '../model/index.ts';

/** What the link is at. */
export type Phase =
  | { readonly type: 'connecting' }
  | { readonly type: 'offline' }
  | { readonly type: 'live' }
  /** The relay did not take an edit, and the session goes over to the relay's state. */
  | { readonly type: 'rebasing' }
  | { readonly type: 'refused'; readonly error: AppError }
  | { readonly type: 'closed' };

/**
 * The same in the words of the model. `hasMet`: this session has met a relay before. `held`: why that takes
 * nothing for now.
 */
export function linkStateOf(phase: Phase, waiting: number, hasMet: boolean, held?: AppError): LinkState {
  switch (phase.type) {
    case 'connecting':
    case 'rebasing':
      return { state: 'connecting', waiting, ...(held ? { held } : {}) };
    case 'offline':
      // Before the first contact nothing is missing on the relay yet; there is no relay.
      return { state: hasMet || waiting > 0 ? 'offline' : 'off', waiting, ...(held ? { held } : {}) };
    case 'live':
      return { state: 'live', waiting, ...(held ? { held } : {}) };
    case 'refused':
      return { state: 'refused', error: phase.error, waiting };
    case 'closed':
      return { state: 'off', waiting };
    default:
      return unreachable(phase);
  }
}
