import type { Readable } from 'node:stream';
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { TIME_HEADER } from '../../shared/protocol.ts';
import { relayTime } from '../../shared/time.ts';
import { type LiveRecord, RECORD_BYTES, refusedOrigin } from '../access/index.ts';
import { networkOf } from '../client-address.ts';
import { type Pace, readContentRange } from '../media/index.ts';
import { addressed, authorize, bearer } from './authorize.ts';
import type { ApiContext } from './context.ts';
import { PARAMS, paramsOf } from './params.ts';
import { overBudget, parse, refuse, retryLater, statusOf } from './problems.ts';
import {
  type ApiAnswer,
  type ApiCall,
  type BodyBytes,
  isBytes,
  type ParamName,
  type Route,
  statusesOf,
} from './route.ts';

const NO_QUERY = z.strictObject({});
/**
 * Factors by which requests with a token may come more often than those without, from an address, by a user
 * and to a session. A class that sits behind one address is one session, so both may do the same.
 */
const MEMBERS_FACTOR = { address: 25, user: 5, session: 25 } as const;

/** The most bytes that a request can store, as far as its head tells. */
function announcedBytes({ body }: Route, headers: FastifyRequest['headers']): number {
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (!isBytes(body)) return RECORD_BYTES + (Number.isSafeInteger(length) ? length : 0);
  if (Number.isSafeInteger(length)) return length;
  const part = readContentRange(headers['content-range'] ?? '');
  return part ? part.end - part.start : (body.maxBytes ?? LIMITS.blobMaxBytes);
}

type Limiter = (request: FastifyRequest, key: string) => Promise<number | undefined>;

/**
 * Limits by a key that is known only once the caller is; returns how long to wait, in seconds, where it is
 * exceeded.
 */
function limiter(scope: FastifyInstance, max: number): Limiter {
  const keys = new WeakMap<FastifyRequest, string>();
  const take = scope.createRateLimit({
    max,
    timeWindow: '1 minute',
    keyGenerator: request => keys.get(request) ?? '',
  });
  return async (request, key) => {
    keys.set(request, key);
    const taken = await take(request);
    return !taken.isAllowed && taken.isExceeded ? taken.ttlInSeconds : undefined;
  };
}

function readPath(route: Route, request: FastifyRequest): Result<ApiCall<unknown, unknown>['param']> {
  const found = request.params as Partial<Record<ParamName, string>>;
  for (const name of paramsOf(route.path)) {
    if (!PARAMS[name].safeParse(found[name]).success) return fail('api/not-found');
  }
  return ok(name => {
    const value = found[name];
    if (value === undefined) throw new Error(`${route.path} has no ${name}`);
    return value;
  });
}

function readBody({ body }: Route, request: FastifyRequest): Result<unknown> {
  if (body === undefined) return parse(NO_QUERY, request.body);
  if (!isBytes(body)) return parse(body, request.body);
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!body.types.includes(type)) return fail('api/media-type');
  const bytes = Number(request.headers['content-length'] ?? Number.NaN);
  const source: BodyBytes = {
    type,
    bytes: Number.isSafeInteger(bytes) ? bytes : undefined,
    readBytes: 0,
    stream: request.body as Readable,
  };
  if (body.maxBytes !== undefined && (source.bytes ?? 0) > body.maxBytes) return fail('api/too-large');
  return ok(source);
}

/** Reads the parts of a request that every handler gets, checked. */
function readAsk(route: Route, request: FastifyRequest): Result<ApiCall<unknown, unknown>> {
  const param = readPath(route, request);
  if (!param.ok) return param;
  const query = parse(route.query ?? NO_QUERY, request.query);
  if (!query.ok) return query;
  const body = readBody(route, request);
  if (!body.ok) return body;
  return ok({
    body: body.value,
    query: route.query ? query.value : undefined,
    param: param.value,
    headers: request.headers,
    addressed: addressed(request),
    address: request.ip,
  });
}

function send(
  route: Route,
  reply: FastifyReply,
  { status, body, headers = {} }: ApiAnswer<unknown>,
): FastifyReply {
  // An answer is one person's: nothing on the way keeps it unless the resource allows it.
  reply.code(status ?? statusesOf(route)[0] ?? 200).headers({ 'cache-control': 'no-store', ...headers });
  return reply.send(body);
}

/**
 * Limits the time of a body that is read before its handler runs: it is small, so there is no excuse for
 * sending it slowly. Handlers that read themselves limit it themselves.
 */
function limitBodyTime(scope: FastifyInstance, { graceMs, bytesPerSecond }: Pace): void {
  const maxMs = graceMs + (LIMITS.bodyMaxBytes / bytesPerSecond) * 1000;
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = (request: FastifyRequest): void => clearTimeout(timers.get(request));
  scope.addHook('preParsing', async (request, reply) => {
    const timer = setTimeout(() => {
      refuse(reply, { code: 'api/too-slow' });
      reply.raw.once('finish', () => request.raw.destroy());
    }, maxMs);
    timers.set(request, timer);
    // Also where the other end hangs up.
    reply.raw.once('close', () => stop(request));
  });
  scope.addHook('preValidation', async request => stop(request));
}

/** Bytes reach the handler as they come. */
function streamBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

/**
 * Parses JSON; of no bytes it counts as no body, as many programs send the type with every request.
 * `sendBeacon` cannot send the type of JSON.
 */
function readJson(scope: FastifyInstance, type: 'application/json' | 'text/plain'): void {
  const json = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser<string>(type, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else json(request, body, done);
  });
}

/**
 * Runs a handler, and counts what it stores for the caller: beforehand, so that many at once take no more
 * than one after the other.
 */
