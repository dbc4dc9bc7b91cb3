import { unreachable } from '../../shared/errors.ts';
import type { Presence } from '../../shared/session/index.ts';
import { characters } from '../../shared/text.ts';
import { type DeviceTime, heldToNow } from '../../shared/time.ts';
import type { Attribution, Member, Model, OpenSession, Peer, Remote } from '../model/index.ts';
import { texts } from './text/index.ts';

/** What naming somebody takes beside the session. */
export interface NameContext {
  readonly model: Pick<Model, 'profile'>;
}

/** Somebody as the screens name them. */
export interface Person {
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  readonly isMe: boolean;
}

export const NOBODY_COLOR = '#9aa7b8';

/** What was last said, also while it is asked for again. */
export const lastOf = <T>(remote: Remote<T>): T | undefined => {
  if (remote.state === 'ready') return remote.value;
  return remote.state === 'unasked' ? undefined : remote.last;
};

/** Who `user` is, by everything that this device knows: the document, who is here, what the relay said. */
export function personOf({ model }: NameContext, open: OpenSession, user: string | null): Person {
  if (user === open.user) return { ...model.profile.value, isMe: true };
  const here = open.peers.value.find(({ presence }) => presence.user === user)?.presence;
  const known = open.participants.value.find(({ id }) => id === user);
  const member = lastOf(open.service.members.value)?.find(({ user_id }) => user_id === user);
  return {
    name: here?.name || known?.name || member?.name || 'Someone',
    color: here?.color ?? known?.color ?? NOBODY_COLOR,
    isMe: false,
  };
}

/** Who made something and when, in words that follow it. */
export function makerWords(
  known: NameContext,
  open: OpenSession,
  made: Attribution | 'several',
  now: DeviceTime,
): string {
  if (made === 'several') return texts.selection.BY_SEVERAL;
  const { user, at, certain } = made;
  const who = personOf(known, open, user);
  const name = who.isMe ? texts.selection.YOU : who.name;
  return texts.selection.makerWords({ name, at: at && heldToNow(at, now), certain }, now);
}

const DEVICES = { headset: 'on a headset', phone: 'on a phone', screen: 'on a screen' } as const;

/** How present somebody at a device is, in words. */
export function attentionWords({ attention, device }: Presence): string {
  switch (attention) {
    case 'here':
      return DEVICES[device];
    case 'away':
      return 'away for a moment';
    case 'asleep':
      return 'asleep, headset off';
    default:
      return unreachable(attention);
  }
}

/** How present somebody is, in words. `peers`: who is here now; undefined where nobody can say. */
export function presenceWords(member: Member, peers: readonly Peer[] | undefined, now: DeviceTime): string {
  if (!peers && member.presence !== 'gone') return 'here when last heard of';
  const mine = (peers ?? []).filter(({ presence }) => presence.user === member.user_id);
  const here = mine.find(({ presence }) => presence.attention === 'here');
  if (here) return `here, ${attentionWords(here.presence)}`;
  const device = mine.find(({ presence }) => presence.attention === 'away') ?? mine[0];
  if (device) return attentionWords(device.presence);
  if (member.presence === 'away') return 'away for a moment';
  if (member.presence === 'here') return 'here';
  return member.last_seen === null
    ? 'not here yet'
    : `gone, last here ${texts.numbers.ago(member.last_seen, now)}`;
}

/** How many people besides this one are here, however many devices each of them is at. */
export const othersIn = ({ peers, user }: Pick<OpenSession, 'peers' | 'user'>): number =>
  new Set(peers.value.map(({ presence }) => presence.user).filter(each => each !== user)).size;

/** Up to two letters for a person: the first of the first and of the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters.map(word => characters(word ?? '')[0] ?? '').join('');
}
