import { LIMITS } from './limits.ts';
import { add, cross, distance, length, scaleBy, subtract, type Vec3 } from './pose.ts';

/**
 * Lines drawn in the air. The document holds one as whole numbers, three for each point, from -RANGE to RANGE
 * over the object's size: small whole numbers take one to three bytes each, and the line follows its object's
 * placement like any other shape.
 */
const RANGE = 4_096;

export const STROKE_WIDTH_M = { min: 0.001, normal: 0.008, max: 0.2 } as const;

/** A point nearer than this (m) to the line between its neighbours says nothing. A hand trembles more. */
const TOLERANCE_M = 0.0015;

export function isStroke(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length >= 6 &&
    value.length % 3 === 0 &&
    value.length <= LIMITS.strokePointsCount * 3 &&
    value.every(n => Number.isInteger(n) && Math.abs(n) <= RANGE)
  );
}

export interface Stroke {
  /** The middle of the line's box, in the space of the points that it was made from. */
  readonly center: Vec3;
  /** Of that box (m): the object's scale. */
  readonly size: Vec3;
  readonly points: readonly number[];
}

/**
 * A drawn line as it is kept: simplified, and no longer than the limit. Undefined for what is no line: fewer
 * than two points apart.
 */
export function encodeStroke(line: readonly Vec3[]): Stroke | undefined {
  let kept = simplifyLine(line, TOLERANCE_M);
  for (let tolerance = TOLERANCE_M * 2; kept.length > LIMITS.strokePointsCount; tolerance *= 2) {
    kept = simplifyLine(kept, tolerance);
  }
  const [first] = kept;
  if (!first || kept.length < 2) return undefined;
  const edge = (pick: (...n: number[]) => number, axis: 0 | 1 | 2): number =>
    kept.reduce((best, point) => pick(best, point[axis]), first[axis]);
  const low: Vec3 = [edge(Math.min, 0), edge(Math.min, 1), edge(Math.min, 2)];
  const high: Vec3 = [edge(Math.max, 0), edge(Math.max, 1), edge(Math.max, 2)];
  const extent = subtract(high, low);
  const center = add(low, scaleBy(extent, 0.5));
  const size: Vec3 = [atLeast(extent[0]), atLeast(extent[1]), atLeast(extent[2])];
  const points = kept.flatMap(point => {
    const at = subtract(point, center);
    return [whole(at[0] / size[0]), whole(at[1] / size[1]), whole(at[2] / size[2])];
  });
  return { center, size, points };
}

const atLeast = (extent: number): number => Math.max(extent, LIMITS.scaleMin);
const whole = (share: number): number => Math.round(Math.min(0.5, Math.max(-0.5, share)) * 2 * RANGE) || 0;

/** The points of a line in the unit cube. */
export function decodeStroke(points: readonly number[]): Vec3[] {
  const line: Vec3[] = [];
  for (let i = 0; i + 2 < points.length; i += 3) {
    const at = (n: number): number => (points[i + n] ?? 0) / (2 * RANGE);
    line.push([at(0), at(1), at(2)]);
  }
  return line;
}

/**
 * Douglas and Peucker's simplification (1973), without recursion: what stays is within `tolerance` (m) of
 * what was. Keeps both ends.
 */
export function simplifyLine(line: readonly Vec3[], tolerance: number): Vec3[] {
  const keep = new Uint8Array(line.length);
  if (line.length > 0) keep[0] = keep[line.length - 1] = 1;
  const spans: (readonly [number, number])[] = [[0, line.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let farthest = -1;
    let most = tolerance;
    for (let i = from + 1; i < to; i++) {
      const off = distanceToSegment(line[i], line[from], line[to]);
      if (off > most) [farthest, most] = [i, off];
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    spans.push([from, farthest], [farthest, to]);
  }
  return line.filter((point, i) => keep[i] === 1 && (i === 0 || distance(point, line[i - 1] ?? point) > 0));
}

function distanceToSegment(point: Vec3 | undefined, a: Vec3 | undefined, b: Vec3 | undefined): number {
  if (!point || !a || !b) return 0;
  const along = subtract(b, a);
  const to = subtract(point, a);
  const span = length(along);
  if (span < 1e-9) return length(to);
  const share = (to[0] * along[0] + to[1] * along[1] + to[2] * along[2]) / (span * span);
  if (share <= 0) return length(to);
  if (share >= 1) return distance(point, b);
  return length(cross(to, along)) / span;
}
