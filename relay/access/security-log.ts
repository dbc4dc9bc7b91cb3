import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import type { AccessChange } from './changes.ts';

/**
 * What whoever guards a relay wants to know: the one catalogue. Ids, addresses and codes of errors; never a token, a share code or content.
 */
export type SecurityEvent =
  | { readonly event: 'update.refused'; readonly session: SessionId; readonly user: UserId | null }
  /** Many wrong share codes within a minute: from one address, or from all together. */
  | { readonly event: 'codes.guessed'; readonly address: string | 'everywhere' }
  | { readonly event: 'token.dead'; readonly session: SessionId; readonly user: UserId }
  | { readonly event: 'message.oversize'; readonly session: SessionId | undefined }
  | { readonly event: 'origin.refused'; readonly origin: string }
  | {
      readonly event: 'member.removed';
      readonly session: SessionId;
      readonly user: UserId;
      readonly by: UserId;
    }
  | {
      readonly event: 'member.changed';
      readonly session: SessionId;
      readonly user: UserId;
      readonly role: Role;
      readonly by: UserId;
    }
  | { readonly event: 'session.deleted'; readonly session: SessionId; readonly by: UserId | undefined }
  | { readonly event: 'keys.rotated'; readonly kid: string };

/** Takes an event; never fails. */
export type SecurityLog = (event: SecurityEvent) => void;

/** What the security log says of a change of who may do what; undefined for what is in order. */
export function securityEventOf(change: AccessChange): SecurityEvent | undefined {
  const { session, type } = change;
  switch (type) {
    case 'member-removed':
      return { event: 'member.removed', session, user: change.user, by: change.by };
    case 'member-changed':
      return { event: 'member.changed', session, user: change.user, role: change.role, by: change.by };
    case 'session-deleted':
      return { event: 'session.deleted', session, by: change.by };
    default:
      return undefined;
  }
}
