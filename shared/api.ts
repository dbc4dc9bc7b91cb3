import { z } from 'zod';
import { isErrorCode } from './errors.ts';
import { isSessionId, isUserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { ROLES } from './session/roles.ts';

/** The REST resources: schemas that validate on the relay and type the answers on the device. Unknown request fields are refused. */

const sessionId = z.string().refine(isSessionId, 'a session id is a lower-case UUID v4');
const userId = z.string().refine(isUserId, 'not a user id');
const role = z.enum(ROLES);
const isoTime = z.iso.datetime();
/** A device's proof that it holds its key: compact JWT, ES256, the public key as `jwk` in its header. */
const proof = z.string().min(16).max(LIMITS.tokenMaxChars);

export const createSessionRequest = z.strictObject({
  id: sessionId.optional(),
  /** What kind of device this is, in its own words; shown to the host. */
  device: z.string().max(LIMITS.nameChars).optional(),
  /** When the session was born on the device. */
  created: isoTime.optional(),
  proof: proof.optional(),
});

export const sessionGrant = z.object({
  session_id: sessionId,
  created: isoTime,
  status: z.literal('active'),
  user_id: userId,
  role,
  token: z.string(),
  expires: isoTime,
});

export const createShareRequest = z.strictObject({
  session_id: sessionId,
  role: z.enum(['editor', 'viewer']).default('editor'),
  /** Seconds from now. */
  expires_in: z
    .number()
    .int()
    .min(60)
    .max(30 * 24 * 60 * 60)
    .default(LIMITS.shareCodeLifetimeMs / 1000),
  max_uses: z.number().int().min(1).max(10_000).optional(),
});

export const shareGrant = z.object({
  session_id: sessionId,
  /** 12 Crockford base32 characters, shown as XXXX-XXXX-XXXX. */
  share_code: z.string(),
  /** The app with the code in its fragment, which browsers never send. */
  share_url: z.string(),
  expires: isoTime,
});

export const joinRequest = z.strictObject({
  share_code: z.string().min(1).max(64),
  name: z.string().max(LIMITS.nameChars).optional(),
  proof: proof.optional(),
});

export const joinGrant = z.object({
  session_id: sessionId,
  user_id: userId,
  role,
  token: z.string(),
  expires: isoTime,
});

export const tokenRequest = z.strictObject({ proof });

export const tokenGrant = joinGrant;

/** RFC 9457, with a stable `code`; `server_time` lets a device with a wrong clock correct its next proof. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string().refine(isErrorCode),
  detail: z.string().optional(),
  server_time: isoTime,
});

export type CreateSessionRequest = z.input<typeof createSessionRequest>;
export type SessionGrant = z.output<typeof sessionGrant>;
export type CreateShareRequest = z.input<typeof createShareRequest>;
export type ShareGrant = z.output<typeof shareGrant>;
export type JoinRequest = z.input<typeof joinRequest>;
export type JoinGrant = z.output<typeof joinGrant>;
export type TokenGrant = z.output<typeof tokenGrant>;
export type Problem = z.output<typeof problem>;

export const ROUTES = {
  createSession: '/api/sessions/create',
  createShare: '/api/sessions/shared/create',
  join: '/api/sessions/shared/join',
  token: (id: string): string => `/api/sessions/${id}/token`,
  health: '/healthz',
  ready: '/readyz',
} as const;
