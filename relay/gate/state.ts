import type * as Y from 'yjs';
import type { Role } from '../../shared/session/index.ts';

/** The owner of a Yjs client id. `role`: theirs when they first used it. */
export interface ClientOwner {
  readonly user: string;
  readonly role: Role;
}

/** The state of a session that an update is judged against. */
export interface GateState {
  readonly doc: Y.Doc;
  readonly ownerOf: (client: number) => ClientOwner | undefined;
  /** Returns the size of the whole document as one update, or somewhat more. */
  readonly bytes: () => number;
}

/**
 * The way an update comes. `answer`: requested again it would be the same, so what stands without a missing
 * part is judged on its own. `import`: a whole document from somebody who is free to wait for Yjs.
 */
export type UpdateSource = 'update' | 'answer' | 'import';
