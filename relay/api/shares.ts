import type { z } from 'zod';
import {
  createShareRequest,
  type JoinGrant,
  joinGrant,
  joinRequest,
  ROUTES,
  type ShareView,
  shareGrant,
  sharesAnswer,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { relayTime } from '../../shared/time.ts';
import type { ShareRecord } from '../access/index.ts';
import { networkOf } from '../client-address.ts';
import type { ApiContext } from './context.ts';
import { identify } from './identity.ts';
import { retryLater } from './problems.ts';
import { type ApiAnswer, type ApiCall, memberRoute, openRoute, type Route } from './route.ts';

/** Share codes: the host makes and revokes them, their holders join. */
export const shareRoutes = (context: ApiContext): readonly Route[] => [
  create(context),
  join(context),
  list(context),
  revoke(context),
];

const create = ({ access }: ApiContext): Route =>
  memberRoute({
    method: 'POST',
    path: ROUTES.createShare,
    grows: true,
    summary: 'A new share code. It is shown once and kept nowhere.',
    who: 'host',
    sessionOf: body => body.session_id as SessionId,
    body: createShareRequest,
    answer: shareGrant,
    statuses: [201],
    handle: async ({ id, user, body, addressed }) => {
      const { role, expires_in, max_uses, settings } = body;
      const expires = Date.now() + expires_in * 1000;
      const code = await access.shares.create({ session: id, role, expires, maxUses: max_uses, by: user });
      if (!code.ok) return code;
      if (settings) {
        const changed = await access.sessions.setPolicy(id, settings, user);
        if (!changed.ok) return changed;
      }
      return ok({
        body: {
          session_id: id,
          share_code: code.value,
          // The code goes into the fragment, which browsers keep to themselves.
          share_url: `${access.addresses.origin(addressed)}/#join=${code.value}`,
          expires: relayTime(expires),
        },
      });
    },
  });

/**
 * Wrong codes are answered no sooner than this, so that the time of an answer does not tell what was wrong.
 */
const WRONG_CODE_MS = 25;

/** The guesses of a network are forgotten after this. */
const GUESSES_WAIT_MS = 60_000;

const notBefore = (at: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, Math.max(0, at - performance.now())));

const join = (context: ApiContext): Route =>
  openRoute({
    method: 'POST',
    path: ROUTES.join,
    grows: true,
    summary:
      'Joins a session with a share code. One answer for codes that never were, have expired, are used up or revoked.',
    body: joinRequest,
    answer: joinGrant,
    errors: ['api/unauthorized', 'api/code-unknown', 'api/full', 'api/forbidden'],
    handle: async ask => {
      const { guesses } = context.access;
      const address = networkOf(ask.address);
      if (!guesses.mayTry(address))
        return { ok: false, error: retryLater('api/too-fast', 'wrong codes', GUESSES_WAIT_MS) };
      const began = performance.now();
      const joined = await joinWith(context, ask);
      if (joined.ok || joined.error.code !== 'api/code-unknown') return joined;
      guesses.recordWrong(address);
      await notBefore(began + WRONG_CODE_MS);
      return joined;
    },
  });

async function joinWith(
  { access, rooms }: ApiContext,
  ask: ApiCall<z.output<typeof joinRequest>, unknown>,
): Promise<Result<ApiAnswer<JoinGrant>>> {
  const user = await identify(access, ask, ask.body.proof);
  if (!user.ok) return user;
  const found = await access.shares.find(ask.body.share_code);
  if (!found.ok) return found;
  const { session: id } = found.value;
  const session = await access.sessions.live(id);
  if (!session.ok) return fail('api/code-unknown');
  // A code must be right before it is told that the session is full.
  const checked = await access.shares.check(found.value, user.value);
  if (!checked.ok) return checked;
  const full = rooms.fullFor(id, user.value, session.value);
  if (full !== undefined) return fail('api/full', full);
  const joined = await access.shares.join(found.value, user.value, ask.body.name);
  if (!joined.ok) return joined;
  const { role } = joined.value.member;
  return ok({
    body: {
      session_id: id,
      user_id: user.value,
      role,
      ...(await access.tokens.issue(id, user.value, role)),
      settings: session.value.policy,
    },
  });
}

const viewOf = (share: string, { role, created, expires, uses, maxUses }: ShareRecord): ShareView => ({
  share,
  role,
  created: relayTime(created),
  expires: relayTime(expires),
  uses,
  max_uses: maxUses,
});

const list = ({ access }: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.shares(':id'),
    summary: 'The share codes that still open the session, without the codes themselves.',
    who: 'host',
    answer: sharesAnswer,
    handle: async ({ id }) => {
      const now = Date.now();
      const shares = (await access.shares.list(id))
        .filter(([, { expires, uses, maxUses }]) => expires > now && (maxUses === null || uses < maxUses))
        .map(([share, record]) => viewOf(share, record));
      return ok({ body: { shares } });
    },
  });

const revoke = ({ access }: ApiContext): Route =>
  memberRoute({
    method: 'DELETE',
    path: ROUTES.share(':id', ':share'),
    summary: 'Revokes a share code. Who has joined with it stays.',
    who: 'host',
    handle: async ({ id, user, param }) => {
      const revoked = await access.shares.revoke(id, param('share'), user);
      return revoked.ok ? ok({ body: undefined }) : revoked;
    },
  });
