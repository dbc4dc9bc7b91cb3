import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { exactText, name, proof, relayMoment, role, sessionId, shownName, userId } from './common.ts';
import { memberView, policyChange, sessionPolicy } from './sessions.ts';

/** Admission to a session, its members, and what each may do. */

/** Roles that a code or a request can give; only the host hands the session over. */
const givenRole = z.enum(['editor', 'viewer']);

export const createShareRequest = z.strictObject({
  session_id: sessionId,
  role: givenRole.default('editor'),
  /** Set for the whole session, as by PATCH. */
  settings: policyChange.optional(),
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
  expires: relayMoment,
});

export const joinRequest = z.strictObject({
  share_code: exactText(1, 64),
  /**
   * Only a proof or a token can show who somebody is, so an id alone is taken as a wish and not granted where
   * it is somebody's.
   */
  user_id: userId.optional(),
  name: name.optional(),
  proof: proof.optional(),
});

export const joinGrant = z.object({
  session_id: sessionId,
  user_id: userId,
  role,
  token: z.string(),
  expires: relayMoment,
  settings: sessionPolicy,
});

/** By proof, or with a still valid token in the `Authorization` header. */
export const tokenRequest = z.strictObject({ proof: proof.optional() });
export const tokenGrant = joinGrant;

export const shareId = z.string().regex(/^[A-Za-z0-9_-]{8,32}$/);
/** A code as its host sees it later: `share` names it, the code itself is not kept. */
export const shareView = z.object({
  share: shareId,
  role: givenRole,
  created: relayMoment,
  expires: relayMoment,
  uses: z.number().int(),
  max_uses: z.number().int().nullable(),
});
export const sharesAnswer = z.object({ shares: z.array(shareView) });

export const membersAnswer = z.object({ members: z.array(memberView) });
/** `host` hands the session over: whoever was host becomes an editor. */
export const changeMemberRequest = z.strictObject({ role });

/** `place`: who is a member already asks to be let into a session that is full. */
const asks = z.enum(['role', 'place']);
/** "May I?": from a member, or from somebody who was one and proves it. */
export const accessRequest = z.strictObject({
  role: givenRole,
  asks: asks.default('role'),
  proof: proof.optional(),
});
export const accessRequestView = z.object({
  user_id: userId,
  name: shownName,
  role: givenRole,
  asks: asks.catch('role'),
  at: relayMoment,
});
export const accessRequestsAnswer = z.object({ requests: z.array(accessRequestView) });
/** The host's one tap. */
export const answerAccessRequest = z.strictObject({ grant: z.boolean() });

export type CreateShareRequest = z.input<typeof createShareRequest>;
export type ShareGrant = z.output<typeof shareGrant>;
export type ShareView = z.output<typeof shareView>;
export type JoinGrant = z.output<typeof joinGrant>;
export type AccessRequestView = z.output<typeof accessRequestView>;
