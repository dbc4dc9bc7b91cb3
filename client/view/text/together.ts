import type { Following, OpenSession, Peer, SeenPing } from '../../model/index.ts';
import { othersIn } from '../people.ts';

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

/** What is asked, as everybody is told it. */
export function pingWords(open: OpenSession, ping: SeenPing): string {
  const { name, asks, isMine } = ping;
  if (!isMine) return asks === 'look' ? `${name}: look here` : `${name} asks everybody to come`;
  if (isUnseen(open, ping)) return 'Nobody else is here to see it';
  return asks === 'look' ? 'The others see where to look' : 'The others are asked to come to you';
}

/**
 * What a headset says of the newest of `pings`, which may be behind its wearer: their own only where nobody
 * sees it.
 */
export function pingSaid(open: OpenSession, pings: readonly SeenPing[]): string | undefined {
  const newest = pings.at(-1);
  return newest && (!newest.isMine || isUnseen(open, newest)) ? pingWords(open, newest) : undefined;
}

export function followingWords(open: OpenSession, { user, name }: Following): string {
  const device = deviceOf(open.peers.value, user);
  if (!device) return `${name} cannot be seen. Your view waits for them.`;
  const { attention } = device.presence;
  return attention === 'here' ? `Following ${name}` : `Following ${name}, who is ${attention}`;
}
