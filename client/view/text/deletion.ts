import { count } from './numbers.ts';

/** What is asked and said before a session is given up: the one thing that undo cannot bring back. */

export const DELETED_HERE = 'Deletes it from this device. The relay and other people keep theirs.';

/**
 * What would be lost with a session that is deleted from this device; undefined where the relay has all of
 * it. `waiting`: its edits that the relay lacks.
 */
export function lossWords(waiting: number): { readonly title: string; readonly detail: string } | undefined {
  if (waiting === 0) return undefined;
  const what = waiting === 1 ? 'It would be lost.' : 'They would be lost.';
  return {
    title: `${count(waiting, 'change')} not on the relay yet!`,
    detail: `${what} Open the session and connect, or save it as a file first.`,
  };
}

/** `called`: the session's name as it is shown. */
export const everywhereQuestion = (called: string): string =>
  `Delete ${called} from the relay, for everybody? Nobody can bring it back. People who have it on their devices keep their copies.`;

export const ARCHIVE_QUESTION =
  'Archive this session on the relay? Everybody who is here is disconnected until one of you opens it again.';
