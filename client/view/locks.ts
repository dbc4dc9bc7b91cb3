import type { OpenSession, SelectedFields } from '../model/index.ts';
import { type NameContext, personOf } from './people.ts';

/** What a lock on the selection means for this person. */
export interface Lock {
  readonly words: string;
  /** Why the selection cannot be changed now; undefined where it can. */
  readonly blocked: string | undefined;
  /** Why this person cannot take the lock off; undefined where they can. */
  readonly fixed: string | undefined;
}

/** Whoever locked something takes the lock off again, and so can the host. */
export function lockOf(
  known: NameContext,
  open: OpenSession,
  { locked, lockedBy, count }: SelectedFields,
): Lock {
  if (!locked) return { words: '', blocked: undefined, fixed: undefined };
  const it = count === 1 ? 'it' : 'them';
  const isMine = lockedBy === open.user;
  const who = lockedBy ? personOf(known, open, lockedBy).name : 'others';
  const mayUnlock = isMine || open.role.value === 'host';
  const by = isMine ? 'you' : who;
  return {
    words: mayUnlock
      ? `Locked by ${by}. Unlock ${it} to change ${it}.`
      : `Locked by ${by}. They or the host can unlock ${it}.`,
    blocked: mayUnlock ? 'unlock it first.' : `locked by ${by}.`,
    fixed: mayUnlock ? undefined : `only ${lockedBy ? who : 'whoever locked it'} or the host can.`,
  };
}
