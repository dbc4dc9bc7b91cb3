import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';

/** What happened to who may do what, once it is on disk. `by`: whose doing it was. */
export type AccessChange =
  | {
      readonly type: 'session-created';
      readonly session: SessionId;
      readonly by: UserId;
      /** When it was born on its device. ISO 8601. */
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

export type AccessListener = (change: AccessChange) => void;

/** Tells everybody who asked to know: sockets that must follow, the security log, the activity. */
export class AccessChanges {
  readonly #listeners = new Set<AccessListener>();

  /** Answers how to stop listening. */
  subscribe(listener: AccessListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(change: AccessChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
