import { z } from 'zod';
import { exactText, isoTime, nextCursor, page, relayMoment, sessionId, userId } from './common.ts';

/** Everything that is counted: the one catalogue. */
export const EVENT_TYPES = [
  'session.created',
  'session.archived',
  'session.restored',
  'user.joined',
  'user.left',
  'object.created',
  'object.updated',
  'object.deleted',
  'share.created',
  'share.revoked',
  'member.changed',
  'member.removed',
  'screenshot.taken',
  'ar.entered',
  'ar.left',
  'refused',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * Events that only the device can know, and so may report; all others are counted from what really happens on
 * the relay.
 */
export const DEVICE_EVENT_TYPES = ['ar.entered', 'ar.left'] as const;

/**
 * One entry of the activity. `at`: when it was made, as its maker says, by the relay's clock; `arrived`: when
 * the relay learnt of it.
 */
export const activityEvent = z.object({
  type: z.enum(EVENT_TYPES),
  at: relayMoment,
  arrived: relayMoment,
  user_id: userId.nullable(),
  object_id: z.string().nullable(),
  kind: z.string().nullable(),
});
/** Newest first. */
export const activityQuery = page(500);
export const activityPage = z.object({ events: z.array(activityEvent), next_cursor: nextCursor });

/** `id` makes sending it again harmless; `at` by the relay's clock, as well as the device knows it. */
export const reportEventsRequest = z.strictObject({
  events: z
    .array(
      z.strictObject({
        id: exactText(8, 64),
        type: z.enum(DEVICE_EVENT_TYPES),
        at: isoTime,
      }),
    )
    .min(1)
    .max(200),
});

const counts = z.record(z.string(), z.number().int());
const bucketWidth = z.enum(['minute', 'hour', 'day']);
export const analyticsQuery = z.strictObject({
  /**
   * The width of one bucket of the timeline; chosen by the relay where it is left out, so that there are at
   * most 200.
   */
  bucket: bucketWidth.optional(),
});
export const analyticsAnswer = z.object({
  session_id: sessionId,
  created: relayMoment,
  total_events: z.number().int(),
  event_counts: counts,
  last_activity: relayMoment.nullable(),
  /** Seconds from the first event to the last. */
  duration: z.number(),
  participants_peak: z.number().int(),
  /** How wide the buckets of the timeline are. */
  bucket: bucketWidth,
  /** `bucket`: when it begins. In order of time; empty ones are left out. */
  timeline: z.array(z.object({ bucket: relayMoment, counts })),
  /** Events by the person who made them. */
  people: z.array(z.object({ user_id: userId, counts })),
  /** Objects created, by kind. */
  kinds: counts,
});

export type ActivityEvent = z.output<typeof activityEvent>;
export type Analytics = z.output<typeof analyticsAnswer>;
