import { z } from 'zod';
import { isErrorCode } from '../errors.ts';
import { isObjectId, isSessionId, isUserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { isBlank, nameOf, plainName } from '../plain-name.ts';
import { ROLES } from '../session/roles.ts';
import { isWellFormed } from '../text.ts';
import type { RelayTime } from '../time.ts';

/**
 * The schemas that the resources share. Request schemas are strict: an unknown field is refused. Answers may
 * gain fields.
 */

export const sessionId = z.string().refine(isSessionId, 'a session id is a lower-case UUID v4');
export const userId = z.string().refine(isUserId, 'not a user id');
export const objectId = z.string().refine(isObjectId, 'not an object id');
export const role = z.enum(ROLES);
/** ISO 8601, UTC. */
export const isoTime = z.iso.datetime();
/** The same in what the relay says, by its own clock. */
export const relayMoment = isoTime as unknown as z.ZodType<RelayTime, string>;
/** A name without its invisible characters, on both ends; empty where nothing would be seen. */
export const name = z.string().max(LIMITS.nameChars).overwrite(nameOf);
/** In an answer: of whatever length, and from whenever it was written. */
export const shownName = z.string().overwrite(text => (isBlank(text) ? '' : plainName(text)));
/** A device's proof that it holds its key: compact JWT, ES256, the public key as `jwk` in its header. */
export const proof = z.string().min(16).max(LIMITS.tokenMaxChars);
/**
 * Text that means something to whoever made it, and is taken as it is: JSON can say half a character, which
 * no key of a store can.
 */
export const exactText = (min: number, max: number) =>
  z.string().min(min).max(max).refine(isWellFormed, 'half a character');
/** Opaque: what `next_cursor` said. Null at the end of a list. */
export const nextCursor = z.string().nullable();
const cursor = exactText(0, 256);
/** Yes or no in a query string, as programs of all kinds write it. */
export const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });
/** Query strings arrive as text. */
export const page = (max: number) =>
  z.strictObject({
    limit: z.coerce.number().int().min(1).max(max).default(100),
    cursor: cursor.optional(),
  });

export const participantPresence = z.enum(['here', 'away', 'gone']);
export type ParticipantPresence = z.output<typeof participantPresence>;

/** RFC 9457, with a stable `code`; `server_time` lets a device with a wrong clock correct its next proof. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string().refine(isErrorCode),
  detail: z.string().optional(),
  server_time: relayMoment,
});
export type Problem = z.output<typeof problem>;

/**
 * Browsers log each answer of 400 and more as an error, also one that the page has asked for and can handle.
 * To a request with this preference (`Prefer`, RFC 7240) a refusal comes as 200, with `header` telling the
 * status that it stands for.
 */
export const PROBLEM_STATUS = { preference: 'problem-status=200', header: 'problem-status' } as const;
