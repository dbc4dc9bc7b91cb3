import { describe, expect, it } from 'vitest';
import { createTools } from '../../client/tools/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  angleBetween,
  compose,
  distance,
  fromAxisAngle,
  fromYaw,
  moveWith,
  normalize,
  type Placement,
  type Pose,
  relative,
  type Vec3,
} from '../../shared/pose.ts';
import { at, hand, Player, pointer, TestWorld } from './frames.ts';

function setUp(): { world: TestWorld; player: Player } {
  const world = new TestWorld();
  return { world, player: new Player(createTools(), world) };
}

const expectPose = (actual: Pose | undefined, expected: Pose): void => {
  expect(distance(actual?.position ?? [9, 9, 9], expected.position)).toBeLessThan(1e-6);
  expect(angleBetween(actual?.rotation ?? [1, 0, 0, 0], expected.rotation)).toBeLessThan(1e-5);
};
describe('selecting', () => {
  it('[TOOL-3] a press on an object selects it, with extend adds it, on nothing deselects', () => {
    const { world, player } = setUp();
    const a = world.add('a', { position: [0, 1.4, -1] });
    const b = world.add('b', { position: [1, 1.4, -1] });
    const tap = (x: number, extend = false): void => {
      const ray = { origin: [x, 1.4, 0] as Vec3, direction: [0, 0, -1] as Vec3 };
      player.play(pointer({ ray, select: 'pressed', extend }));
      player.play(pointer({ ray, select: 'released', extend }));
    };
    tap(0);
    expect([...world.selection]).toEqual([a]);
    tap(1, true);
    expect([...world.selection]).toEqual([a, b]);
    tap(0, true);
    expect([...world.selection]).toEqual([b]);
    tap(5, true);
    expect([...world.selection]).toEqual([b]);
    tap(5);
    expect([...world.selection]).toEqual([]);
    expect(player.intents).toEqual([]);
  });
});

