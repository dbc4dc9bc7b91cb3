import { z } from 'zod';
import { accessRequestView, relayMoment, sessionPolicy, userId } from './api/index.ts';
import { type ErrorCode, fail, isErrorCode, ok, type Result } from './errors.ts';
import { ROLES } from './session/roles.ts';

/** The relay's messages in JSON over the socket, beside the document. Unknown fields are a newer relay's. */

/** This device's person in this session, as the relay knows them. */
export const standing = z.object({
  user_id: userId,
  role: z.enum(ROLES),
  /**
   * Names the history of the document that the relay holds; it changes when the relay is restored from a
   * backup.
   */
  epoch: z.string(),
  settings: sessionPolicy,
  /** The relay's disk is nearly full: edits wait on the devices until there is space. */
  disk_full: z.boolean().optional(),
  /** The storage budget of this person or their address is used up for now: edits wait on the device. */
  over_budget: z.boolean().optional(),
  /** When it was sent; undefined from an older relay. */
  time: relayMoment.optional(),
  /** For hosts: open requests. */
  requests: z.array(accessRequestView).optional(),
});
export type Standing = z.output<typeof standing>;

/** The code of a refusal: one of the `gate/*` errors. */
export type GateCode = Extract<ErrorCode, `gate/${string}`>;

/** A refused update. After it nothing more of the same Yjs client ids can merge: the device rebases. */
export const refusedUpdate = z.object({
  code: z.string().refine((code): code is GateCode => isErrorCode(code) && code.startsWith('gate/')),
  /** The rule in one English sentence, for logs and developers; people read `describe`. */
  rule: z.string(),
  /** The paths that it would have written, as far as they are known; at most 100. */
  paths: z.array(z.object({ root: z.string(), id: z.string().optional(), key: z.string().optional() })),
});
export type RefusedUpdate = z.output<typeof refusedUpdate>;

/** User ids by Yjs client id (in decimal). */
export const authors = z.record(z.string(), userId);
export type Authors = z.output<typeof authors>;

/** Parses a message; fails with `link/protocol`. */
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
