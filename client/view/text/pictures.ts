import { count } from './numbers.ts';

export const NOT_YOURS = 'Only who took a picture, or the host, deletes it.';

export const DELETE_WAITING = 'Delete this picture? It is only on this device, and nobody can bring it back.';
export const DELETE_MINE = 'Delete this picture for everybody? Nobody can bring it back.';
/** `by`: the name of whoever took it. */
export const deleteOf = (by: string): string =>
  `Delete this picture for everybody? ${by} keeps it on their own device.`;

/** How many pictures there are, and how many of them wait. */
export function picturesWords(all: number, waiting: number, isOnline: boolean): string {
  const pictures = count(all, 'picture');
  if (waiting === 0) return pictures;
  return `${pictures} · ${waiting} ${isOnline ? 'on the way to the relay' : 'to upload when the relay is back'}`;
}
