import { count } from './numbers.ts';

export const TAKE = 'Take a picture';
export const TAKEN = 'Picture taken. It is in the pictures of this session.';
export const NONE = {
  title: 'No pictures yet',
  detail:
    'A picture shows what you see now. It is kept on this device and goes to the others when the relay can be reached.',
};
export const MISSING = 'This picture is not on this device. It comes when the relay can be reached.';
export const WAITING = 'Waiting to upload';
export const ALL = 'All';
export const DOWNLOAD = 'Download';
export const NEWER = { label: 'Newer picture', short: 'Newer', blocked: 'this is the newest.' };
export const OLDER = { label: 'Older picture', short: 'Older', blocked: 'this is the oldest.' };

export const DELETE = { label: 'Delete', about: 'this picture', answer: 'Delete it' };
export const DELETE_HERE = 'Delete this picture? It is only on this device, and nobody can bring it back.';
export const DELETE_MINE = 'Delete this picture for everybody? Nobody can bring it back.';
export const deleteTheirs = (name: string): string =>
  `Delete this picture for everybody? ${name} keeps it on their own device.`;
export const NOT_YOURS = 'Only whoever took a picture, or the host, can delete it.';

// Of all below, `name` is whose picture it is, undefined for the reader's own, and `taken` a moment in words.

export const taker = (name: string | undefined): string => name ?? 'You';

export const thumbnailLabel = (name: string | undefined, taken: string, isWaiting: boolean): string =>
  `Picture by ${name ?? 'you'}, ${taken}${isWaiting ? ', waiting to upload' : ''}`;

export const pictureLabel = (name: string | undefined): string => `The session as ${name ?? 'you'} saw it`;

/** "By Ana · Mon, 3 Jun, 12:30 · waiting to upload". `fact`: when it was taken, or its size. */
export const facts = (name: string | undefined, fact: string, isWaiting: boolean): string =>
  `By ${name ?? 'you'} · ${fact}${isWaiting ? ' · waiting to upload' : ''}`;

/** Pixels. */
export const size = (width: number, height: number): string => `${width} × ${height}`;

/** How many pictures there are, and how many of them wait. */
export function amount(all: number, waiting: number, isReached: boolean): string {
  const pictures = count(all, 'picture');
  if (waiting === 0) return pictures;
  return `${pictures} · ${waiting} ${isReached ? 'on the way to the relay' : 'to upload when the relay is back'}`;
}
