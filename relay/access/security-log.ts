import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { AccessChange } from './changes.ts';

/**
 * The one catalogue of security events. Ids, addresses and codes of errors; never a token, a share code or
 * content.
 */
export type SecurityEvent =
  | { readonly event: 'update.refused'; readonly session: SessionId; readonly user: UserId | null }
  /** Many wrong share codes within a minute: from one address, or from all together. */
  | { readonly event: 'codes.guessed'; readonly address: string | 'everywhere' }
  | { readonly event: 'token.dead'; readonly session: SessionId; readonly user: UserId }
  /**
   * A token that this relay never issued, or a device's proof that does not hold. An expired one is none.
   * `why`: a word of ours.
   */
  | {
      readonly event: 'token.forged' | 'proof.forged';
      readonly address: string;
      readonly why: string;
    }
  /**
   * A known person requests what their role, or their lack of one, does not allow. `what`: a route's pattern,
   * or the socket.
   */
  | {
      readonly event: 'access.denied';
      readonly session: SessionId;
      readonly user: UserId;
      readonly what: string;
    }
  /** More requests or sockets than one address, person or session may have. */
  | {
      readonly event: 'rate.reached';
      readonly address: string;
      readonly user: UserId | null;
      readonly what: string;
    }
  /** More sessions or bytes than one address, person or all without a proof may have. */
  | {
      readonly event: 'budget.reached';
      readonly address: string;
      readonly user: UserId | null;
      readonly of: 'sessions' | 'bytes' | 'share';
    }
  | { readonly event: 'session.created'; readonly session: SessionId; readonly by: UserId }
  | {
      readonly event: 'share.created' | 'share.revoked';
      readonly session: SessionId;
      readonly share: string;
      readonly by: UserId;
    }
  | {
      readonly event: 'member.joined';
      readonly session: SessionId;
      readonly user: UserId;
      readonly role: Role;
      readonly by: UserId;
    }
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

/** Logs an event; never fails. */
export type SecurityLog = (event: SecurityEvent) => void;

/** Lines in a minute for each event that people outside can cause as often as they like. */
const LINES_PER_MINUTE_COUNT = 60;
const OUTSIDE: readonly SecurityEvent['event'][] = [
  'update.refused',
  'token.dead',
  'token.forged',
  'proof.forged',
  'access.denied',
  'rate.reached',
  'budget.reached',
  'message.oversize',
  'origin.refused',
  'session.created',
  'share.created',
  'share.revoked',
  'member.joined',
];
/** Events of ordinary use, logged at `info`. */
const IN_ORDER: readonly SecurityEvent['event'][] = [
  'session.created',
  'share.created',
  'share.revoked',
  'member.joined',
];

export const levelOf = ({ event }: SecurityEvent): 'info' | 'warn' =>
  IN_ORDER.includes(event) ? 'info' : 'warn';

/** Returns the same log, which nobody can fill the disk with. `now` in ms, monotonic. */
export function rateLimited(log: SecurityLog, now: () => number = () => performance.now()): SecurityLog {
  const perSecond = LINES_PER_MINUTE_COUNT / 60;
  const lines = new Map(
    OUTSIDE.map(event => [event, new TokenBucket(perSecond, LINES_PER_MINUTE_COUNT, now())]),
  );
  return event => {
    if (lines.get(event.event)?.take(1, now()) ?? true) log(event);
  };
}

/** Returns the security event of a change of access; undefined for a change that gives and takes nothing. */
export function securityEventOf(change: AccessChange): SecurityEvent | undefined {
  const { session, type } = change;
  switch (type) {
    case 'member-removed':
      return { event: 'member.removed', session, user: change.user, by: change.by };
    case 'member-changed':
      return { event: 'member.changed', session, user: change.user, role: change.role, by: change.by };
    case 'session-deleted':
      return { event: 'session.deleted', session, by: change.by };
    case 'session-created':
      return { event: 'session.created', session, by: change.by };
    case 'share-created':
      return { event: 'share.created', session, share: change.share, by: change.by };
    case 'share-revoked':
      return { event: 'share.revoked', session, share: change.share, by: change.by };
    case 'member-joined':
      return { event: 'member.joined', session, user: change.user, role: change.role, by: change.by };
    default:
      return undefined;
  }
}
