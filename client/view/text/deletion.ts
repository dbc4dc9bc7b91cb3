import { count, plural } from './numbers.ts';

/** The question and the warnings before a session is given up: the one thing that undo cannot bring back. */

export const DELETE = 'Delete';

/** `called`: the session's name as it is shown. */
export const hereQuestion = (called: string): string => `Delete ${called}?`;
export const HERE = {
  detail: 'Deletes it from this device. The relay and other people keep theirs.',
  answer: 'Delete it here',
  keep: 'Keep it',
};

/** Returns what would be lost with a session of which the relay lacks `waiting` edits. */
export const lossWords = (waiting: number): { readonly title: string; readonly detail: string } => ({
  title: `${count(waiting, 'change')} not on the relay yet!`,
  detail: `${plural(waiting, { one: 'It', other: 'They' })} would be lost. Open the session and connect, or save it as a file first.`,
});

export const EVERYWHERE = {
  title: 'Delete for everybody',
  detail: 'From the relay, with its pictures and codes. People keep the copies on their devices.',
  /** The words that screen readers add to `DELETE`. */
  about: 'for everybody',
  answer: 'Delete for everybody',
};

/** `called`: the session's name as it is shown. */
export const everywhereQuestion = (called: string): string =>
  `Delete ${called} from the relay, for everybody? Nobody can bring it back. People who have it on their devices keep their copies.`;
export const typeToDelete = (called: string): string => `Type ${called} to go on`;

export const ARCHIVE = {
  label: 'Archive',
  detail: 'The relay packs it away to save room. Opening it brings it back, with everything in it.',
};
export const ARCHIVE_QUESTION =
  'Archive this session on the relay? Everybody who is here is disconnected until one of you opens it again.';
