import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SurfaceHit } from '../../client/model/index.ts';
import { createTools } from '../../client/tools/index.ts';
import { reachAlong } from '../../client/tools/maths.ts';
import { restOn } from '../../client/tools/place.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { add, dot, normalize, rotate, scaleBy, subtract, type Vec3 } from '../../shared/pose.ts';
import { HEAD, Player, pointer, TestWorld } from './frames.ts';

const surface = (point: Vec3, normal: Vec3, source: SurfaceHit['source'] = 'hit-test'): SurfaceHit => ({
  point,
  normal,
  source,
});
const looking = (point: Vec3) => ({
  origin: HEAD.position,
  direction: normalize(subtract(point, HEAD.position)),
});
const FLOOR: Vec3 = [0, 1, 0];
const expectVector = (actual: Vec3, expected: Vec3): void => {
  for (const axis of [0, 1, 2] as const) expect(actual[axis]).toBeCloseTo(expected[axis], 6);
};

describe('resting', () => {
  it('[TOOL-1] a box stands on the floor, upright, its front to the person', () => {
    const point: Vec3 = [1, 0, -2];
    const pose = restOn('base', [0.2, 0.4, 0.2], surface(point, FLOOR), looking(point), HEAD);
    expectVector(pose.position, [1, 0.2, -2]);
    expectVector(rotate(pose.rotation, [0, 1, 0]), [0, 1, 0]);
    expectVector(rotate(pose.rotation, [0, 0, 1]), normalize([-1, 0, 2]));
  });

  it('[TOOL-1] a box hangs on a wall with its back to it, and from a ceiling by its top', () => {
    const wall: Vec3 = [0, 1.5, -3];
    const pose = restOn('base', [0.2, 0.2, 0.3], surface(wall, [0, 0, 1]), looking(wall), HEAD);
    expectVector(pose.position, [0, 1.5, -2.85]);
    expectVector(rotate(pose.rotation, [0, 0, 1]), [0, 0, 1]);
    const ceiling: Vec3 = [0, 2.5, -1];
    const hung = restOn('base', [0.2, 0.2, 0.2], surface(ceiling, [0, -1, 0]), looking(ceiling), HEAD);
    expectVector(hung.position, [0, 2.4, -1]);
    expectVector(rotate(hung.rotation, [0, 1, 0]), [0, 1, 0]);
  });

  it('[TOOL-1] a note lies on the floor readable from where the person stands, and upright on a wall', () => {
    const point: Vec3 = [0, 0, -2];
    const lying = restOn('back', [0.15, 0.15, 0.01], surface(point, FLOOR), looking(point), HEAD);
    expectVector(rotate(lying.rotation, [0, 0, 1]), [0, 1, 0]);
    expectVector(rotate(lying.rotation, [0, 1, 0]), [0, 0, -1]);
    expectVector(lying.position, [0, 0.005, -2]);
    const wall: Vec3 = [0.5, 1.2, -3];
    const stuck = restOn('back', [0.15, 0.15, 0.01], surface(wall, [0, 0, 1]), looking(wall), HEAD);
    expectVector(rotate(stuck.rotation, [0, 1, 0]), [0, 1, 0]);
  });

  it('[TOOL-1] in the air things float where they are pointed at and face the person', () => {
    const point: Vec3 = [0, 1.6, -1.5];
    for (const rests of ['base', 'back'] as const) {
      const pose = restOn(rests, [0.2, 0.2, 0.2], surface(point, FLOOR, 'air'), looking(point), HEAD);
      expectVector(pose.position, point);
      expectVector(rotate(pose.rotation, [0, 0, 1]), [0, 0, 1]);
    }
  });

  it('[TOOL-1] on any surface, seen from anywhere, the pose is sound and nothing of it is behind the surface', () => {
    const unit = fc
      .tuple(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
      )
      .filter(v => Math.hypot(...v) > 0.01)
      .map(v => normalize(v));
    fc.assert(
      fc.property(unit, unit, (normal, view) => {
        const point = add(HEAD.position, scaleBy(view, 2));
        const ray = { origin: HEAD.position, direction: view };
        const size: Vec3 = [0.3, 0.2, 0.1];
        const back = restOn('back', size, surface(point, normal), ray, HEAD);
        const base = restOn('base', size, surface(point, normal), ray, HEAD);
        expect(Math.hypot(...back.rotation)).toBeCloseTo(1, 6);
        expect(dot(rotate(back.rotation, [0, 0, 1]), normal)).toBeCloseTo(1, 6);
        expect(Math.hypot(...base.rotation)).toBeCloseTo(1, 6);
        const upright = restOn('upright', size, surface(point, normal), ray, HEAD);
        expectVector(rotate(upright.rotation, [0, 1, 0]), [0, 1, 0]);
        // Where it is nearly level, what stands does so by gravity.
        const nearly = Math.abs(normal[1]) > 0.98;
        const { rotation } = base;
        const lean = dot(rotate(rotation, [0, 1, 0]), [0, 1, 0]);
        if (nearly || Math.abs(normal[1]) < 0.7) expect(lean).toBeGreaterThan(0.97);
        else if (Math.abs(normal[1]) > 0.71)
          expect(Math.abs(dot(rotate(rotation, [0, 1, 0]), normal))).toBeCloseTo(1, 6);
        for (const pose of nearly ? [back] : [back, base, upright]) {
          const away = dot(subtract(pose.position, point), normal);
          expect(away).toBeCloseTo(reachAlong(normal, pose.rotation, size), 6);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('placing', () => {
  const table = surface([0, 0.7, -1], FLOOR);
  function world(): TestWorld {
    const made = new TestWorld();
    made.choice = { tool: 'place', kind: 'box' };
    return made;
  }

  it('[TOOL-2] the release of a press places what the preview shows, once, and the tool stays', () => {
    const w = world();
    w.color = '#5bd68a';
    const player = new Player(createTools(), w);
    const over = { surface: table, ray: looking(table.point) };
    const shown = player.play(pointer(over)).preview;
    player.play(pointer({ ...over, select: 'pressed' }));
    player.play(pointer({ ...over, select: 'held' }));
    expect(player.intents).toEqual([]);
    player.play(pointer({ ...over, select: 'released' }));
    player.play(pointer(over));
    expect(player.intents).toHaveLength(1);
    expect(player.intents[0]).toMatchObject({
      type: 'place-object',
      kind: 'box',
      placement: shown?.placement,
      fields: { color: '#5bd68a' },
    });
    expect(shown?.placement.position[1]).toBeCloseTo(0.8, 9);
  });

  it('[TOOL-2] a cancelled press places nothing, nor does one whose tool changed meanwhile', () => {
    const w = world();
    const player = new Player(createTools(), w);
    const over = { surface: table, ray: looking(table.point) };
    player.play(pointer({ ...over, select: 'pressed' }));
    player.play(pointer({ ...over, select: 'cancelled' }));
    player.play(pointer({ ...over, select: 'pressed' }));
    w.choice = { tool: 'select' };
    player.play(pointer({ ...over, select: 'released' }));
    expect(player.intents).toEqual([]);
  });

  it('[TOOL-2] without a colour of the person’s own the kind keeps its own, and an unknown kind is not placed', () => {
    const w = world();
    const player = new Player(createTools(), w);
    const over = { surface: table, ray: looking(table.point) };
    player.play(pointer({ ...over, select: 'pressed' }));
    player.play(pointer({ ...over, select: 'released' }));
    expect(player.intents[0]).toMatchObject({ fields: {} });
    w.choice = { tool: 'place', kind: 'from-the-future' };
    expect(player.play(pointer(over)).preview).toBeUndefined();
  });

  it('[TOOL-2] things can be put on things', () => {
    const w = world();
    w.add('base', { position: [0, 0.7, -1], scale: [0.4, 0.4, 0.4] });
    const ray = looking([0, 0.75, -1]);
    const shown = new Player(createTools(), w).play(
      pointer({ ray, surface: surface([0, 0, -2], FLOOR) }),
    ).preview;
    expect(shown?.placement.position[1]).toBeGreaterThan(0.75);
  });

  it('[TOOL-1] nobody who points down hangs a thing below another, through the floor', () => {
    const w = world();
    const low: Vec3 = [0, 0.3, -2];
    w.pick = () => ({ id: 'leaf' as ObjectId, point: low, normal: [0, -1, 0], distance: 2 });
    const shown = (ray: ReturnType<typeof looking>) =>
      new Player(createTools(), w).play(pointer({ ray, surface: surface([0, 0, -3], FLOOR) })).preview;
    expect(shown(looking(low))?.placement.position).toEqual([0, 0.1, -3]);
    // Pointing up at the underside of a shelf is another matter.
    const up = { origin: HEAD.position, direction: normalize([0, 0.5, -1]) };
    expect(shown(up)?.placement.position[1]).toBeCloseTo(0.2, 9);
  });

  it('[TOOL-10] what is to be written on is selected once it is placed, other things are not', () => {
    const w = world();
    const player = new Player(createTools(), w);
    const over = { surface: table, ray: looking(table.point) };
    const place = () => {
      player.play(pointer({ ...over, select: 'pressed' }));
      return player.play(pointer({ ...over, select: 'released' }));
    };
    expect(place().selection).toBeUndefined();
    w.choice = { tool: 'place', kind: 'note' };
    const { selection } = place();
    expect([...(selection ?? [])]).toEqual([
      player.intents[1]?.type === 'place-object' && player.intents[1].id,
    ]);
  });

  it('[TOOL-2] the hand that pressed last shows the preview, and none is shown while it is on the menu', () => {
    const w = world();
    const player = new Player(createTools(), w);
    const right = pointer({ surface: table, ray: looking(table.point) });
    const left = pointer({ ...right, id: 'left', hand: 'left', surface: surface([1, 0, -1], FLOOR) });
    const shownAt = (...pointers: Parameters<Player['play']>) =>
      player.play(...pointers).preview?.placement.position[0];
    expect(shownAt(left, right)).toBeCloseTo(0, 9);
    expect(shownAt(left, { ...right, captured: true })).toBeUndefined();
    player.play({ ...left, select: 'pressed', captured: true }, right);
    expect(shownAt(left, right)).toBeCloseTo(1, 9);
  });
});
