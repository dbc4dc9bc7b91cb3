import { ROUTES, tokenGrant, tokenRequest } from '../../shared/api/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { ApiContext } from './context.ts';
import { identifyFor } from './identity.ts';
import { openRoute, type Route } from './route.ts';

/** A fresh token for a member, by proof or for a token that is young enough. */
export const tokenRoutes = ({ access }: ApiContext): readonly Route[] => [
  openRoute({
    method: 'POST',
    path: ROUTES.token(':id'),
    takesToken: true,
    summary:
      'A fresh token for a member: by the device’s proof, or for a token that is not older than a week.',
    body: tokenRequest,
    answer: tokenGrant,
    errors: ['api/unauthorized', 'api/forbidden', 'api/not-found', 'api/deleted'],
    handle: async ask => {
      const id = ask.param('id') as SessionId;
      const caller = await identifyFor(access, ask, ask.body.proof);
      if (!caller.ok) return caller;
      const session = await access.sessions.live(id);
      if (!session.ok) return session;
      const { user, issued } = caller.value;
      const member = await access.members.get(id, user);
      if (!member) return fail('api/forbidden', 'not a member');
      if (issued < member.since) return fail('api/unauthorized', 'a token of an earlier membership');
      return ok({
        body: {
          session_id: id,
          user_id: user,
          role: member.role,
          ...(await access.tokens.issue(id, user, member.role)),
          settings: session.value.policy,
        },
      });
    },
  }),
];
