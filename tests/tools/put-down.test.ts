import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnapName } from '../../client/model/index.ts';
import { createTools } from '../../client/tools/index.ts';
import { reachAlong } from '../../client/tools/maths.ts';
import { PALETTE_KINDS } from '../../shared/kinds/index.ts';
import { dot, normalize, type Placement, rotate, subtract, type Vec3 } from '../../shared/pose.ts';
import { HEAD, Player, pointer, TestWorld } from './frames.ts';

const UP: Vec3 = [0, 1, 0];

/** What would be placed at `point` of a surface that faces along `normal`, with these helps on. */
function shown(kind: string, point: Vec3, normal: Vec3, helps: readonly SnapName[], world = new TestWorld()) {
  world.choice = { tool: 'place', kind };
  world.snaps = new Set(helps);
  const ray = { origin: HEAD.position, direction: normalize(subtract(point, HEAD.position)) };
  const over = pointer({ ray, surface: { point, normal, source: 'hit-test' } });
  const placement = new Player(createTools(), world).play(over).preview?.placement;
  if (!placement) throw new Error(`no ${kind} is shown`);
  return placement;
}

/** How far (m) the nearest of it is in front of the surface. */
const clearance = ({ position, rotation, scale }: Placement, point: Vec3, normal: Vec3): number =>
  dot(subtract(position, point), normal) - reachAlong(normal, rotation, scale);

const allHelps = fc.subarray<SnapName>(['surface', 'upright', 'grid', 'faces']);
const kind = fc.constantFrom(...PALETTE_KINDS.filter(each => each !== 'model'));

describe('helps where things are put down', () => {
  it('[TOOL-1] [TOOL-14] with whatever helps, no kind sinks into a table or floats above it (seed 61)', () => {
    const height = fc.double({ min: 0, max: 1.2, noNaN: true });
    const aside = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(kind, height, aside, allHelps, (of, y, x, helps) => {
        const world = new TestWorld();
        world.add('beside', { position: [x + 0.2, y + 0.1, -1] });
        expect(clearance(shown(of, [x, y, -1], UP, helps, world), [x, y, -1], UP)).toBeCloseTo(0, 6);
      }),
      { seed: 61, numRuns: 400 },
    );
  });

  it('[TOOL-1] [TOOL-14] nor into a wall or a slope (seed 62)', () => {
    const lean = fc.double({ min: -0.9, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(kind, lean, allHelps, (of, tilt, helps) => {
        const normal = normalize([0.2, tilt, 1]);
        expect(clearance(shown(of, [0, 1.3, -1], normal, helps), [0, 1.3, -1], normal)).toBeCloseTo(0, 6);
      }),
      { seed: 62, numRuns: 300 },
    );
  });

  it('[TOOL-14] the grid steps along a table, whatever its height', () => {
    const { position } = shown('box', [0.11, 0.72, -1.02], UP, ['surface', 'grid']);
    expect(position[0]).toBeCloseTo(0.1, 9);
    expect(position[1]).toBeCloseTo(0.82, 9);
    expect(position[2]).toBeCloseTo(-1, 9);
  });

  it.each(['box', 'cone', 'note', 'label'])(
    '[TOOL-14] with the surface help a %s follows a slope, without it it stays upright',
    of => {
      const slope = normalize([0, 1, 0.6]);
      const on = shown(of, [0, 0, -2], slope, ['surface']);
      const along: Vec3 = of === 'note' ? [0, 0, 1] : UP;
      expect(dot(rotate(on.rotation, along), slope)).toBeCloseTo(1, 6);
      const off = shown(of, [0, 0, -2], slope, []);
      expect(dot(rotate(off.rotation, UP), UP)).toBeCloseTo(1, 6);
      expect(rotate(off.rotation, [0, 0, 1])[2]).toBeCloseTo(1, 6);
    },
  );

  it('[TOOL-14] upright stands up what leans with a slope, and leaves lying what lies', () => {
    const slope = normalize([0, 1, 0.6]);
    const box = shown('box', [0, 0, -2], slope, ['surface', 'upright']);
    expect(dot(rotate(box.rotation, UP), UP)).toBeCloseTo(1, 6);
    const note = shown('note', [0, 0.7, -1], UP, ['surface', 'upright']);
    expect(dot(rotate(note.rotation, [0, 0, 1]), UP)).toBeCloseTo(1, 6);
  });

  it('[TOOL-14] [XR-17] what is about to be placed is felt and heard when a help catches it, and not for being there', () => {
    const world = new TestWorld();
    world.choice = { tool: 'place', kind: 'box' };
    world.snaps = new Set<SnapName>(['surface', 'grid']);
    const player = new Player(createTools(), world);
    const over = (x: number) => {
      const point: Vec3 = [x, 0.7, -1];
      const ray = { origin: HEAD.position, direction: normalize(subtract(point, HEAD.position)) };
      const { ticks, hasSnapped } = player.play(
        pointer({ ray, surface: { point, normal: UP, source: 'hit-test' } }),
      );
      return { ticks, hasSnapped };
    };
    const felt = { ticks: ['right'], hasSnapped: true };
    const nothing = { ticks: [], hasSnapped: false };
    expect([0, 0.01, 0.04, 0.05, 0.09].map(over)).toEqual([nothing, nothing, felt, nothing, felt]);
    world.choice = { tool: 'select' };
    expect(over(0.2)).toEqual(nothing);
    world.choice = { tool: 'place', kind: 'box' };
    expect(over(0.3)).toEqual(nothing);
  });
});
