import { fail, ok, type Result } from './errors.ts';
import type { ObjectId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { type AlignmentFit, align, fromYaw, ORIGIN, type Pose, subtract, type Vec3 } from './pose.ts';

/**
 * A point of the real room that anybody can find and touch again: the corner of a table, the foot of a door.
 */
export interface ReferencePoint {
  readonly name: string;
  /** Session space, metres. */
  readonly position: Vec3;
}

/**
 * A named physical reference of a session: two to four points that headsets align to, and a space that
 * objects can stand in.
 */
export interface Frame {
  readonly id: ObjectId;
  readonly name: string;
  readonly points: readonly ReferencePoint[];
  /** Its space, in session space: `framePose` of its points. */
  readonly pose: Pose;
  /** User id of who made it, as the document claims. */
  readonly by?: string;
  /** When it was made (ms since epoch), as the document claims. */
  readonly at?: number;
}

const horizontal = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[2] - b[2]);

/** Longest horizontal distance (m) between two of the points; 0 for fewer than two. */
export function baselineOf(points: readonly Vec3[]): number {
  let longest = 0;
  for (const [i, a] of points.entries()) {
    for (const b of points.slice(0, i)) longest = Math.max(longest, horizontal(a, b));
  }
  return longest;
}

/**
 * The space of a frame: it begins at the first point, is upright, and its +X runs towards the point that is
 * farthest from there on the floor plan (the first of several), so that a small error of a touch turns it as
 * little as can be.
 */
export function framePose(points: readonly Vec3[]): Pose {
  const first = points[0] ?? ORIGIN;
  let farthest = first;
  for (const each of points) if (horizontal(first, each) > horizontal(first, farthest)) farthest = each;
  const along = subtract(farthest, first);
  return { position: first, rotation: fromYaw(Math.atan2(-along[2], along[0])) };
}

/**
 * Whether points can be a frame: enough of them, not too many, and far enough apart. Errors: `align/too-few`,
 * `align/too-close`.
 */
export function checkPoints(points: readonly Vec3[]): Result<void> {
  if (points.length < LIMITS.framePointsMin) return fail('align/too-few');
  return baselineOf(points) < LIMITS.alignBaselineMinM
    ? fail('align/too-close', `${baselineOf(points).toFixed(2)} m`)
    : ok(undefined);
}

/**
 * The motion that takes points that this device touched onto the frame's points of the same order. A frame of
 * four may be met by its first two. Errors: `align/too-few`, `align/too-close`, and `align/mismatch` where
 * the points do not fit each other.
 */
export function alignToFrame(
  touched: readonly Vec3[],
  points: readonly ReferencePoint[],
): Result<AlignmentFit> {
  const partners = points.slice(0, touched.length).map(point => point.position);
  const usable = checkPoints(partners);
  if (!usable.ok) return usable;
  const fit = align(touched, partners);
  if (!fit || baselineOf(touched) < LIMITS.alignBaselineMinM / 2) return fail('align/mismatch', 'one place');
  return fit.rms > LIMITS.alignRmsMaxM ? fail('align/mismatch', `${(fit.rms * 100).toFixed(1)} cm`) : ok(fit);
}
