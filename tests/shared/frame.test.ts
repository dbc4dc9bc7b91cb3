import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignToFrame, baselineOf, checkPoints, framePose, type ReferencePoint } from '../../shared/frame.ts';
import {
  type Alignment,
  align,
  angleBetween,
  compose,
  distance,
  fromAlignment,
  invert,
  type Pose,
  rotate,
  scaleBy,
  transform,
  type Vec3,
} from '../../shared/pose.ts';
import { vec3 } from './arbitraries.ts';
import { noise } from './noise.ts';

const SEED = 20261123;
const named = (points: readonly Vec3[]): ReferencePoint[] =>
  points.map((position, i) => ({ name: `Corner ${i + 1}`, position }));
const near = (a: Pose, b: Pose, tolerance = 1e-6): boolean =>
  distance(a.position, b.position) < tolerance && angleBetween(a.rotation, b.rotation) < 1e-5;
const alignment: fc.Arbitrary<Alignment> = fc.record({
  yaw: fc.double({ min: -3, max: 3, noNaN: true }),
  translation: vec3,
});
/** Two to four points of a room, not all in one place. */
const points = fc
  .array(vec3, { minLength: 2, maxLength: 4 })
  .filter(list => baselineOf(list) > 1.6 && baselineOf(list.slice(0, 2)) > 1.6);

describe(`frames of reference (seed ${SEED})`, () => {
  const check = (property: fc.IRawProperty<unknown>): void =>
    fc.assert(property as fc.IProperty<unknown>, { seed: SEED });

  it('[FRAME-1] the space of a frame goes with its points', () => {
    check(
      fc.property(points, alignment, (list, by) => {
        const motion = fromAlignment(by);
        const moved = framePose(list.map(p => transform(motion, p)));
        return near(moved, compose(motion, framePose(list)), 1e-5);
      }),
    );
  });

  it('[FRAME-1] one worked by hand: the first point is the origin, the farthest lies on +X', () => {
    const pose = framePose([
      [1, 0.7, 1],
      [1.5, 0.7, 1],
      [1, 0.9, -2],
    ]);
    expect(pose.position).toEqual([1, 0.7, 1]);
    expect(distance(rotate(pose.rotation, [1, 0, 0]), [0, 0, -1])).toBeLessThan(1e-9);
  });

  it('[POSE-6] the alignment between two spaces is found, and the way back is its inverse', () => {
    check(
      fc.property(points, alignment, (list, by) => {
        const there = list.map(p => transform(fromAlignment(by), p));
        const to = fromAlignment(align(list, there)!);
        const back = fromAlignment(align(there, list)!);
        return (
          near(to, fromAlignment(by), 1e-5) &&
          near(compose(back, to), fromAlignment({ yaw: 0, translation: [0, 0, 0] }), 1e-5)
        );
      }),
    );
  });

  it('[POSE-6] alignments compose from right to left, and the order matters', () => {
    check(
      fc.property(points, alignment, alignment, (list, first, second) => {
        const after = compose(fromAlignment(second), fromAlignment(first));
        const found = align(
          list,
          list.map(p => transform(fromAlignment(second), transform(fromAlignment(first), p))),
        );
        return near(fromAlignment(found!), after, 1e-4);
      }),
    );
    const turn = fromAlignment({ yaw: Math.PI / 2, translation: [0, 0, 0] });
    const shift = fromAlignment({ yaw: 0, translation: [1, 0, 0] });
    expect(distance(compose(turn, shift).position, [0, 0, -1])).toBeLessThan(1e-9);
    expect(distance(compose(shift, turn).position, [1, 0, 0])).toBeLessThan(1e-9);
  });

  it('[POSE-6] a scaled space is no match, and says by how much', () => {
    check(
      fc.property(points, alignment, fc.double({ min: 1.05, max: 2, noNaN: true }), (list, by, factor) => {
        const scaled = list.map(p => scaleBy(transform(fromAlignment(by), p), factor));
        const fit = align(list, scaled)!;
        const result = alignToFrame(list, named(scaled));
        // Rigid motions keep lengths: what is too long sticks out, half of it at each end of the longest side
        // at least.
        const excess = baselineOf(scaled) - baselineOf(list);
        return (
          fit.rms > 0 &&
          fit.rms >= (excess / 2) * Math.sqrt(2 / list.length) - 1e-6 &&
          result.ok === fit.rms <= 0.02
        );
      }),
    );
  });

  it('[FRAME-2] what cannot be aligned to is refused with a reason of its own', () => {
    const corners: Vec3[] = [
      [0, 0.7, 0],
      [2, 0.7, 0],
    ];
    expect(alignToFrame(corners.slice(0, 1), named(corners))).toMatchObject({
      error: { code: 'align/too-few' },
    });
    expect(checkPoints([corners[0]!, [1.4, 0.7, 0]])).toMatchObject({ error: { code: 'align/too-close' } });
    expect(checkPoints([corners[0]!, [0, 3, 0]])).toMatchObject({ error: { code: 'align/too-close' } });
    // 4.2 cm too long: each end is 2.1 cm off.
    const long = alignToFrame([corners[0]!, [2.042, 0.7, 0]], named(corners));
    expect(long).toMatchObject({ error: { code: 'align/mismatch', detail: '2.1 cm' } });
    expect(alignToFrame([corners[0]!, [2.03, 0.7, 0]], named(corners)).ok).toBe(true);
    expect(alignToFrame([corners[0]!, corners[0]!], named(corners))).toMatchObject({
      error: { code: 'align/mismatch' },
    });
    const square = named([...corners, [2, 0.7, 2], [0, 0.7, 2]]);
    const turned = fromAlignment({ yaw: 1, translation: [3, 0.1, -2] });
    const touched = square.map(({ position }) => transform(invert(turned), position));
    const fit = alignToFrame(touched, square);
    expect(fit.ok && near(fromAlignment(fit.value), turned)).toBe(true);
  });

  it('[FRAME-3] two headsets of different origin and yaw agree on a place 3 m away within 3 cm', () => {
    const corners: Vec3[] = [
      [0, 0.7, 0],
      [2, 0.7, 0],
    ];
    const errors = Array.from({ length: 20 }, (_, seed) => {
      // Where each headset has its own origin in the room; the first one's alignment is free, as it defines
      // the points.
      const first = fromAlignment({ yaw: seed * 0.7, translation: [seed / 10, 0, 1] });
      const second = fromAlignment({ yaw: 2 - seed * 0.3, translation: [-1, 0.03, seed / 7] });
      const shake = noise(seed + 1, 0.005);
      const defined = named(corners.map(p => transform(invert(first), shake(p))));
      const touched = corners.map(p => transform(invert(second), shake(p)));
      const fit = align(
        touched,
        defined.map(({ position }) => position),
      )!;
      const place: Vec3 = [1, 0.7, -3];
      const inSession = transform(invert(first), place);
      const shownAt = transform(second, transform(invert(fromAlignment(fit)), inSession));
      return distance(place, shownAt);
    }).sort((a, b) => a - b);
    expect((errors[9]! + errors[10]!) / 2).toBeLessThan(0.03);
    expect(errors.at(-1)!).toBeGreaterThan(0.001);
  });
});
