import type { AccessChange } from './access/index.ts';
import type { SessionEvent } from './analytics/index.ts';

/** Returns the event of a session's activity for a change of access; undefined for what is nobody's news. */
export function toSessionEvent(change: AccessChange): SessionEvent | undefined {
  switch (change.type) {
    case 'session-created':
      return { type: 'session.created', user: change.by, at: Date.parse(change.created) };
    case 'share-created':
      return { type: 'share.created', user: change.by };
    case 'share-revoked':
      return { type: 'share.revoked', user: change.by };
    case 'member-changed':
      return { type: 'member.changed', user: change.user };
    case 'member-removed':
      return { type: 'member.removed', user: change.user };
    // Joining is counted when the person connects, and the rest shows elsewhere or nowhere.
    case 'member-joined':
    case 'policy-changed':
    case 'requests-changed':
    case 'session-deleted':
    case 'session-ended':
      return undefined;
  }
}
