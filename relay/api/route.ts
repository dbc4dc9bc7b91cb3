import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ErrorCode, Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Addressed, LiveRecord, SessionMember } from '../access/index.ts';

/**
 * Resources as data: from one table the relay registers its routes, checks requests, and writes its OpenAPI
 * document. A handler is called with what has been checked, and returns data or an error.
 */

/** The names that a path may hold. Each has one form (`params.ts`), checked before a handler sees it. */
export type ParamName = 'id' | 'user' | 'share' | 'name' | 'sha256';

/** A request whose every part has been checked. */
export interface ApiCall<B, Q> {
  readonly body: B;
  readonly query: Q;
  /** A part of the path. Throws for one that the path does not have. */
  readonly param: (name: ParamName) => string;
  /** Lower-case header names. */
  readonly headers: FastifyRequest['headers'];
  readonly addressed: Addressed;
  /** The client's address, as far as trusted proxies tell. */
  readonly address: string;
}

/** A request of a member of the session. */
export interface MemberCall<B, Q> extends ApiCall<B, Q> {
  readonly id: SessionId;
  readonly session: LiveRecord;
  readonly member: SessionMember;
  readonly user: UserId;
}

/** A handler's answer: JSON that fits the route's schema, or bytes, or nothing. */
export interface ApiAnswer<A> {
  /** The first of the route's `statuses` where it is left out. */
  readonly status?: number;
  readonly body: A;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In the place of a schema: bytes of these content types. */
export interface BinarySchema {
  readonly types: readonly string[];
  /** Of a request: more are answered with 413, or cut off. */
  readonly maxBytes?: number;
}
/** A request's bytes as they arrive. Read them, or the client waits. */
export interface BodyBytes {
  /** How many of them were read. */
  readBytes: number;
  readonly type: string;
  /** As announced; undefined where it is not. */
  readonly bytes: number | undefined;
  readonly stream: Readable;
}

/**
 * Yields the bytes of a request. A handler that stops reading before the end can still answer: the stream is
 * left as it is, not torn down with its socket.
 */
export async function* flowOf(source: BodyBytes): AsyncGenerator<Uint8Array> {
  for await (const piece of source.stream.iterator({ destroyOnReturn: false })) {
    source.readBytes += piece.length;
    yield piece;
  }
}

type BodyOf<S> = S extends z.ZodType ? z.output<S> : S extends BinarySchema ? BodyBytes : undefined;
type AnswerOf<S> = S extends z.ZodType
  ? z.input<S>
  : S extends BinarySchema
    ? Readable | Uint8Array
    : undefined;
type QueryOf<S> = S extends z.ZodType ? z.output<S> : undefined;
export type Schema = z.ZodType | BinarySchema | undefined;
export const isBytes = (schema: Schema): schema is BinarySchema => schema !== undefined && 'types' in schema;

interface Described<B extends Schema, Q extends z.ZodType | undefined, A extends Schema> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As `ROUTES` says it, parameters with a colon. */
  readonly path: string;
  /** One sentence, for the OpenAPI document. */
  readonly summary: string;
  readonly body?: B;
  /** Without one, a query string is refused. */
  readonly query?: Q;
  readonly answer?: A;
  /** Of success; [200] where it is left out, or [204] where there is no answer. */
  readonly statuses?: readonly number[];
  /** Takes JSON as `text/plain` too, which is how `sendBeacon` sends it. */
  readonly isBeacon?: boolean;
  /** Stores something: counted for the caller, and refused with `store/full` where the disk has no room. */
  readonly grows?: boolean;
  /** Leaves an archived session where it is; any other request for one restores it first. */
  readonly takesArchived?: boolean;
  /** Errors beyond those of its kind of route (bad request, token, limits). */
  readonly errors?: readonly ErrorCode[];
}

interface OpenRoute<B extends Schema, Q extends z.ZodType | undefined, A extends Schema>
  extends Described<B, Q, A> {
  readonly who: 'anyone';
  /** The handler reads the `Authorization` header itself. */
  readonly takesToken?: boolean;
  readonly handle: (ask: ApiCall<BodyOf<B>, QueryOf<Q>>) => Promise<Result<ApiAnswer<AnswerOf<A>>>>;
}

interface MemberRoute<B extends Schema, Q extends z.ZodType | undefined, A extends Schema>
  extends Described<B, Q, A> {
  readonly who: 'member' | 'host';
  /** Which session, where the path does not say. */
  readonly sessionOf?: (body: BodyOf<B>) => SessionId;
  /** Where the token is, besides the `Authorization` header. */
  readonly tokenOf?: (body: BodyOf<B>) => string | undefined;
  readonly handle: (ask: MemberCall<BodyOf<B>, QueryOf<Q>>) => Promise<Result<ApiAnswer<AnswerOf<A>>>>;
}

/** A route whose schemas are not known by type any more: what `register.ts` and `openapi.ts` read. */
export type Route =
  | OpenRoute<Schema, z.ZodType | undefined, Schema>
  | MemberRoute<Schema, z.ZodType | undefined, Schema>;

/** A route for anyone; its handler identifies the caller itself. */
export const openRoute = <B extends Schema, Q extends z.ZodType | undefined, A extends Schema>(
  route: Omit<OpenRoute<B, Q, A>, 'who'>,
): Route => ({ ...route, who: 'anyone' }) as unknown as Route;

/** A route for members of a session, or for its host: the session is there and the token counts. */
export const memberRoute = <B extends Schema, Q extends z.ZodType | undefined, A extends Schema>(
  route: MemberRoute<B, Q, A>,
): Route => route as unknown as Route;

/** Of success. The first is what a handler's answer has unless it says another. */
export const statusesOf = (route: Route): readonly number[] =>
  route.statuses ?? [route.answer === undefined ? 204 : 200];
