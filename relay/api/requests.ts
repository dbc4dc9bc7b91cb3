import {
  type AccessRequestView,
  accessRequest,
  accessRequestsAnswer,
  accessRequestView,
  answerAccessRequest,
  ROUTES,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { type LiveRecord, requestView } from '../access/index.ts';
import type { ApiContext } from './context.ts';
import { identifyFor } from './identity.ts';
import { memberRoute, openRoute, type Route } from './route.ts';

/** “May I?”, and the host’s answer. */
export const requestRoutes = (context: ApiContext): readonly Route[] => [
  ask(context),
  list(context),
  answer(context),
];

const viewsOf = async ({ access }: ApiContext, id: SessionId): Promise<AccessRequestView[]> =>
  (await access.requests.list(id)).map(requestView);

const ask = ({ access, rooms }: ApiContext): Route =>
  openRoute({
    method: 'POST',
    path: ROUTES.requests(':id'),
    grows: true,
    takesToken: true,
    summary:
      'Asks the host for a role: a member, or somebody who was removed and shows who they are by proof or token. A member asks for a place where the session is full.',
    body: accessRequest,
    answer: accessRequestView,
    statuses: [201],
    errors: ['api/unauthorized', 'api/forbidden', 'api/not-found', 'api/deleted'],
    handle: async request => {
      const id = request.param('id') as SessionId;
      const requester = await identifyFor(access, request, request.body.proof);
      if (!requester.ok) return requester;
      const session = await access.sessions.live(id);
      if (!session.ok) return session;
      const { user } = requester.value;
      if (request.body.asks === 'place' && rooms.fullFor(id, user, session.value) === undefined) {
        return fail('api/bad-request', 'there is a free place');
      }
      const asked = await access.requests.ask(id, session.value, user, request.body);
      return asked.ok ? ok({ body: requestView(asked.value) }) : asked;
    },
  });

const list = (context: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.requests(':id'),
    summary: 'Who asks for what.',
    who: 'host',
    answer: accessRequestsAnswer,
    handle: async ({ id }) => ok({ body: { requests: await viewsOf(context, id) } }),
  });

const answer = (context: ApiContext): Route =>
  memberRoute({
    method: 'POST',
    path: ROUTES.request(':id', ':user'),
    summary:
      'Grants a request or not; either way it is settled. A place that is granted makes room for one more at once. Answers those that are left.',
    who: 'host',
    body: answerAccessRequest,
    answer: accessRequestsAnswer,
    errors: ['api/full'],
    handle: async ({ id, user, session, body, param }) => {
      const requester = param('user') as UserId;
      const asked = await context.access.requests.get(id, requester);
      if (body.grant && asked?.asks === 'place') {
        const made = await raiseLimit(context, id, session, { requester, by: user });
        if (!made.ok) return made;
      }
      const answered = await context.access.requests.answer(id, requester, body.grant, user);
      return answered.ok ? ok({ body: { requests: await viewsOf(context, id) } }) : answered;
    },
  });

/**
 * Raises the limit of people by one where `requester` finds no place otherwise. Fails with `api/full` where
 * no session takes more.
 */
async function raiseLimit(
  { access, rooms }: ApiContext,
  id: SessionId,
  session: LiveRecord,
  { requester, by }: { readonly requester: UserId; readonly by: UserId },
): Promise<Result<void>> {
  if (rooms.fullFor(id, requester, session) === undefined) return ok(undefined);
  const max = session.policy.max_participants;
  if (max >= LIMITS.participantsPerSessionCount)
    return fail('api/full', `session is full (${max} of ${max})`);
  const changed = await access.sessions.setPolicy(id, { max_participants: max + 1 }, by);
  return changed.ok ? ok(undefined) : changed;
}
