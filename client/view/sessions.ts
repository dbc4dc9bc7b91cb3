import { mayWrite, type Role } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { LibraryEntry, LibraryState } from '../model/index.ts';
import { texts } from './text/index.ts';

interface Words {
  readonly title: string;
  readonly detail: string;
}

/** The sessions on this device, last opened first, whatever order they were read in. */
export const sessionsIn = (library: LibraryState): readonly LibraryEntry[] =>
  library.state === 'loading' ? [] : [...library.entries].sort((a, b) => b.opened - a.opened);

/** One session of the library, in words. */
export interface SessionFacts {
  readonly objects: string;
  readonly opened: string;
  /** This person's role; undefined for the host, who needs no word for it. */
  readonly role: Words | undefined;
  /** Edits that the relay lacks; undefined where it has all. */
  readonly waiting: Words | undefined;
  /** Why this person cannot rename it; undefined where they can. */
  readonly nameBlocked: string | undefined;
}

/** Why somebody in this role cannot rename the session; undefined where they can. It takes no relay. */
export const renameReason = (role: Role): string | undefined =>
  mayWrite(role, 'settings') ? undefined : texts.sessions.HOST_RENAMES;

export const sessionFacts = (
  { objects, opened, role, waiting }: LibraryEntry,
  now: DeviceTime,
): SessionFacts => ({
  objects: texts.sessions.objects(objects),
  opened: texts.sessions.opened(texts.numbers.ago(opened, now)),
  role: role === 'host' ? undefined : texts.numbers.ROLE_WORDS[role],
  waiting: waiting > 0 ? texts.sessions.waiting(waiting) : undefined,
  nameBlocked: renameReason(role),
});

/** The question before a session leaves this device. */
export interface DeletionQuestion {
  readonly title: string;
  readonly detail: string;
  /** The warning of what would be lost with it; undefined where the relay has all of it. */
  readonly loss: Words | undefined;
  readonly answer: string;
  readonly keep: string;
}

/** `called`: its name, as there is room for it. */
export const deletionQuestion = ({ waiting }: LibraryEntry, called: string): DeletionQuestion => ({
  ...texts.deletion.HERE,
  title: texts.deletion.hereQuestion(called),
  loss: waiting > 0 ? texts.deletion.lossWords(waiting) : undefined,
});

/** A name for a new session that none of `taken` has. */
export function freshName(taken: readonly Pick<LibraryEntry, 'name'>[]): string {
  for (let n = taken.length + 1; ; n++) {
    const fresh = texts.sessions.numbered(n);
    if (!taken.some(({ name }) => name === fresh)) return fresh;
  }
}
