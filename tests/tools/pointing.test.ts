import { describe, expect, it } from 'vitest';
import type { SurfaceHit } from '../../client/model/index.ts';
import { createTools } from '../../client/tools/index.ts';
import { at, hand, Player, pointer, TestWorld } from './frames.ts';

const FLOOR: SurfaceHit = { point: [0, 0, -3], normal: [0, 1, 0], source: 'floor' };

function ready() {
  const world = new TestWorld();
  return { world, player: new Player(createTools(), world) };
}

describe('what a hand points at', () => {
  it('[TOGETHER-7] is an object, also a locked one and one in the hand; not the air, nor a floor in passing', () => {
    const { world, player } = ready();
    const ahead = pointer({ surface: FLOOR });
    expect(player.play(ahead).aims).toEqual([]);
    expect(player.play(pointer()).aims).toEqual([]);
    const box = world.add('box', { position: [0, 1.4, -2] });
    expect(player.play(ahead).aims).toMatchObject([{ from: [0, 1.4, 0], to: [0, 1.4, -1.9] }]);
    world.lock(box);
    expect(player.play(ahead).aims).toHaveLength(1);
    const near = world.add('near', { position: [0.5, 1, 0] });
    player.play(hand(at([0.5, 1, 0]), { squeeze: 'pressed' }));
    const held = player.play(hand(at([0.6, 1, 0]), { squeeze: 'held' }));
    expect(held.held.map(({ id }) => id)).toEqual([near]);
    expect(held.aims).toHaveLength(1);
  });

  it('[TOGETHER-7] is a surface while a tool is about to do something to it', () => {
    const { world, player } = ready();
    world.choice = { tool: 'place', kind: 'box' };
    expect(player.play(pointer({ surface: FLOOR })).aims).toEqual([{ from: [0, 1.4, 0], to: FLOOR.point }]);
    expect(player.play(pointer({ surface: FLOOR, captured: true })).aims).toEqual([]);
  });

  it('[TOGETHER-7] of the hand that pressed last comes first', () => {
    const { world, player } = ready();
    world.choice = { tool: 'measure' };
    const left = pointer({ id: 'left', hand: 'left', ray: { origin: [-1, 1, 0], direction: [0, 0, -1] } });
    const right = pointer({ surface: FLOOR });
    player.play({ ...left, surface: FLOOR, select: 'pressed' }, right);
    const { aims } = player.play(right, { ...left, surface: FLOOR });
    expect(aims.map(({ from }) => from[0])).toEqual([-1, 0]);
  });
});

describe('the tool that pings', () => {
  it('[TOGETHER-1] asks the others to look where it was pressed, writes nothing, and is for viewers too', () => {
    const { world, player } = ready();
    world.choice = { tool: 'ping' };
    world.mayEdit = false;
    world.add('box', { position: [0, 1.4, -2] });
    const floor = pointer({ surface: FLOOR, ray: { origin: [2, 1, 0], direction: [0, 0, -1] } });
    expect(player.play({ ...floor, select: 'pressed' }).pings).toEqual([]);
    expect(player.play({ ...floor, select: 'released' }).pings).toEqual([FLOOR.point]);
    player.play(pointer({ select: 'pressed' }));
    const onBox = player.play(pointer({ select: 'released' }));
    expect(onBox.pings[0]?.[2]).toBeCloseTo(-1.9, 5);
    expect(onBox.selection).toBeUndefined();
    player.play({ ...floor, select: 'pressed' });
    expect(player.play({ ...floor, select: 'cancelled' }).pings).toEqual([]);
    expect(player.intents).toEqual([]);
  });
});
