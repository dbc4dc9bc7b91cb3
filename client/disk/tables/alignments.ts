import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import { isObjectId, isSessionId, type ObjectId, type SessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { StoredAlignment } from '../../model/index.ts';
import { storedTime } from './library.ts';
import type { Tables } from './tables.ts';

const point = z.tuple([z.number(), z.number(), z.number()]);
const alignment = z.object({ yaw: z.number(), translation: point });

const stored = z.object({
  of: z
    .object({ session: z.custom<SessionId>(isSessionId), frame: z.custom<ObjectId>(isObjectId) })
    .or(z.undefined()),
  label: z.string().max(200),
  alignment,
  points: z.array(point).max(LIMITS.framePointsMax).or(z.undefined()),
  anchor: z.object({ handle: z.string().max(256), at: alignment }).or(z.undefined()),
  by: z.enum(['start', 'touch', 'hand']),
  rms: z.number().min(0).or(z.undefined()),
  at: storedTime,
  used: storedTime,
}) satisfies z.ZodType<StoredAlignment>;

/** Lists the readable alignments of this device, last used first. */
export async function listAlignments(tables: Tables): Promise<Result<readonly StoredAlignment[]>> {
  const found = await tables.all('alignments');
  if (!found.ok) return found;
  const read = found.value.flatMap(value => stored.safeParse(value).data ?? []);
  return ok(read.sort((a, b) => b.used - a.used));
}
