import { uuidv4 } from 'lib0/random';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** A session: UUID v4, lower case. */
export type SessionId = Id<'session'>;
/** An object or a frame of a session: 1 to 64 characters of [A-Za-z0-9_-]; UUID v4 where we make it. */
export type ObjectId = Id<'object'>;
/**
 * A person's device key: JWK thumbprint (RFC 7638, SHA-256, base64url, 43 characters), or an id the relay
 * minted.
 */
export type UserId = Id<'user'>;

const SESSION = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const OBJECT = /^[A-Za-z0-9_-]{1,64}$/;
const USER = /^[A-Za-z0-9_-]{16,64}$/;

export const isSessionId = (value: unknown): value is SessionId =>
  typeof value === 'string' && SESSION.test(value);
export const isObjectId = (value: unknown): value is ObjectId =>
  typeof value === 'string' && OBJECT.test(value) && value !== '__proto__';
export const isUserId = (value: unknown): value is UserId => typeof value === 'string' && USER.test(value);

export const newSessionId = (): SessionId => uuidv4() as SessionId;
export const newObjectId = (): ObjectId => uuidv4() as ObjectId;
