import type { OpenSession, Peer } from './model.ts';
import type { Following, SeenPing } from './together.ts';

/** The device of a person that can be followed: one that says where its eyes are, first of all one that somebody is at. */
export function deviceOf(peers: readonly Peer[], user: string): Peer | undefined {
  const seen = peers.filter(({ presence }) => presence.user === user && presence.head);
  return seen.find(({ presence }) => presence.attention === 'here') ?? seen[0];
}

/** What is asked, as everybody is told it. `others`: how many people besides this one are here. */
export function pingWords({ name, asks, isMine }: SeenPing, others: number): string {
  if (!isMine) return asks === 'look' ? `${name}: look here` : `${name} asks everybody to come`;
  if (others === 0) return 'Nobody else is here to see it';
  return asks === 'look' ? 'The others see where to look' : 'The others are asked to come to you';
}

export function followingWords(open: OpenSession, { user, name }: Following): string {
  const device = deviceOf(open.peers.value, user);
  if (!device) return `${name} cannot be seen. Your view waits for them.`;
  const { attention } = device.presence;
  return attention === 'here' ? `Following ${name}` : `Following ${name}, who is ${attention}`;
}
