import type { AccessChange } from './access/index.ts';
import type { SessionEvent } from './analytics/index.ts';

/**
 * What the activity of a session says of a change of who may do what; undefined for what is nobody's news.
 */
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
    // Who joins is counted when they come in, and the rest leaves its mark elsewhere or nowhere.
    case 'member-joined':
    case 'policy-changed':
    case 'requests-changed':
    case 'session-deleted':
    case 'session-ended':
      return undefined;
  }
}
