import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PROBLEM_STATUS, type Problem } from '../../shared/api/index.ts';
import { type AppError, describe, type ErrorCode, fail, ok, type Result } from '../../shared/errors.ts';
import { relayTime } from '../../shared/time.ts';
import type { OverBudget } from '../access/index.ts';

/** The HTTP status of each error that the API can answer with. */
export const STATUS: Partial<Record<ErrorCode, number>> = {
  'api/bad-request': 400,
  'api/unauthorized': 401,
  'api/forbidden': 403,
  'api/not-found': 404,
  'link/origin': 403,
  'api/may-not-create': 403,
  'api/code-unknown': 404,
  'api/too-slow': 408,
  'api/conflict': 409,
  'api/in-use': 409,
  'link/archived': 409,
  'api/name-taken': 409,
  'api/full': 409,
  'api/deleted': 410,
  'api/too-large': 413,
  'api/media-type': 415,
  'api/range': 416,
  'api/hash': 422,
  'api/too-fast': 429,
  'api/budget': 429,
  'api/unreadable': 500,
  'api/quota': 507,
  'api/unavailable': 503,
  'store/unavailable': 503,
  'store/full': 507,
};

/** A problem document (RFC 9457). */
export function problemOf(error: AppError, status: number): Problem {
  return {
    type: `urn:ai-frame:${error.code.replace('/', ':')}`,
    title: describe(error).title,
    status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    server_time: relayTime(Date.now()),
  };
}

/** A failure that is over by itself. */
export interface RetryLater extends AppError {
  readonly retryAfterS: number;
}

/** `detail`: the exceeded limit. `waitMs`: when it is worth trying again. */
export const retryLater = (code: ErrorCode, detail: string, waitMs: number): RetryLater => ({
  code,
  detail,
  retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)),
});

const OVER: Readonly<Record<OverBudget['type'], readonly [code: ErrorCode, detail: string]>> = {
  sessions: ['api/budget', 'as many new sessions as one address or person may create for now'],
  bytes: ['api/budget', 'as many bytes as one address or person may store for now'],
  share: ['store/full', 'all that sessions without a device’s proof may take of the disk together'],
};

/**
 * Refuses more than somebody may take now: 429, or 507 where it is the disk's share for all of their kind.
 */
export const overBudget = ({ type, waitMs }: OverBudget): Result<never, RetryLater> => ({
  ok: false,
  error: retryLater(...OVER[type], waitMs),
});

/** Sends a problem document. */
export function refuse(
  reply: FastifyReply,
  error: AppError | RetryLater,
  status = STATUS[error.code] ?? 500,
): FastifyReply {
  // A slow sender is not read any longer.
  if (error.code === 'api/too-slow') reply.header('connection', 'close');
  if ('retryAfterS' in error) reply.header('retry-after', error.retryAfterS);
  return reply
    .code(status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(problemOf(error, status));
}

/** Requests whose refusals are to come with a status that says nothing of them: see `PROBLEM_STATUS`. */
const wantsItSo = ({ prefer = '' }: FastifyRequest['headers']): boolean =>
  [prefer].flat().some(each => /(^|,)\s*problem-status\s*=\s*("200"|200)\s*(;|,|$)/i.test(each));

/** Makes 200 of a refusal, for clients that prefer that. What failed here (500, 503) stays what it is. */
export function applyPreference({ headers }: FastifyRequest, reply: FastifyReply): void {
  const { statusCode } = reply;
  const isRefusal = (statusCode >= 400 && statusCode < 500) || statusCode === 507;
  if (!isRefusal || !wantsItSo(headers)) return;
  reply
    .code(200)
    .headers({ 'preference-applied': PROBLEM_STATUS.preference, [PROBLEM_STATUS.header]: `${statusCode}` });
}

/** The status of an answer as it would have been without a preference. */
export const statusOf = (reply: FastifyReply): number =>
  Number(reply.getHeader(PROBLEM_STATUS.header) ?? reply.statusCode);

/** The errors of what Fastify and its plugins throw for bad requests, by status. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'api/unauthorized',
  403: 'api/forbidden',
  404: 'api/not-found',
  408: 'api/too-slow',
  413: 'api/too-large',
  415: 'api/media-type',
  429: 'api/too-fast',
};

export function errorOfStatus(status: number): AppError {
  if (status >= 500) return { code: 'api/unavailable' };
  return { code: CODES[status] ?? 'api/bad-request' };
}

/** Checks a request's body against its schema. An absent body counts as an empty one. */
export function parse<S extends z.ZodType>(schema: S, body: unknown): Result<z.output<S>> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  const path = issue?.path.join('.');
  return fail('api/bad-request', [path, issue?.message].filter(Boolean).join(': '));
}