describe('one hand', () => {
  it('[TOOL-4] a squeezed object moves exactly as the hand moves', () => {
    const { world, player } = setUp();
    const start = at([0.1, 1, -0.3], fromYaw(0.4));
    const id = world.add('a', start);
    const from = at([0.1, 1.05, -0.3], fromYaw(1));
    const to = at([0.5, 1.3, -0.6], fromAxisAngle(normalize([1, 2, 0.5]), 1.1));
    player.play(hand(from, { squeeze: 'pressed' }));
    player.play(hand(to, { squeeze: 'held' }));
    expectPose(player.held[0]?.placement, moveWith(from, to, start));
    player.play(hand(to, { squeeze: 'released' }));
    expectPose(world.objects.get(id)?.pose, moveWith(from, to, start));
    expect(player.held).toEqual([]);
  });

  it('[TOOL-4] a child moves in the space of its parent', () => {
    const { world, player } = setUp();
    const parent = at([1, 0.5, -1], fromYaw(2));
    world.add('parent', { ...parent, scale: [0.1, 0.1, 0.1] });
    const start = at([0.1, 1, -0.3]);
    const id = world.add('child', { ...relative(parent, start), parent: 'parent' });
    const from = at([0.1, 1, -0.3]);
    const to = at([-0.4, 1.2, -0.3], fromYaw(0.7));
    player.play(hand(from, { squeeze: 'pressed' }));
    player.play(hand(to, { squeeze: 'held' }));
    player.play(hand(to, { squeeze: 'released' }));
    const object = world.objects.get(id);
    expect(object?.placement.parent).toBe('parent');
    expectPose(object?.pose, moveWith(from, to, start));
    expectPose(compose(parent, object?.placement as Placement), moveWith(from, to, start));
  });

  it('[TOOL-4] a ray carries what it holds at its distance, and the stick changes the distance', () => {
    const { world, player } = setUp();
    const id = world.add('a', { position: [0, 1.4, -2] });
    const from = at([0, 1.4, 0]);
    player.play(hand(from, { select: 'pressed' }));
    const turned = at([0, 1.4, 0], fromYaw(Math.PI / 2));
    player.play(hand(turned, { select: 'held' }));
    player.play(hand(turned, { select: 'held' }));
    expectPose(player.held[0]?.placement, moveWith(from, turned, at([0, 1.4, -2])));
    for (let i = 0; i < 10; i++) player.play(hand(turned, { select: 'held', stick: [0, 1] }));
    player.play(hand(turned, { select: 'released' }));
    expect(world.objects.get(id)?.pose.position[0]).toBeLessThan(-2.1);
  });

  it('[TOOL-4] a screen drags over the plane of what it took hold of', () => {
    const { world, player } = setUp();
    const id = world.add('a', { position: [0, 0.1, -2] });
    const eye: Vec3 = [0, 2, 1];
    const towards = (point: Vec3) => ({
      origin: eye,
      direction: normalize([point[0] - eye[0], point[1] - eye[1], point[2] - eye[2]]),
    });
    const screen = { id: 'screen', kind: 'screen', hand: 'none' } as const;
    player.play(pointer({ ...screen, ray: towards([0, 0.1, -2]), select: 'pressed' }));
    for (const x of [0.3, 0.8, 1])
      player.play(pointer({ ...screen, ray: towards([x, 0.1, -2]), select: 'held' }));
    player.play(pointer({ ...screen, ray: towards([1, 0.1, -2]), select: 'released' }));
    const position = world.objects.get(id)?.pose.position as Vec3;
    expect(position[1]).toBeCloseTo(0.1, 9);
    expect(position[0]).toBeGreaterThan(0.9);
  });

  it('[TOOL-4] a selection of several moves together, a child with its parent only once', () => {
    const { world, player } = setUp();
    const a = world.add('a', { position: [0, 1, -0.3] });
    const b = world.add('b', { position: [1, 1, -0.3] });
    const child = world.add('child', { position: [0, 0.3, 0], parent: 'b' });
    world.selection = new Set([a, b, child]);
    player.play(hand(at([0, 1, -0.3]), { squeeze: 'pressed' }));
    player.play(hand(at([0, 1.5, -0.3]), { squeeze: 'held' }));
    expect(player.held.map(each => each.id)).toEqual([a, b]);
    player.play(hand(at([0, 1.5, -0.3]), { squeeze: 'released' }));
    expect(world.objects.get(b)?.pose.position).toEqual([1, 1.5, -0.3]);
    expect(player.intents).toHaveLength(2);
  });

  it('[TOOL-9] a locked object is not taken, but can be selected; a captured pointer does nothing', () => {
    const { world, player } = setUp();
    const id = world.add('a', { position: [0, 1.4, -1] }, { locked: 'somebody-else' });
    player.play(hand(at([0, 1.4, -1]), { squeeze: 'pressed' }));
    player.play(hand(at([0, 1.8, -1]), { squeeze: 'held' }));
    expect(player.held).toEqual([]);
    player.play(pointer({ select: 'pressed' }));
    player.play(pointer({ select: 'released' }));
    expect([...world.selection]).toEqual([id]);
    expect(player.play(pointer()).cursors[0]?.style).toBe('idle');
    world.selection = new Set();
    player.play(pointer({ select: 'pressed', captured: true }));
    player.play(pointer({ select: 'released', captured: true }));
    expect(world.selection.size).toBe(0);
  });
});

