import type { Role } from '../../../shared/session/index.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import type { OpenSession } from '../../model/index.ts';
import { lastOf, personOf, presenceWords, requestsOf, requestWords, texts } from '../../view/index.ts';
import type { PanelContext } from '../context.ts';

/**
 * One line about somebody: who asks to come in or to edit, a member, or somebody whom only this device knows.
 */
export interface Line {
  readonly state: 'asks' | 'member' | 'known';
  readonly user: string;
  readonly name: string;
  readonly detail: string;
  readonly color: string;
  readonly role: Role | undefined;
  /** Whether this person may change the other's role, and send them away. */
  readonly mayManage: boolean;
}

/** Who asks first, then oneself, then everybody else. */
export function linesOf(context: PanelContext, open: OpenSession, now: DeviceTime): readonly Line[] {
  const isHost = open.role.value === 'host';
  const asking = requestsOf(open).map((request): Line => {
    const who = personOf(context, open, request.user_id);
    return {
      state: 'asks',
      user: request.user_id,
      name: request.name || who.name,
      detail: `${requestWords(request)}, ${texts.numbers.ago(request.at, now)}`,
      color: who.color,
      role: request.role,
      mayManage: false,
    };
  });
  const members = lastOf(open.service.members.value);
  if (!members) return [...asking, ...knownHere(context, open)];
  const isLive = open.link.value.state === 'live';
  const here = members.map((member): Line => {
    const who = personOf(context, open, member.user_id);
    const presence = who.isMe ? 'you' : presenceWords(member, isLive ? open.peers.value : undefined, now);
    return {
      state: 'member',
      user: member.user_id,
      name: member.name || who.name,
      detail: `${texts.numbers.ROLE_WORDS[member.role].title}, ${presence}`,
      color: who.color,
      role: member.role,
      mayManage: isHost && !who.isMe && member.role !== 'host',
    };
  });
  return [...asking, ...here.sort((a, b) => Number(b.user === open.user) - Number(a.user === open.user))];
}

/** Whom the document and the moment know, for as long as the relay has not said more. */
function knownHere(context: PanelContext, open: OpenSession): readonly Line[] {
  const here = new Set<string>([open.user, ...open.peers.value.map(({ presence }) => presence.user)]);
  const users = new Set<string>([...here, ...open.participants.value.map(({ id }) => id)]);
  return [...users].map(user => {
    const { name, color, isMe } = personOf(context, open, user);
    const presence = isMe
      ? `${texts.numbers.ROLE_WORDS[open.role.value].title}, you`
      : here.has(user)
        ? 'here'
        : 'was here before';
    return { state: 'known', user, name, detail: presence, color, role: undefined, mayManage: false };
  });
}
