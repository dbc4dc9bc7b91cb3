import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { add, distance, type Vec3 } from '../../shared/pose.ts';
import { decodeStroke, encodeStroke, isStroke, simplifyLine } from '../../shared/stroke.ts';

const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
const line = fc.array(fc.tuple(coordinate, coordinate, coordinate) as fc.Arbitrary<Vec3>, {
  minLength: 2,
  maxLength: 400,
});

/** How far a point is from the nearest of many. */
const off = (point: Vec3, others: readonly Vec3[]): number =>
  Math.min(...others.map(each => distance(point, each)));

describe('lines in the air', () => {
  it('[KIND-2] come back where they were drawn, to the width of a hair (seed 7)', () => {
    fc.assert(
      fc.property(line, points => {
        const stroke = encodeStroke(points);
        if (!stroke) return;
        expect(isStroke(stroke.points)).toBe(true);
        const back = decodeStroke(stroke.points).map(
          ([x, y, z]): Vec3 =>
            add(stroke.center, [x * stroke.size[0], y * stroke.size[1], z * stroke.size[2]]),
        );
        expect(off(points[0] ?? [0, 0, 0], back)).toBeLessThan(0.003);
        expect(off(points.at(-1) ?? [0, 0, 0], back)).toBeLessThan(0.003);
        for (const point of back) expect(off(point, points)).toBeLessThan(0.003);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('[KIND-2] that are straight are two points, however many were drawn', () => {
    const straight = Array.from({ length: 500 }, (_, i): Vec3 => [i / 500, 1, 0]);
    expect(simplifyLine(straight, 0.001)).toHaveLength(2);
  });

  it('[KIND-2] of any length stay within the limit', () => {
    const wild = Array.from(
      { length: 20_000 },
      (_, i): Vec3 => [Math.sin(i), Math.cos(i * 1.7), Math.sin(i * 2.3)],
    );
    const stroke = encodeStroke(wild);
    expect(stroke?.points.length).toBeLessThanOrEqual(LIMITS.strokePointsCount * 3);
    expect(isStroke(stroke?.points)).toBe(true);
  });

  it('[KIND-2] are no lines where nothing moved, and are refused where they are not whole', () => {
    expect(encodeStroke([[0, 0, 0]])).toBeUndefined();
    expect(isStroke([0, 0, 0, 1, 1])).toBe(false);
    expect(isStroke([0, 0, 0, 1, 1, 0.5])).toBe(false);
    expect(isStroke([0, 0, 0, 1, 1, 9_999])).toBe(false);
    expect(isStroke('000111')).toBe(false);
  });
});
