import { expect, it } from 'vitest';
import { createTools } from '../../client/tools/index.ts';
import { Player, pointer, TestWorld } from './frames.ts';

it('[TOOL-16] where several are being selected, presses add and take back, and one on nothing changes nothing', () => {
  const world = new TestWorld();
  const left = world.add('left', { position: [-0.5, 1.4, -2] });
  const right = world.add('right', { position: [0.5, 1.4, -2] });
  const player = new Player(createTools(), world);
  const press = (x: number): string[] => {
    const away = Math.hypot(x, 2);
    const at = pointer({ ray: { origin: [0, 1.4, 0], direction: [x / away, 0, -2 / away] } });
    for (const select of ['pressed', 'held', 'released'] as const) player.play({ ...at, select });
    player.play(at);
    return [...world.selection];
  };
  press(-0.5);
  expect(press(0.5)).toEqual([right]);
  world.several = true;
  expect(press(-0.5)).toEqual([right, left]);
  expect(press(1.5)).toEqual([right, left]);
  expect(press(0.5)).toEqual([left]);
});
