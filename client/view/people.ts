import { unreachable } from '../../shared/errors.ts';
import type { UserId } from '../../shared/ids.ts';
import type { Participant, Presence, Role } from '../../shared/session/index.ts';
import { characters } from '../../shared/text.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { Member, Model, OpenSession, Peer, Remote } from '../model/index.ts';
import { relayReason } from './permissions.ts';
import { texts } from './text/index.ts';

/** The data that naming a person needs beside the session. */
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

/** Returns the last known value, also while it is asked for again; undefined where there is none. */
export const lastOf = <T>(remote: Remote<T>): T | undefined => {
  if (remote.state === 'ready') return remote.value;
  return remote.state === 'unasked' ? undefined : remote.last;
};

/**
 * Returns the person `user`, by all that this device knows: peers, the document's participants, the relay's
 * members.
 */
export function personOf({ model }: NameContext, open: OpenSession, user: string | null): Person {
  if (user === open.user) return { ...model.profile.value, isMe: true };
  const here = open.peers.value.find(({ presence }) => presence.user === user)?.presence;
  const known = open.participants.value.find(({ id }) => id === user);
  const member = lastOf(open.service.members.value)?.find(({ user_id }) => user_id === user);
  return {
    name: here?.name || known?.name || member?.name || texts.people.SOMEONE,
    color: here?.color ?? known?.color ?? NOBODY_COLOR,
    isMe: false,
  };
}

/** How present somebody at a device is, in words. */
export function attentionWords({ attention, device }: Presence): string {
  switch (attention) {
    case 'here':
      return texts.people.ON_DEVICE[device];
    case 'away':
      return texts.people.AWAY;
    case 'asleep':
      return texts.people.ASLEEP;
    default:
      return unreachable(attention);
  }
}

/** How present somebody is, in words. `peers`: who is here now; undefined where nobody can say. */
export function presenceWords(member: Member, peers: readonly Peer[] | undefined, now: DeviceTime): string {
  const { people, numbers } = texts;
  if (!peers && member.presence !== 'gone') return people.LAST_HEARD;
  const mine = (peers ?? []).filter(({ presence }) => presence.user === member.user_id);
  const here = mine.find(({ presence }) => presence.attention === 'here');
  if (here) return people.hereAt(attentionWords(here.presence));
  const device = mine.find(({ presence }) => presence.attention === 'away') ?? mine[0];
  if (device) return attentionWords(device.presence);
  if (member.presence === 'away') return people.AWAY;
  if (member.presence === 'here') return people.HERE;
  return member.last_seen === null ? people.NOT_YET : people.gone(numbers.ago(member.last_seen, now));
}

/** Somebody who belongs to the session, or of whom only this device knows. */
export interface PersonRow extends Person {
  readonly user: UserId;
  /** How present they are, in words. */
  readonly presence: string;
  readonly isHere: boolean;
  /** Undefined where the relay has not said. */
  readonly role: Role | undefined;
  /** Whether this person may change the other's role, and send them away. */
  readonly mayManage: boolean;
}

const PRESENCES = ['here', 'away', 'gone'] as const;

/**
 * Everybody of the session by what the relay said last, or for as long as it has said nothing, by what the
 * document and the moment know: oneself first, then by presence and name.
 */
export function peopleRows(known: NameContext, open: OpenSession, now: DeviceTime): readonly PersonRow[] {
  const members = lastOf(open.service.members.value);
  const rows = members
    ? members.map(member => memberRow(known, open, member, now))
    : rowsKnownHere(known, open);
  return rows
    .sort(
      ([a, near], [b, far]) =>
        Number(b.isMe) - Number(a.isMe) ||
        PRESENCES.indexOf(near) - PRESENCES.indexOf(far) ||
        a.name.localeCompare(b.name),
    )
    .map(([row]) => row);
}

type Placed = [PersonRow, (typeof PRESENCES)[number]];

function memberRow(known: NameContext, open: OpenSession, member: Member, now: DeviceTime): Placed {
  const user = member.user_id as UserId;
  const who = personOf(known, open, user);
  const peers = open.link.value.state === 'live' ? open.peers.value : undefined;
  const row: PersonRow = {
    ...who,
    user,
    name: member.name || who.name,
    presence: who.isMe ? texts.people.YOU : presenceWords(member, peers, now),
    isHere: who.isMe || member.presence === 'here',
    role: member.role,
    mayManage: open.role.value === 'host' && !who.isMe && member.role !== 'host',
  };
  return [row, member.presence];
}

function rowsKnownHere(known: NameContext, open: OpenSession): Placed[] {
  const here = new Set<string>([open.user, ...open.peers.value.map(({ presence }) => presence.user)]);
  const users = new Set<string>([...here, ...open.participants.value.map(({ id }) => id)]);
  const { YOU, HERE, BEFORE } = texts.people;
  return [...users].map(user => {
    const who = personOf(known, open, user);
    const isHere = here.has(user);
    const row: PersonRow = {
      ...who,
      user: user as UserId,
      presence: who.isMe ? YOU : isHere ? HERE : BEFORE,
      isHere,
      role: who.isMe ? open.role.value : undefined,
      mayManage: false,
    };
    return [row, isHere ? 'here' : 'gone'];
  });
}

/** The way to the page of people. */
export const peopleLabel = ({ role }: OpenSession): string =>
  role.value === 'host' ? texts.people.MANAGE_ALL : texts.people.EVERYBODY;

/** Why nobody can be managed here, whoever it is; undefined for the host. */
export const manageReason = ({ role }: OpenSession): string | undefined =>
  role.value === 'host' ? undefined : texts.people.NEEDS_HOST;

/** Something that the host does after a question. */
export interface PersonAction {
  readonly label: string;
  readonly question: string;
  readonly answer: string;
  readonly run: () => Promise<void>;
}

/** The host's actions on one person: outcomes that a person should know become notices. */
export interface PersonActions {
  /** Why not now; undefined where it can be done. */
  readonly blocked: string | undefined;
  readonly changeRole: (role: 'editor' | 'viewer') => Promise<void>;
  readonly handOver: PersonAction;
  readonly remove: PersonAction;
}

export function personActions(open: OpenSession, { user, name }: PersonRow): PersonActions {
  const { service } = open;
  return {
    blocked: relayReason(open),
    changeRole: role => service.changeRole(user, role),
    handOver: { ...texts.people.handOver(name), run: () => service.changeRole(user, 'host') },
    remove: { ...texts.people.remove(name), run: () => service.removeMember(user) },
  };
}

/** Returns the participants who were here before and are not now. */
export function earlierIn({ peers, participants, user }: OpenSession): readonly Participant[] {
  const here = new Set<string>([user, ...peers.value.map(({ presence }) => presence.user)]);
  return participants.value.filter(({ id }) => !here.has(id));
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
