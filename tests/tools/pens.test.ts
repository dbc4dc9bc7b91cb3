import { describe, expect, it } from 'vitest';
import type { Press } from '../../client/model/index.ts';
import { createTools } from '../../client/tools/index.ts';
import { add, type Vec3 } from '../../shared/pose.ts';
import { decodeStroke } from '../../shared/stroke.ts';
import { at, hand, Player, pointer, TestWorld } from './frames.ts';

const draw = (): { world: TestWorld; player: Player } => {
  const world = new TestWorld();
  world.choice = { tool: 'draw' };
  return { world, player: new Player(createTools(), world) };
};
const pen = (x: number, select: Press) => hand(at([x, 1, -0.4]), { select });
const stroke = (player: Player) => {
  const placed = player.intents.find(each => each.type === 'place-object');
  if (placed?.type !== 'place-object') throw new Error('nothing was drawn');
  return placed;
};

describe('the pen', () => {
  it('[TOOL-11] draws where its tip goes, as one object, written when it is lifted', () => {
    const { player } = draw();
    const lines: number[] = [];
    player.play(pen(0, 'pressed'));
    for (let i = 1; i <= 50; i++) lines.push(player.play(pen(i / 100, 'held')).lines[0]?.points.length ?? 0);
    expect(lines.at(-1)).toBe(51);
    expect(player.intents).toEqual([]);
    const out = player.play(pen(0.5, 'released'));
    expect(out.lines).toEqual([]);
    expect(player.intents).toHaveLength(1);
    const { placement, fields, kind } = stroke(player);
    expect(kind).toBe('stroke');
    const ends = decodeStroke(fields.points ?? []).map(
      ([x, y, z]): Vec3 =>
        add(placement.position, [x * placement.scale[0], y * placement.scale[1], z * placement.scale[2]]),
    );
    expect(ends).toHaveLength(2);
    expect(ends[0]?.[0]).toBeCloseTo(0, 3);
    expect(ends[1]?.[0]).toBeCloseTo(0.5, 3);
    expect(ends[0]?.[2]).toBeCloseTo(-0.45, 3);
  });

  it.each<[string, (player: Player, world: TestWorld) => void]>([
    ['the hand is gone', player => void player.play()],
    ['everything is cancelled', player => void player.cancel()],
    [
      'another tool is chosen',
      (player, world) => {
        world.choice = { tool: 'select' };
        player.play(pen(0.3, 'held'));
      },
    ],
  ])('[TOOL-12] keeps what was drawn when %s', (_why, end) => {
    const { player, world } = draw();
    player.play(pen(0, 'pressed'));
    player.play(pen(0.1, 'held'));
    player.play(pen(0.2, 'held'));
    end(player, world);
    expect(player.intents).toHaveLength(1);
    player.play(pen(0.3, 'released'));
    expect(player.intents).toHaveLength(1);
  });

  it('[TOOL-12] draws nothing that was cancelled, nothing of a press without motion, and nothing for who may only look', () => {
    const { player, world } = draw();
    player.play(pen(0, 'pressed'));
    player.play(pen(0.2, 'held'));
    player.play(pen(0.2, 'cancelled'));
    player.play(pen(0, 'pressed'));
    player.play(pen(0, 'released'));
    world.mayEdit = false;
    player.play(pen(0, 'pressed'));
    player.play(pen(0.2, 'held'));
    player.play(pen(0.2, 'released'));
    expect(player.intents).toEqual([]);
  });

  it('[TOOL-11] draws on the surface that a screen points at, and on glass before the eye where there is none', () => {
    const { player } = draw();
    const screen = (x: number, select: Press, surface: boolean) =>
      pointer({
        kind: 'screen',
        hand: 'none',
        select,
        ray: { origin: [x, 1.6, 0], direction: [0, 0, -1] },
        surface: surface ? { point: [x, 0, -2], normal: [0, 1, 0], source: 'grid' } : undefined,
      });
    player.play(screen(0, 'pressed', true));
    player.play(screen(0.4, 'released', true));
    expect(stroke(player).placement.position[1]).toBeCloseTo(0.004, 3);
    player.intents.length = 0;
    player.play(screen(0, 'pressed', false));
    player.play(screen(0.4, 'released', false));
    expect(stroke(player).placement.position[2]).toBeCloseTo(-1.5, 3);
  });
});

describe('the tape', () => {
  const press = (player: Player, x: number, select: Press) =>
    player.play(pointer({ select, surface: { point: [x, 0, -1], normal: [0, 1, 0], source: 'plane' } }))
      .measure;

  it('[TOOL-13] measures from press to press, follows until the second, and writes nothing', () => {
    const world = new TestWorld();
    world.choice = { tool: 'measure' };
    const player = new Player(createTools(), world);
    expect(press(player, 0, 'idle')).toBeUndefined();
    press(player, 0, 'pressed');
    expect(press(player, 0, 'released')).toEqual({ from: [0, 0, -1], to: [0, 0, -1] });
    expect(press(player, 0.7, 'idle')?.to).toEqual([0.7, 0, -1]);
    press(player, 1, 'pressed');
    expect(press(player, 1, 'released')).toEqual({ from: [0, 0, -1], to: [1, 0, -1] });
    expect(press(player, 3, 'idle')?.to).toEqual([1, 0, -1]);
    world.choice = { tool: 'select' };
    expect(press(player, 3, 'idle')).toBeUndefined();
    expect(player.intents).toEqual([]);
  });
});
