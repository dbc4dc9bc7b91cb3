import type { OpenSession, Screenshot } from '../../model/index.ts';
import { personOf } from '../people.ts';
import { count } from './numbers.ts';
import { relayReason } from './permissions.ts';

/** Why this person cannot delete a picture, or not now; undefined where they can. */
export function pictureReason(open: OpenSession, { by, state }: Screenshot): string | undefined {
  if (by !== open.user && open.role.value !== 'host')
    return 'Only who took a picture, or the host, deletes it.';
  // One that was never sent is nobody's business but this device's.
  return state === 'waiting' ? undefined : relayReason(open);
}

/** What is asked before a picture is deleted, which nobody can take back. */
export function pictureQuestion(
  who: Parameters<typeof personOf>[0],
  open: OpenSession,
  { by, state }: Screenshot,
): string {
  if (state === 'waiting')
    return 'Delete this picture? It is only on this device, and nobody can bring it back.';
  const { name, isMe } = personOf(who, open, by);
  return isMe
    ? 'Delete this picture for everybody? Nobody can bring it back.'
    : `Delete this picture for everybody? ${name} keeps it on their own device.`;
}

/** How many pictures there are, and how many of them wait. */
export function picturesWords(open: OpenSession): string {
  const pictures = open.service.screenshots.value;
  const waiting = pictures.filter(({ state }) => state === 'waiting').length;
  const all = count(pictures.length, 'picture');
  if (waiting === 0) return all;
  return `${all} · ${waiting} ${relayReason(open) ? 'to upload when the relay is back' : 'on the way to the relay'}`;
}
