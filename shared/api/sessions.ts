import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import {
  flag,
  isoTime,
  name,
  nextCursor,
  objectId,
  page,
  participantPresence,
  proof,
  relayMoment,
  role,
  sessionId,
  shownName,
  userId,
} from './common.ts';

/** A session's life: born, read, kept alive, put away, deleted. */

export const createSessionRequest = z.strictObject({
  id: sessionId.optional(),
  /** The kind of device, in its own words; shown to the host. */
  device: name.optional(),
  /** When the session was born on the device: by the relay's clock, as well as the device knows it. */
  created: isoTime.optional(),
  proof: proof.optional(),
});

export const sessionGrant = z.object({
  session_id: sessionId,
  created: relayMoment,
  status: z.literal('active'),
  user_id: userId,
  role,
  token: z.string(),
  expires: relayMoment,
});

/** People at once, without the host, who always gets in. */
const maxParticipants = z.number().int().min(1).max(LIMITS.participantsPerSessionCount);
/** False makes editors readers until it is true again. */
const allowEditing = z.boolean();
/** The host's settings for everybody, which the relay enforces. */
export const sessionPolicy = z.strictObject({
  max_participants: maxParticipants.default(10),
  allow_editing: allowEditing.default(true),
});
/** A change of the policy; a field that is left out stays as it is. */
export const policyChange = z.strictObject({
  max_participants: maxParticipants.optional(),
  allow_editing: allowEditing.optional(),
});
export const changePolicyRequest = z.strictObject({ settings: policyChange });

/**
 * An object as readers of the document see it. `created_by` and `changed_by` (who placed it where it is) are
 * the relay's knowledge; `by` is the document's claim.
 */
export const objectView = z.object({
  id: objectId,
  kind: z.string(),
  /**
   * `[parent, px,py,pz, qx,qy,qz,qw, sx,sy,sz]`: metres and a unit quaternion in the frame that `parent`
   * names.
   */
  placement: z.tuple([objectId.nullable()], z.number()),
  name: shownName.optional(),
  color: z.string().optional(),
  text: z.string().optional(),
  asset: z.string().optional(),
  locked: z.string().optional(),
  hidden: z.boolean().optional(),
  by: z.string().optional(),
  /** ms since epoch, as the document claims. */
  at: z.number().optional(),
  created_by: userId.optional(),
  changed_by: userId.optional(),
});

export const memberView = z.object({
  user_id: userId,
  name: shownName,
  role,
  presence: participantPresence,
  joined: relayMoment,
  last_seen: relayMoment.nullable(),
});

export const sessionView = z.object({
  id: sessionId,
  device: z.string().nullable(),
  created: relayMoment,
  last_accessed: relayMoment,
  /** The asker's. */
  role,
  objects: z.array(objectView),
  objects_total: z.number().int(),
  settings: sessionPolicy.extend({ name: shownName }),
  participants: z.array(memberView),
  metadata: z.object({
    status: z.enum(['active', 'archived']),
    /** Names one history of the document: another one means that the relay was restored. */
    epoch: z.string(),
    format: z.number().int(),
    document_bytes: z.number().int(),
    blobs_bytes: z.number().int(),
  }),
});

export const objectsQuery = page(1_000);
export const objectsPage = z.object({ objects: z.array(objectView), next_cursor: nextCursor });

export const heartbeatRequest = z.strictObject({
  timestamp: isoTime,
  status: z.enum(['here', 'away']).optional(),
});
export const heartbeatAnswer = z.object({
  status: z.literal('ok'),
  session_id: sessionId,
  server_time: relayMoment,
});
/** `sendBeacon` sends no headers, so the token is in the body. */
export const closeRequest = z.strictObject({
  timestamp: isoTime,
  token: z.string().max(LIMITS.tokenMaxChars).optional(),
});
export const deletedAnswer = z.object({ status: z.literal('deleted'), session_id: sessionId });
export const archiveAnswer = z.object({ status: z.enum(['archived', 'active']), session_id: sessionId });

export const sessionsQuery = page(1_000).extend({ active_only: flag.default(false) });
export const sessionsPage = z.object({
  sessions: z.array(
    z.object({
      id: sessionId,
      name: shownName,
      created: relayMoment,
      last_accessed: relayMoment,
      status: z.enum(['active', 'archived']),
      role: role.nullable(),
      connected: z.number().int(),
    }),
  ),
  count: z.number().int(),
  next_cursor: nextCursor,
});

export type SessionGrant = z.output<typeof sessionGrant>;
export type SessionPolicy = z.output<typeof sessionPolicy>;
export type PolicyChange = z.output<typeof policyChange>;
export type ObjectView = z.output<typeof objectView>;
export type MemberView = z.output<typeof memberView>;
export type SessionView = z.output<typeof sessionView>;
export type SessionsPage = z.output<typeof sessionsPage>;
