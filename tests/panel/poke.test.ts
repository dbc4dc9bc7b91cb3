import { describe, expect, it } from 'vitest';
import { type PokeState, poke } from '../../client/panel/input/poke.ts';
import { add, fromYaw, multiply, type Pose, rotate } from '../../shared/pose.ts';

/** Turned and leaning, so that no axis is the panel's own by luck. */
const panel: Pose = {
  position: [0.4, 1.2, -0.7],
  rotation: multiply(fromYaw(0.7), [Math.sin(-0.2), 0, 0, Math.cos(-0.2)]),
};
/**
 * A finger that is at these depths (m, in front positive), one after the other, beside the panel's middle.
 */
function presses(depths: readonly number[], aside = 0.1): readonly (string | undefined)[] {
  let was: PokeState = 'away';
  return depths.map(depth => {
    const touch = poke(add(panel.position, rotate(panel.rotation, [aside, 0.05, depth])), panel, was);
    was = touch?.state ?? 'away';
    return touch?.select;
  });
}

describe('a finger at the panel', () => {
  it('[PANEL-10] crossing the surface from the front presses once, and coming back releases', () => {
    expect(presses([0.3, 0.04, 0.01, -0.005, -0.01, 0.004, 0.02, 0.3])).toEqual([
      undefined,
      'idle',
      'idle',
      'pressed',
      'held',
      'held',
      'released',
      undefined,
    ]);
  });

  it('[PANEL-10] from behind, from beside and right through it presses nothing', () => {
    expect(presses([-0.05, -0.01, 0.02, 0.3])).not.toContain('pressed');
    expect(presses([0.02, -0.01], 0.6)).toEqual([undefined, undefined]);
    expect(presses([0.02, -0.01, -0.2]).at(-1)).toBe('cancelled');
  });

  it('[PANEL-10] it means what is straight behind the tip', () => {
    const tip = add(panel.position, rotate(panel.rotation, [0.1, 0.05, 0.02]));
    const { ray } = poke(tip, panel, 'away') ?? {};
    expect(ray?.direction).toEqual(rotate(panel.rotation, [0, 0, 1]).map(each => -each));
    const surface = add(ray?.origin ?? [0, 0, 0], rotate(panel.rotation, [0, 0, -0.05]));
    for (const [i, each] of add(panel.position, rotate(panel.rotation, [0.1, 0.05, 0])).entries())
      expect(surface[i]).toBeCloseTo(each, 9);
  });
});
