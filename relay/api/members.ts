import {
  changeMemberRequest,
  type MemberView,
  membersAnswer,
  memberView,
  ROUTES,
} from '../../shared/api/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { relayTime } from '../../shared/time.ts';
import type { SessionMember } from '../access/index.ts';
import type { ApiContext } from './context.ts';
import { memberRoute, type Route } from './route.ts';

/** The members of a session, and their roles. */
export const memberRoutes = (context: ApiContext): readonly Route[] => [
  list(context),
  change(context),
  remove(context),
];

function viewOf({ rooms, attendance }: ApiContext, id: SessionId, member: SessionMember): MemberView {
  const { user, role, name, joined, seen } = member;
  const isConnected = rooms.connected(id).has(user);
  const heard = Math.max(attendance.lastSeen(id, user) ?? 0, seen ?? 0, isConnected ? Date.now() : 0);
  return {
    user_id: user,
    name: rooms.live(id)?.view.nameOf(user) || name,
    role,
    presence: attendance.presence(id, user, isConnected),
    joined: relayTime(Date.parse(joined)),
    last_seen: heard === 0 ? null : relayTime(heard),
  };
}

export const membersOf = async (context: ApiContext, id: SessionId): Promise<MemberView[]> =>
  (await context.access.members.list(id)).map(member => viewOf(context, id, member));

const list = (context: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.members(':id'),
    summary: 'Everybody who belongs to the session.',
    who: 'host',
    answer: membersAnswer,
    handle: async ({ id }) => ok({ body: { members: await membersOf(context, id) } }),
  });

const change = (context: ApiContext): Route =>
  memberRoute({
    method: 'PATCH',
    path: ROUTES.member(':id', ':user'),
    summary: 'Sets somebody’s role. “host” hands the session over: whoever was host becomes an editor.',
    who: 'host',
    body: changeMemberRequest,
    answer: memberView,
    handle: async ({ id, user, body, param }) => {
      const member = await context.access.members.setRole(id, param('user') as UserId, body.role, user);
      return member.ok ? ok({ body: viewOf(context, id, member.value) }) : member;
    },
  });

const remove = (context: ApiContext): Route =>
  memberRoute({
    method: 'DELETE',
    path: ROUTES.member(':id', ':user'),
    summary:
      'Removes somebody: sockets are closed, tokens are dead, and codes from before let them in no more.',
    who: 'host',
    handle: async ({ id, user, param }) => {
      if (param('user') === user) return fail('api/forbidden', 'make somebody else host first');
      const removed = await context.access.members.remove(id, param('user') as UserId, user);
      return removed.ok ? ok({ body: undefined }) : removed;
    },
  });
