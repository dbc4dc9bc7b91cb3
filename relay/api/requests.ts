import {
  type AccessRequestView,
  accessRequest,
  accessRequestsAnswer,
  accessRequestView,
  answerAccessRequest,
  ROUTES,
} from '../../shared/api/index.ts';
import { ok } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { requestView } from '../access/index.ts';
import type { ApiContext } from './context.ts';
import { whoAsksAbout } from './identity.ts';
import { memberRoute, openRoute, type Route } from './route.ts';

/** “May I?”, and the host’s answer. */
export const requestRoutes = (context: ApiContext): readonly Route[] => [
  ask(context),
  list(context),
  answer(context),
];

const viewsOf = async ({ access }: ApiContext, id: SessionId): Promise<AccessRequestView[]> =>
  (await access.requests.list(id)).map(requestView);

const ask = ({ access }: ApiContext): Route =>
  openRoute({
    method: 'POST',
    path: ROUTES.requests(':id'),
    takesToken: true,
    summary:
      'Asks the host for a role: a member, or somebody who was removed and shows who they are by proof or token.',
    body: accessRequest,
    answer: accessRequestView,
    statuses: [201],
    errors: ['api/unauthorized', 'api/forbidden', 'api/not-found', 'api/deleted'],
    handle: async request => {
      const id = request.param('id') as SessionId;
      const asker = await whoAsksAbout(access, request, request.body.proof);
      if (!asker.ok) return asker;
      const session = await access.sessions.live(id);
      if (!session.ok) return session;
      const asked = await access.requests.ask(id, session.value, asker.value.user, request.body.role);
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
    summary: 'Grants a request or not; either way it is settled. Answers those that are left.',
    who: 'host',
    body: answerAccessRequest,
    answer: accessRequestsAnswer,
    handle: async ({ id, user, body, param }) => {
      const answered = await context.access.requests.answer(id, param('user') as UserId, body.grant, user);
      return answered.ok ? ok({ body: { requests: await viewsOf(context, id) } }) : answered;
    },
  });
