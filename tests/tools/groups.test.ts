import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTools } from '../../client/tools/index.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { SessionObject } from '../../shared/session/index.ts';
import { at, hand, Player, TestWorld } from './frames.ts';

const HEIGHT = 1;
const AWAY = -0.5;

/** A first between two hands, and a member beside it that follows. */
function group(extra: Partial<SessionObject> = {}) {
  const world = new TestWorld();
  const first = world.add('first', { position: [0, HEIGHT, AWAY] });
  const member = world.add(
    'member',
    { parent: 'first', position: [0.5, 0.1, 0], scale: [0.1, 0.1, 0.1] },
    extra,
  );
  const player = new Player(createTools(), world);
  const hands = (half: number, squeeze: 'pressed' | 'held' | 'released') => {
    const palm = (id: 'left' | 'right', x: number) => hand(at([x, HEIGHT, AWAY]), { id, hand: id, squeeze });
    return player.play(palm('left', -half), palm('right', half));
  };
  const held = (id: ObjectId) => player.held.find(each => each.id === id)?.placement;
  return { world, player, hands, held, first, member };
}

describe('a group between two hands', () => {
  it('[TOOL-5] [APP-40] members grow with what is held and keep their places to it, and back (seed 51)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.4, max: 3, noNaN: true }), by => {
        const { world, player, hands, held, first, member } = group();
        hands(0.1, 'pressed');
        expect(held(member)?.scale).toEqual([0.1, 0.1, 0.1]);
        hands(0.1 * by, 'held');
        const s = (held(first)?.scale[0] ?? 0) / 0.2;
        expect(s).toBeCloseTo(by, 6);
        expect(held(member)?.scale[1]).toBeCloseTo(0.1 * s, 6);
        expect(held(member)?.position[0]).toBeCloseTo(0.5 * s, 6);
        hands(0.1, 'held');
        hands(0.1, 'released');
        expect(world.objects.get(member)?.placement.scale[0]).toBeCloseTo(0.1, 6);
        expect(world.objects.get(member)?.pose.position[0]).toBeCloseTo(0.5, 6);
        expect(player.intents.map(each => 'id' in each && each.id)).toEqual([first, member]);
      }),
      { seed: 51, numRuns: 60 },
    );
  });

  it('[TOOL-5] [APP-40] sizes of members stay within the limits, and a locked one stays as it is', () => {
    const small = group();
    small.hands(0.3, 'pressed');
    small.hands(0.000001, 'held');
    small.hands(0.000001, 'released');
    expect(small.world.objects.get(small.member)?.placement.scale[0]).toBeGreaterThanOrEqual(0.001);
    const locked = group({ locked: 'somebody-else' });
    locked.hands(0.1, 'pressed');
    locked.hands(0.3, 'held');
    expect(locked.held(locked.first)?.scale[0]).toBeGreaterThan(0.3);
    expect(locked.held(locked.member)).toBeUndefined();
  });

  it('[TOOL-4] one hand on its first moves it and writes nothing of the members, which follow', () => {
    const { player, first } = group();
    player.play(hand(at([0, HEIGHT, AWAY]), { squeeze: 'pressed' }));
    player.play(hand(at([0, HEIGHT + 0.4, AWAY]), { squeeze: 'held' }));
    expect(player.held.map(({ id }) => id)).toEqual([first]);
    player.play(hand(at([0, HEIGHT + 0.4, AWAY]), { squeeze: 'released' }));
    expect(player.intents).toHaveLength(1);
  });

  it('[TOOL-5] where all of it is selected, a hand on a member joins the hand that holds its first', () => {
    const { world, player, held, first, member } = group();
    world.selection = new Set([first, member]);
    const left = (x: number, squeeze: 'pressed' | 'held') =>
      hand(at([x, HEIGHT, AWAY]), { id: 'left', hand: 'left', squeeze });
    const right = (x: number, squeeze: 'pressed' | 'held') =>
      hand(at([x, HEIGHT + 0.1, AWAY]), { id: 'right', hand: 'right', squeeze });
    player.play(left(0, 'pressed'));
    player.play(left(0, 'held'), right(0.5, 'pressed'));
    player.play(left(0, 'held'), right(1, 'held'));
    expect(held(first)?.scale[0]).toBeGreaterThan(0.35);
    expect(held(member)?.position[0]).toBeGreaterThan(0.9);
  });
});
