import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import { TokenBucket } from '../token-bucket.ts';
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

/** What people outside bring about as often as they like: lines in a minute, of each. */
const LINES_PER_MINUTE_COUNT = 60;
const OUTSIDE: readonly SecurityEvent['event'][] = [
  'update.refused',
  'token.dead',
  'message.oversize',
  'origin.refused',
];

/** The same log, which nobody can fill the disk with. `now` in ms, monotonic. */
export function withoutFloods(log: SecurityLog, now: () => number = () => performance.now()): SecurityLog {
  const perSecond = LINES_PER_MINUTE_COUNT / 60;
  const lines = new Map(
    OUTSIDE.map(event => [event, new TokenBucket(perSecond, LINES_PER_MINUTE_COUNT, now())]),
  );
  return event => {
    if (lines.get(event.event)?.take(1, now()) ?? true) log(event);
  };
}

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
