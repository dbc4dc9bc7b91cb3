import {
  createSessionRequest,
  ROUTES,
  sessionGrant,
  sessionsPage,
  sessionsQuery,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, newSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import { type LiveRecord, lastAccessed } from '../access/index.ts';
import type { WhoMayCreate } from '../config.ts';
import { bearer } from './authorize.ts';
import type { ApiContext } from './context.ts';
import { identify } from './identity.ts';
import { overBudget } from './problems.ts';
import { type ApiCall, openRoute, type Route } from './route.ts';

/** Creating sessions, and finding them again. */
export const sessionsRoutes = (context: ApiContext): readonly Route[] => [create(context), list(context)];

/** Registers a session that was created on a device, or makes one: 201, and 200 when its host asks again. */
const create = (context: ApiContext): Route => {
  const { access } = context;
  return openRoute({
    method: 'POST',
    path: ROUTES.createSession,
    grows: true,
    summary: 'Registers a session. Whoever asks is its host; the same device may ask again.',
    body: createSessionRequest,
    answer: sessionGrant,
    statuses: [201, 200],
    takesToken: true,
    errors: ['api/unauthorized', 'api/conflict', 'api/deleted', 'api/may-not-create', 'api/budget'],
    handle: async ask => {
      const { id: wished, created = new Date().toISOString(), device, proof } = ask.body;
      const user = await identify(access, ask, proof);
      if (!user.ok) return user;
      const id = (wished as SessionId | undefined) ?? newSessionId();
      const isProven = proof !== undefined || context.isOperator(bearer(ask.headers));
      // A host that asks again creates nothing.
      if ((await access.sessions.get(id)) === undefined) {
        const may = mayCreate(context, ask, proof === undefined ? undefined : user.value);
        if (!may.ok) return may;
      }
      const registered = await access.register(id, user.value, { created, device, isProven });
      if (!registered.ok) return registered;
      const { session, isNew } = registered.value;
      if (isNew && !isProven) context.budget.beginUnproven(id);
      return ok({
        status: isNew ? 201 : 200,
        body: {
          session_id: id,
          created: session.created,
          status: 'active',
          user_id: user.value,
          role: 'host',
          ...(await access.tokens.issue(id, user.value, 'host')),
        },
      });
    },
  });
};

const NOT_ANYONE: Readonly<Record<Exclude<WhoMayCreate, 'anyone'>, string>> = {
  proof: 'this relay takes new sessions of devices that prove who they are',
  operator: 'on this relay its operator creates the sessions',
};

/**
 * Checks whether the caller may create one more session, and counts it where they may. `user`: of a proof.
 * The operator has no limit.
 */
function mayCreate(
  { whoMayCreate, isOperator, budget }: ApiContext,
  { address, headers }: ApiCall<unknown, unknown>,
  user: UserId | undefined,
): Result<void> {
  if (isOperator(bearer(headers))) return ok(undefined);
  if (whoMayCreate === 'operator' || (whoMayCreate === 'proof' && user === undefined)) {
    return fail('api/may-not-create', NOT_ANYONE[whoMayCreate]);
  }
  const over = budget.takeSession({ address, user }, user !== undefined);
  return over ? overBudget(over) : ok(undefined);
}

type Row = readonly [SessionId, LiveRecord];
interface Found {
  readonly rows: readonly Row[];
  /** The last that was looked at, where there may be more. */
  readonly next: SessionId | undefined;
}

/** One page of a person's sessions. Those that are gone make a page shorter, never the list. */
async function ownSessions(
  { access }: ApiContext,
  user: UserId,
  after: string | undefined,
  limit: number,
): Promise<Found> {
  const ids = await access.members.sessionsOf(user, after, limit + 1);
  const rows: Row[] = [];
  for (const id of ids.slice(0, limit)) {
    const session = await access.sessions.live(id);
    if (session.ok && (await access.members.get(id, user))) rows.push([id, session.value]);
  }
  return { rows, next: ids.length > limit ? ids[limit - 1] : undefined };
}

async function allSessions({ access }: ApiContext, after: string | undefined, limit: number): Promise<Found> {
  const rows = await access.sessions.list(after, limit + 1);
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? page.at(-1)?.[0] : undefined };
}

const list = (context: ApiContext): Route =>
  openRoute({
    method: 'GET',
    path: ROUTES.sessions,
    takesToken: true,
    summary: 'The sessions that the token’s user belongs to; an operator’s token sees all.',
    query: sessionsQuery,
    answer: sessionsPage,
    errors: ['api/unauthorized', 'api/forbidden', 'api/not-found', 'api/deleted'],
    handle: async ask => {
      const { active_only, limit, cursor } = ask.query;
      if (cursor !== undefined && !isSessionId(cursor)) return fail('api/bad-request', 'cursor');
      const caller = await callerOf(context, ask);
      if (!caller.ok) return caller;
      const user = caller.value;
      const found = await (user === 'operator'
        ? allSessions(context, cursor, limit)
        : ownSessions(context, user, cursor, limit));
      const sessions = [];
      for (const [id, session] of found.rows) {
        if (active_only && session.state !== 'active') continue;
        const member = user === 'operator' ? undefined : await context.access.members.get(id, user);
        sessions.push({
          id,
          name: context.rooms.live(id)?.view.name ?? session.name,
          created: session.created,
          last_accessed: lastAccessed(session),
          status: session.state,
          role: member?.role ?? null,
          connected: context.rooms.connected(id).size,
        });
      }
      return ok({ body: { sessions, count: sessions.length, next_cursor: found.next ?? null } });
    },
  });

/**
 * Identifies the caller whose sessions are listed. Any token of a user that still counts in its own session
 * shows all of theirs.
 */
async function callerOf(
  { access, isOperator }: ApiContext,
  { headers, address }: ApiCall<unknown, unknown>,
): Promise<Result<UserId | 'operator'>> {
  const token = bearer(headers);
  if (isOperator(token)) return ok('operator');
  const claims = await access.readToken(token, address);
  if (!claims.ok) return fail('api/unauthorized', claims.error.detail);
  const admitted = await access.admit(claims.value, claims.value.session);
  return admitted.ok ? ok(claims.value.user) : admitted;
}