async function counted(
  { budget }: ApiContext,
  route: Route,
  { address, headers, body }: ApiCall<unknown, unknown>,
  by: { readonly id: SessionId; readonly user: UserId } | undefined,
  run: () => Promise<Result<ApiAnswer<unknown>>>,
): Promise<Result<ApiAnswer<unknown>>> {
  if (!route.grows) return run();
  const holder = { address, user: by?.user };
  const source = isBytes(route.body) ? (body as BodyBytes) : undefined;
  const announced = announcedBytes(route, headers);
  const over = budget.take(by?.id, holder, announced);
  if (over) return overBudget(over);
  let stored = 0;
  try {
    const answer = await run();
    if (!source) stored = answer.ok ? announced : 0;
    // Answered with 200, bytes were here already.
    else if (!answer.ok || answer.value.status !== 200) stored = source.readBytes;
    return answer;
  } finally {
    budget.giveBack(by?.id, holder, announced - Math.min(announced, stored));
  }
}

/**
 * Registers the routes of one group, which shares its counts. Requests are checked in this order: is the
 * relay ready, how often, path, query and body, token, membership and role.
 */
export async function register(
  app: FastifyInstance,
  context: ApiContext,
  routes: readonly Route[],
  { isAlwaysThere }: { readonly isAlwaysThere: boolean },
): Promise<void> {
  await app.register(async scope => {
    // A disk that failed once is not used again: what it then claims to have written may not be there.
    scope.addHook('onRequest', async (request, reply) => {
      if (isAlwaysThere) return undefined;
      // A page of another site does nothing here with a visitor's browser and address, whether it could read
      // the answer or not.
      if (!context.access.addresses.isWelcomeFrom(request.headers)) {
        context.log({ event: 'origin.refused', origin: refusedOrigin(request.headers) });
        return refuse(reply, { code: 'link/origin' });
      }
      return context.isReady() ? undefined : refuse(reply, { code: 'api/unavailable' });
    });
    readJson(scope, 'application/json');
    scope.addHook('onSend', async (_request, reply) => {
      reply.header(TIME_HEADER, relayTime(Date.now()));
    });
    scope.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? '';
      context.metrics.http(request.method, route, statusOf(reply), reply.elapsedTime);
    });
    const { perMinuteCount, pace } = context.limits;
    limitBodyTime(scope, pace);
    const tooOften = ({ ip, routeOptions }: FastifyRequest, user: UserId | null): void =>
      context.log({ event: 'rate.reached', address: ip, user, what: routeOptions.url ?? '' });
    await scope.register(fastifyRateLimit, {
      global: false,
      max: perMinuteCount,
      timeWindow: '1 minute',
      keyGenerator: request => networkOf(request.ip),
      onExceeded: request => tooOften(request, null),
    });
    const perUser = limiter(scope, perMinuteCount * MEMBERS_FACTOR.user);
    const perSession = limiter(scope, perMinuteCount * MEMBERS_FACTOR.session);

    /** Returns the session as a handler needs it: restored where it was archived. */
    const restored = async (route: Route, id: SessionId, session: LiveRecord): Promise<Result<LiveRecord>> =>
      session.state === 'active' || route.takesArchived ? ok(session) : context.lifecycle.ensureActive(id);

    const handle = async (
      route: Route,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<FastifyReply> => {
      const what = route.path;
      const no = (error: AppError): FastifyReply => refuse(reply, error);
      if (route.grows && !context.diskSpace.hasSpace) return no({ code: 'store/full' });
      const ask = readAsk(route, request);
      if (!ask.ok) return no(ask.error);
      if (route.who === 'anyone') {
        const answer = await counted(context, route, ask.value, undefined, () => route.handle(ask.value));
        return answer.ok ? send(route, reply, answer.value) : no(answer.error);
      }
      const token = bearer(request.headers) ?? route.tokenOf?.(ask.value.body as never);
      const id = route.sessionOf?.(ask.value.body as never) ?? ask.value.param('id');
      const admitted = await authorize(context.access, token, id, {
        who: route.who,
        what,
        address: request.ip,
      });
      if (!admitted.ok) return no(admitted.error);
      const { member } = admitted.value;
      const wait = (await perUser(request, member.user)) ?? (await perSession(request, id));
      if (wait !== undefined) {
        tooOften(request, member.user);
        return no(retryLater('api/too-fast', 'requests of one person, or to one session', wait * 1000));
      }
      const session = await restored(route, id as SessionId, admitted.value.session);
      if (!session.ok) return no(session.error);
      const memberAsk = {
        ...ask.value,
        id: id as SessionId,
        session: session.value,
        member,
        user: member.user,
      };
      const answer = await counted(context, route, ask.value, memberAsk, () => route.handle(memberAsk));
      if (!answer.ok && answer.error.code === 'api/forbidden') {
        context.access.logDenied(memberAsk.id, member.user, what);
      }
      return answer.ok ? send(route, reply, answer.value) : no(answer.error);
    };

    const addRoute = (target: FastifyInstance, route: Route): void => {
      const factor = route.who === 'anyone' ? 1 : MEMBERS_FACTOR.address;
      target.route({
        method: route.method,
        url: route.path,
        config: { rateLimit: { max: perMinuteCount * factor } },
        handler: (request, reply) => handle(route, request, reply),
      });
    };
    for (const route of routes) {
      if (!isBytes(route.body) && !route.isBeacon) addRoute(scope, route);
      else
        await scope.register(async target => {
          if (isBytes(route.body)) streamBodies(target);
          else readJson(target, 'text/plain');
          addRoute(target, route);
        });
    }
  });
}
