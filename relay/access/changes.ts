import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import { Emitter } from '../emitter.ts';

/** A change of who may do what, once it is on disk. `by`: the person who made it. */
export type AccessChange =
  | {
      readonly type: 'session-created';
      readonly session: SessionId;
      readonly by: UserId;
      /** When it was created on its device. ISO 8601. */
      readonly created: string;
    }
  | { readonly type: 'session-deleted'; readonly session: SessionId; readonly by: UserId | undefined }
  /** Nothing of it is here any more, whoever decided that. */
  | { readonly type: 'session-ended'; readonly session: SessionId }
  | { readonly type: 'policy-changed'; readonly session: SessionId; readonly by: UserId }
  | {
      readonly type: 'member-joined' | 'member-changed';
      readonly session: SessionId;
      readonly user: UserId;
      readonly role: Role;
      readonly by: UserId;
    }
  | {
      readonly type: 'member-removed';
      readonly session: SessionId;
      readonly user: UserId;
      readonly by: UserId;
    }
  | { readonly type: 'requests-changed'; readonly session: SessionId }
  | {
      readonly type: 'share-created' | 'share-revoked';
      readonly session: SessionId;
      readonly share: string;
      readonly by: UserId;
    };

/** Emits every change once it is on disk, to the sockets, the security log and the activity. */
export class AccessChanges extends Emitter<[AccessChange]> {}
