import { z } from 'zod';
import { isoTime, relayMoment, sessionId, userId } from './common.ts';

/** Pictures and other bytes of a session. */

export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
/** A name of a screenshot: what a file system and a URL take alike. */
export const screenshotName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
export const blobHash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Of a POST: a picture that was taken offline arrives later. By the relay's clock, as well as the device
 * knows it; now, where it is left out.
 */
export const screenshotQuery = z.strictObject({ taken: isoTime.optional() });

/**
 * The body of a POST is the image itself; the thumbnail, made by the device, is posted to its own address.
 * The same picture under the same name, from the same person, changes nothing and is answered with what is
 * there, so that a device may repeat what it got no answer to.
 */
export const screenshotView = z.object({
  name: screenshotName,
  type: z.enum(IMAGE_TYPES),
  bytes: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  taken: relayMoment,
  by: userId,
  url: z.string(),
  thumbnail_url: z.string().nullable(),
});
export const screenshotsAnswer = z.object({ screenshots: z.array(screenshotView) });

/**
 * PUT sends all of a blob, or with `Content-Range: bytes a-b/total` the part from where the relay's copy
 * ends. 201: complete and its hash is right; 202: more is expected. HEAD answers 200 and the length of a
 * complete blob; otherwise 404, with `Upload-Offset` where a part is there.
 */
export const blobAnswer = z.object({
  session_id: sessionId,
  sha256: blobHash,
  received: z.number().int(),
  complete: z.boolean(),
});

export type ScreenshotView = z.output<typeof screenshotView>;
export type BlobAnswer = z.output<typeof blobAnswer>;
