import type { Following, OpenSession, Peer, SeenPing } from '../model/index.ts';
import { othersIn } from './people.ts';
import { texts } from './text/index.ts';

/**
 * The device of a person that can be followed: one that says where its eyes are, first of all one that
 * somebody is at.
 */
export function deviceOf(peers: readonly Peer[], user: string): Peer | undefined {
  const seen = peers.filter(({ presence }) => presence.user === user && presence.head);
  return seen.find(({ presence }) => presence.attention === 'here') ?? seen[0];
}

/** Whether this person pings and nobody else is here to see it. */
export const isUnseen = (open: OpenSession, { isMine }: SeenPing): boolean => isMine && othersIn(open) === 0;

/** A ping in words, as everybody reads it. */
export function pingWords(open: OpenSession, ping: SeenPing): string {
  if (!ping.isMine) return texts.together.pingWords(ping.name, ping.asks);
  return isUnseen(open, ping) ? texts.together.UNSEEN_PING : texts.together.OWN_PING[ping.asks];
}

/**
 * Returns what a headset says of the newest of `pings`, which may be behind its wearer: their own only where
 * nobody sees it.
 */
export function newsOfPings(open: OpenSession, pings: readonly SeenPing[]): string | undefined {
  const newest = pings.at(-1);
  return newest && (!newest.isMine || isUnseen(open, newest)) ? pingWords(open, newest) : undefined;
}

export const followingWords = (open: OpenSession, { user, name }: Following): string =>
  texts.together.followingWords(name, deviceOf(open.peers.value, user)?.presence.attention);
