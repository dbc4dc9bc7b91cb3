import type { OpenSession, Screenshot } from '../model/index.ts';
import { type NameContext, personOf } from './people.ts';
import { relayReason } from './permissions.ts';
import { texts } from './text/index.ts';

/** Why this person cannot delete a picture, or not now; undefined where they can. */
export function pictureReason(open: OpenSession, { by, state }: Screenshot): string | undefined {
  if (by !== open.user && open.role.value !== 'host') return texts.pictures.NOT_YOURS;
  // One that was never sent is nobody's business but this device's.
  return state === 'waiting' ? undefined : relayReason(open);
}

/** What is asked before a picture is deleted, which nobody can take back. */
export function pictureQuestion(who: NameContext, open: OpenSession, { by, state }: Screenshot): string {
  if (state === 'waiting') return texts.pictures.DELETE_WAITING;
  const { name, isMe } = personOf(who, open, by);
  return isMe ? texts.pictures.DELETE_MINE : texts.pictures.deleteOf(name);
}

/** How many pictures there are, and how many of them wait. */
export function picturesWords(open: OpenSession): string {
  const pictures = open.service.screenshots.value;
  const waiting = pictures.filter(({ state }) => state === 'waiting').length;
  return texts.pictures.picturesWords(pictures.length, waiting, relayReason(open) === undefined);
}
