import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnapName } from '../../client/model/index.ts';
import { createTools } from '../../client/tools/index.ts';
import { snap } from '../../client/tools/snap.ts';
import { fromYaw, multiply, type Pose, rotate, unit, type Vec3 } from '../../shared/pose.ts';
import { hand, Player, TestWorld } from './frames.ts';

const SIZE: Vec3 = [0.2, 0.2, 0.2];
const helps = (...names: SnapName[]): ReadonlySet<SnapName> => new Set(names);
const isMultiple = (n: number, of: number): boolean => Math.abs(n / of - Math.round(n / of)) < 1e-6;

const number = fc.double({ min: -5, max: 5, noNaN: true });
const pose = fc
  .record({
    position: fc.tuple(number, number, number) as fc.Arbitrary<Vec3>,
    rotation: fc.tuple(number, number, number, number),
  })
  .map(({ position, rotation }): Pose => ({ position, rotation: unit(rotation) }));

describe('helps for placing well', () => {
  it('[TOOL-14] upright takes every tilt away and leaves the heading (seed 11)', () => {
    fc.assert(
      fc.property(pose, each => {
        const { pose: upright } = snap(each, SIZE, helps('upright'), []);
        expect(rotate(upright.rotation, [0, 1, 0])[1]).toBeCloseTo(1, 6);
        expect(upright.position).toEqual(each.position);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('[TOOL-14] the grid moves nothing farther than half a step, and its base is on it (seed 12)', () => {
    fc.assert(
      fc.property(pose, each => {
        const { pose: snapped } = snap(each, SIZE, helps('grid', 'upright'), []);
        for (const axis of [0, 1, 2] as const) {
          expect(Math.abs(snapped.position[axis] - each.position[axis])).toBeLessThanOrEqual(0.0251);
        }
        expect(isMultiple(snapped.position[0], 0.05)).toBe(true);
        expect(isMultiple(snapped.position[1] - 0.5 * boxHeight(snapped), 0.05)).toBe(true);
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it('[TOOL-14] faces come level with and against those of what is beside, and of nothing else', () => {
    const world = new TestWorld();
    world.add('table', { position: [0, 0.5, 0], scale: [1, 1, 1] });
    const others = [...world.objects.values()];
    const near = snap({ position: [0.3, 1.115, 0], rotation: fromYaw(0) }, SIZE, helps('faces'), others);
    expect(near.pose.position[1]).toBeCloseTo(1.1, 6);
    const flush = snap({ position: [0.385, 1.1, 0], rotation: fromYaw(0) }, SIZE, helps('faces'), others);
    expect(flush.pose.position[0]).toBeCloseTo(0.4, 6);
    const far = snap({ position: [3, 1.115, 0], rotation: fromYaw(0) }, SIZE, helps('faces'), others);
    expect(far.pose.position[1]).toBe(1.115);
  });

  it('[TOOL-14] in the hand things snap, keep their places to each other, and the hand feels it', () => {
    const world = new TestWorld();
    const a = world.add('a', { position: [0, 1, -1] });
    const b = world.add('b', { position: [0.3, 1, -1] });
    world.selection = new Set([a, b]);
    world.snaps = helps('grid', 'upright');
    const player = new Player(createTools(), world);
    const palm = (x: number, tilt: number) =>
      hand({ position: [x, 1, -0.93], rotation: multiply(fromYaw(0), unit([tilt, 0, 0, 1])) });
    player.play(palm(0, 0));
    player.play({ ...palm(0, 0), squeeze: 'pressed' });
    let ticks = 0;
    let snaps = 0;
    for (let i = 1; i <= 20; i++) {
      const out = player.play({ ...palm(i * 0.011, 0.02), squeeze: 'held' });
      ticks += out.ticks.length;
      if (out.hasSnapped) snaps++;
    }
    const [first, second] = player.held;
    if (!first || !second) throw new Error('nothing is held');
    expect(rotate(first.placement.rotation, [0, 1, 0])[1]).toBeCloseTo(1, 6);
    expect(isMultiple(first.placement.position[0], 0.05)).toBe(true);
    expect(second.placement.position[0] - first.placement.position[0]).toBeCloseTo(0.3, 2);
    expect(ticks).toBeGreaterThan(1);
    expect(ticks).toBeLessThan(12);
    expect(snaps).toBe(ticks);
  });
});

const boxHeight = ({ rotation }: Pose): number => {
  const edges: readonly Vec3[] = [
    [SIZE[0], 0, 0],
    [0, SIZE[1], 0],
    [0, 0, SIZE[2]],
  ];
  return edges.reduce((sum, edge) => sum + Math.abs(rotate(rotation, edge)[1]), 0);
};
