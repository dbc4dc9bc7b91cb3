import { z } from 'zod';
import { accessRequestView, relayMoment, sessionPolicy, userId } from './api/index.ts';
import { type ErrorCode, fail, isErrorCode, ok, type Result } from './errors.ts';
import { ROLES } from './session/roles.ts';

/**
 * What the relay says to a device in JSON, over the socket, beside the document. Readers take unknown fields
 * for a newer relay's.
 */

/** What this device's person is in this session, by the relay's word. */
export const standing = z.object({
  user_id: userId,
  role: z.enum(ROLES),
  /**
   * Names the history of the document that the relay holds; it changes when the relay is restored from a
   * backup.
   */
  epoch: z.string(),
  settings: sessionPolicy,
  /** The relay's disk is nearly full: what devices send waits with them until there is room. */
  disk_full: z.boolean().optional(),
  /**
   * This person, or where they are, has stored as much as the relay takes for now: what they send waits with
   * them.
   */
  over_budget: z.boolean().optional(),
  /** When it was said; undefined from a relay that does not say it. */
  time: relayMoment.optional(),
  /** For hosts: who asks for what. */
  requests: z.array(accessRequestView).optional(),
});
export type Standing = z.output<typeof standing>;

/** The code of a refusal: one of the `gate/*` errors. */
export type GateCode = Extract<ErrorCode, `gate/${string}`>;

/**
 * An update that was refused, whole. After this nothing more from the same Yjs client ids can merge: the
 * device rebases.
 */
export const refusedUpdate = z.object({
  code: z.string().refine((code): code is GateCode => isErrorCode(code) && code.startsWith('gate/')),
  /** The rule in one English sentence, for logs and for developers; people read `describe`. */
  rule: z.string(),
  /** What it would have written: root, and where they could be told the entry and the key. At most 100. */
  paths: z.array(z.object({ root: z.string(), id: z.string().optional(), key: z.string().optional() })),
});
export type RefusedUpdate = z.output<typeof refusedUpdate>;

/** User ids by Yjs client id (in decimal). */
export const authors = z.record(z.string(), userId);
export type Authors = z.output<typeof authors>;

/** Reads one of these out of a message; fails with `link/protocol`. */
export function readRelayMessage<S extends z.ZodType>(schema: S, json: string): Result<z.output<S>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return fail('link/protocol', 'not JSON', error);
  }
  const read = schema.safeParse(value);
  return read.success ? ok(read.data) : fail('link/protocol', read.error.issues[0]?.message);
}