describe('two hands', () => {
  const left = (position: Vec3, change: Parameters<typeof hand>[1] = {}) =>
    hand(at(position), { id: 'left', hand: 'left', ...change });
  const right = (position: Vec3, change: Parameters<typeof hand>[1] = {}) => hand(at(position), change);

  function held(player: Player): Placement {
    return player.held[0]?.placement as Placement;
  }

  it('[TOOL-5] pulled apart it grows about the middle; moved and turned it follows', () => {
    const { world, player } = setUp();
    world.add('a', { position: [0, 1, -0.5], scale: [0.2, 0.1, 0.2] });
    player.play(left([-0.1, 1, -0.5], { squeeze: 'pressed' }), right([0.1, 1, -0.5], { squeeze: 'pressed' }));
    player.play(left([-0.2, 1, -0.5], { squeeze: 'held' }), right([0.2, 1, -0.5], { squeeze: 'held' }));
    expectPose(held(player), at([0, 1, -0.5]));
    expect(held(player).scale[0]).toBeCloseTo(0.4, 9);
    expect(held(player).scale[1]).toBeCloseTo(0.2, 9);
    // A quarter turn about +Y, and half a metre up.
    for (let i = 1; i <= 10; i++) {
      const angle = ((Math.PI / 2) * i) / 10;
      const x = 0.2 * Math.cos(angle);
      const z = 0.2 * Math.sin(angle);
      const y = 1 + i / 20;
      player.play(left([-x, y, -0.5 + z], { squeeze: 'held' }), right([x, y, -0.5 - z], { squeeze: 'held' }));
    }
    expectPose(held(player), at([0, 1.5, -0.5], fromYaw(Math.PI / 2)));
  });

  it('[TOOL-5] turning both wrists about the line between them turns the object about it', () => {
    const { world, player } = setUp();
    world.add('a', { position: [0, 1, -0.5] });
    const twist = (angle: number, squeeze: 'pressed' | 'held'): void => {
      const rotation = fromAxisAngle([1, 0, 0], angle);
      player.play(
        hand(at([-0.1, 1, -0.5], rotation), { id: 'left', hand: 'left', squeeze }),
        hand(at([0.1, 1, -0.5], rotation), { squeeze }),
      );
    };
    twist(0, 'pressed');
    for (let i = 1; i <= 8; i++) twist((i / 8) * Math.PI * 1.5, 'held');
    expectPose(held(player), at([0, 1, -0.5], fromAxisAngle([1, 0, 0], Math.PI * 1.5)));
  });

  it('[TOOL-5] sizes stay within the limits, and both hands are one gesture with one end', () => {
    const { world, player } = setUp();
    const id = world.add('a', { position: [0, 1, -0.5], scale: [0.002, 0.2, 0.2] });
    player.play(left([-0.1, 1, -0.5], { squeeze: 'pressed' }), right([0.1, 1, -0.5], { squeeze: 'pressed' }));
    player.play(left([-0.01, 1, -0.5], { squeeze: 'held' }), right([0.01, 1, -0.5], { squeeze: 'held' }));
    expect(held(player).scale[0]).toBeCloseTo(LIMITS.scaleMin, 9);
    player.play(left([-0.01, 1, -0.5], { squeeze: 'released' }), right([0.01, 1, -0.5], { squeeze: 'held' }));
    expect(player.intents).toEqual([]);
    player.play(left([-0.01, 1, -0.5]), right([0.01, 1.4, -0.5], { squeeze: 'held' }));
    player.play(left([-0.01, 1, -0.5]), right([0.01, 1.4, -0.5], { squeeze: 'released' }));
    expect(player.intents).toHaveLength(1);
    expect(world.objects.get(id)?.pose.position[1]).toBeCloseTo(1.4, 6);
  });
});

