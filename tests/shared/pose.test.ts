import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  align,
  angleBetween,
  between,
  compose,
  decodePlacement,
  distance,
  encodePlacement,
  fromAlignment,
  fromYaw,
  invert,
  moveWith,
  normalize,
  type Pose,
  relative,
  rotate,
  transform,
  type Vec3,
  yawOf,
} from '../../shared/pose.ts';
import { placement, pose, quat, vec3 } from './arbitraries.ts';

const SEED = 20261122;
const same = (a: Pose, b: Pose, tolerance = 1e-6): boolean =>
  distance(a.position, b.position) < tolerance && angleBetween(a.rotation, b.rotation) < 1e-5;

describe(`pose (seed ${SEED})`, () => {
  const check = (property: fc.IRawProperty<unknown>): void =>
    fc.assert(property as fc.IProperty<unknown>, { seed: SEED });

  it('[POSE-1] a pose relative to a turned and shifted base composes back to itself', () => {
    check(fc.property(pose, pose, (base, each) => same(compose(base, relative(base, each)), each)));
    check(
      fc.property(pose, each =>
        same(compose(invert(each), each), { position: [0, 0, 0], rotation: [0, 0, 0, 1] }),
      ),
    );
  });

  it('[POSE-1] relative to an origin turned by 90 degrees and shifted by 1 m, one worked by hand', () => {
    const base: Pose = { position: [1, 0, 0], rotation: fromYaw(Math.PI / 2) };
    const result = relative(base, { position: [1, 0, -1], rotation: fromYaw(Math.PI / 2) });
    expect(distance(result.position, [1, 0, 0])).toBeLessThan(1e-12);
    expect(angleBetween(result.rotation, [0, 0, 0, 1])).toBeLessThan(1e-6);
  });

  it('[POSE-2] what a hand holds keeps its place in the hand', () => {
    check(
      fc.property(pose, pose, pose, (from, to, held) =>
        same(relative(from, held), relative(to, moveWith(from, to, held)), 1e-5),
      ),
    );
  });

  it('[POSE-3] alignment of points that agree is exact', () => {
    const yaw = fc.double({ min: -3, max: 3, noNaN: true });
    check(
      fc.property(yaw, vec3, fc.array(vec3, { minLength: 2, maxLength: 4 }), (angle, translation, points) => {
        const spread = Math.max(...points.map(p => Math.hypot(p[0] - points[0]![0], p[2] - points[0]![2])));
        fc.pre(spread > 0.5);
        const truth = fromAlignment({ yaw: angle, translation });
        const fit = align(
          points,
          points.map(p => transform(truth, p)),
        );
        expect(fit?.rms).toBeLessThan(1e-6);
        expect(same(fromAlignment(fit!), truth, 1e-5)).toBe(true);
      }),
    );
  });

  it('[POSE-3] points that disagree by a known amount report it, and too few points give nothing', () => {
    const local: Vec3[] = [
      [0, 0, 0],
      [2, 0, 0],
    ];
    const fit = align(local, [
      [0, 0, 0],
      [2.2, 0, 0],
    ]);
    expect(fit?.rms).toBeCloseTo(0.1, 6);
    expect(fit?.baseline).toBeCloseTo(2.2, 6);
    expect(align([[0, 0, 0]], [[1, 0, 0]])).toBeUndefined();
    expect(
      align(
        [
          [0, 0, 0],
          [0, 1, 0],
        ],
        [
          [0, 0, 0],
          [0, 1, 0],
        ],
      ),
    ).toBeUndefined();
  });

  it('[POSE-4] placements round-trip at float precision', () => {
    check(
      fc.property(placement, each => {
        const back = decodePlacement(JSON.parse(JSON.stringify(encodePlacement(each))));
        expect(back?.parent).toBe(each.parent);
        expect(same(back!, each, 1e-4)).toBe(true);
        expect(distance(back!.scale, each.scale)).toBeLessThan(1e-5);
      }),
    );
  });

  it('[POSE-4] what is no placement decodes to nothing', () => {
    check(fc.property(fc.anything(), value => Array.isArray(value) || decodePlacement(value) === undefined));
    for (const bad of [
      [null, 0, 1, 0],
      [7, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
      [null, Number.NaN, 0, 0, 0, 0, 0, 1, 1, 1, 1],
      [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, Number.POSITIVE_INFINITY],
      [null, 0, 0, 0, 0, 0, 0, '1', 1, 1, 1],
    ]) {
      expect(decodePlacement(bad)).toBeUndefined();
    }
    expect(decodePlacement([null, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])?.rotation).toEqual([0, 0, 0, 1]);
  });

  it('[POSE-5] the shortest rotation takes one direction to the other, opposite ones included', () => {
    check(
      fc.property(vec3, vec3, (a, b) => {
        fc.pre(Math.hypot(...a) > 0.1 && Math.hypot(...b) > 0.1);
        const [from, to] = [normalize(a), normalize(b)];
        expect(distance(rotate(between(from, to), from), to)).toBeLessThan(1e-2);
      }),
    );
    expect(distance(rotate(between([0, 1, 0], [0, -1, 0]), [0, 1, 0]), [0, -1, 0])).toBeLessThan(1e-9);
    expect(distance(rotate(between([1, 0, 0], [-1, 0, 0]), [1, 0, 0]), [-1, 0, 0])).toBeLessThan(1e-9);
  });

  it('[POSE-3] the yaw of a rotation about the vertical is that rotation', () => {
    check(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        yaw => Math.abs(yawOf(fromYaw(yaw)) - yaw) < 1e-9,
      ),
    );
    check(fc.property(quat, vec3, (q, v) => Math.abs(Math.hypot(...rotate(q, v)) - Math.hypot(...v)) < 1e-6));
  });
});
