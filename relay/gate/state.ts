import type * as Y from 'yjs';
import type { Role } from '../../shared/session/index.ts';

/** Whose a Yjs client id is. `role`: theirs when they first used it. */
export interface ClientOwner {
  readonly user: string;
  readonly role: Role;
}

/** What the gate knows of a session. */
export interface GateState {
  readonly doc: Y.Doc;
  readonly ownerOf: (client: number) => ClientOwner | undefined;
  /** Bytes of the whole document as one update, or somewhat more. */
  readonly bytes: () => number;
}

/**
 * How an update comes. `answer`: asked again its sender would send the same, so what stands without a missing
 * part is judged on its own. `import`: a whole document from somebody who is free to wait for Yjs.
 */
export type UpdateSource = 'update' | 'answer' | 'import';