describe('how a grab ends', () => {
  const squeeze = (y: number, press: 'pressed' | 'held' | 'released') =>
    hand(at([0, y, -0.5]), { squeeze: press });

  it('[TOOL-6] by letting go, by losing the hand, or by cancelling: one final intent, equal to what was shown last', () => {
    for (const end of ['release', 'lose', 'cancel'] as const) {
      const { world, player } = setUp();
      world.add('a', { position: [0, 1, -0.5] });
      player.play(squeeze(1, 'pressed'));
      player.play(squeeze(1.2, 'held'));
      const [last] = player.held;
      if (end === 'release') player.play(squeeze(1.2, 'released'));
      else if (end === 'lose') player.play();
      else player.cancel();
      expect(player.intents).toEqual([{ type: 'move-object', id: 'a', placement: last?.placement }]);
      expect(player.held).toEqual([]);
      player.play();
      player.cancel();
      expect(player.intents).toHaveLength(1);
    }
  });

  it('[TOOL-9] who may only look selects, and takes nothing', () => {
    const { world, player } = setUp();
    const id = world.add('a', { position: [0, 1.4, -1] });
    world.mayEdit = false;
    player.play(hand(at([0, 1.4, -1]), { squeeze: 'pressed' }));
    player.play(hand(at([0, 1.8, -1]), { squeeze: 'held' }));
    expect(player.held).toEqual([]);
    player.play(hand(at([0, 1.8, -1]), { squeeze: 'released' }));
    expect(player.intents).toEqual([]);
    player.play(pointer({ select: 'pressed' }));
    player.play(pointer({ select: 'released' }));
    expect([...world.selection]).toEqual([id]);
  });

  it('[TOOL-6] an object that is deleted or locked meanwhile slips out of the hand', () => {
    for (const how of ['remove', 'lock'] as const) {
      const { world, player } = setUp();
      const id = world.add('a', { position: [0, 1, -0.5] });
      player.play(squeeze(1, 'pressed'));
      player.play(squeeze(1.2, 'held'));
      world[how](id);
      player.play(squeeze(1.3, 'held'));
      expect(player.held).toEqual([]);
      player.play(squeeze(1.3, 'released'));
      expect(player.intents).toEqual([]);
    }
  });

  it('[TOOL-7] checkpoints come twice a second and share the gesture of the end', () => {
    const { world, player } = setUp();
    world.add('a', { position: [0, 1, -0.5] });
    player.play(squeeze(1, 'pressed'));
    const begun = player.time;
    for (let i = 0; i < 200; i++) player.play(squeeze(1 + i / 400, 'held'));
    const checkpoints = player.gestures.length;
    expect(checkpoints).toBe(Math.floor((player.time - begun) / LIMITS.checkpointMs));
    player.play(squeeze(1.6, 'released'));
    expect(new Set(player.gestures).size).toBe(1);
    expect(player.gestures[0]).toBeDefined();
    expect(player.gestures).toHaveLength(checkpoints + 1);
  });

  it('[TOOL-7] two grabs are two gestures', () => {
    const { world, player } = setUp();
    world.add('a', { position: [0, 1, -0.5] });
    for (let i = 0; i < 2; i++) {
      player.play(squeeze(1 + i * 0.2, 'pressed'));
      player.play(squeeze(1.2 + i * 0.2, 'held'));
      player.play(squeeze(1.2 + i * 0.2, 'released'));
    }
    expect(new Set(player.gestures).size).toBe(2);
  });
});

describe('what it feels like', () => {
  it('[TOOL-3] a still press on something is no grab: nothing is written', () => {
    const { world, player } = setUp();
    world.add('a', { position: [0, 1.4, -1] });
    const still = at([0, 1.4, 0]);
    player.play(hand(still, { select: 'pressed' }));
    for (let i = 0; i < 20; i++) player.play(hand(at([0, 1.4 + (i % 2) * 0.002, 0]), { select: 'held' }));
    player.play(hand(still, { select: 'released' }));
    expect(player.intents).toEqual([]);
    expect(world.selection.size).toBe(1);
  });

  it('[TOOL-4] a hand inside an object of the size of a room points through it', () => {
    const { world, player } = setUp();
    world.add('room', { position: [0, 1, 0], scale: [5, 3, 5] });
    player.play(hand(at([0, 1.4, 0]), { squeeze: 'pressed' }));
    expect(player.play(hand(at([0, 1.8, 0]), { squeeze: 'held' })).held).toEqual([]);
  });
});
