import { describe, expect, it } from 'vitest';
import type { Pointer } from '../../client/model/index.ts';
import { Carrying, Touching } from '../../client/tools/index.ts';
import {
  type Alignment,
  compose,
  distance,
  fromAlignment,
  IDENTITY,
  invert,
  type Pose,
  toAlignment,
  transform,
  type Vec3,
} from '../../shared/pose.ts';
import { HEAD, pointer } from './frames.ts';

const frame = (...pointers: Pointer[]) => ({ time: 0, head: HEAD, pointers });
const tip = (position: Vec3 | undefined, change: Partial<Pointer> = {}): Pointer =>
  pointer({ tip: position, ...change });
const CORNER: Vec3 = [1, 0.7, -1];
const off = (x: number): Vec3 => [CORNER[0] + x, CORNER[1], CORNER[2]];

describe('touching', () => {
  it('[ROOM-8] a touch is the mean of where the tip was while it pressed', () => {
    const touching = new Touching();
    expect(touching.update(frame(tip(off(0.3))))).toEqual({
      tips: [off(0.3)],
      touched: undefined,
      isUnsteady: false,
      ticks: [],
    });
    touching.update(frame(tip(off(0), { select: 'pressed' })));
    touching.update(frame(tip(off(0.004), { select: 'held' })));
    touching.update(frame(tip(off(0.008), { select: 'held' })));
    const out = touching.update(frame(tip(off(0.5), { select: 'released' })));
    expect(distance(out.touched ?? [0, 0, 0], off(0.004))).toBeLessThan(1e-9);
    expect(out.ticks).toEqual(['right']);
    expect(touching.update(frame(tip(off(0)))).touched).toBeUndefined();
  });

  it('[ROOM-8] a tip that moves while it touches is refused', () => {
    const touching = new Touching();
    touching.update(frame(tip(off(0), { select: 'pressed' })));
    touching.update(frame(tip(off(0.05), { select: 'held' })));
    expect(touching.update(frame(tip(off(0.05), { select: 'released' })))).toMatchObject({
      touched: undefined,
      isUnsteady: true,
    });
  });

  it('[ROOM-8] cancelled presses, presses on the panel and hands that vanish touch nothing', () => {
    for (const end of [
      tip(off(0), { select: 'cancelled' }),
      tip(off(0), { select: 'released', captured: true }),
      tip(undefined, { select: 'released' }),
    ]) {
      const touching = new Touching();
      touching.update(frame(tip(off(0), { select: 'pressed' })));
      expect(touching.update(frame(end))).toMatchObject({ touched: undefined, isUnsteady: false });
    }
    const gone = new Touching();
    gone.update(frame(tip(off(0), { select: 'pressed' })));
    gone.update(frame());
    expect(gone.update(frame(tip(off(0), { select: 'released' }))).touched).toBeUndefined();
  });

  it('[ROOM-8] a finger on a phone touches what the ray meets in the room, and never a guess', () => {
    const phone = (source: 'hit-test' | 'floor', select: Pointer['select']): Pointer =>
      pointer({ kind: 'screen', select, surface: { point: CORNER, normal: [0, 1, 0], source } });
    const touching = new Touching();
    touching.update(frame(phone('hit-test', 'pressed')));
    expect(touching.update(frame(phone('hit-test', 'released'))).touched).toEqual(CORNER);
    touching.update(frame(phone('floor', 'pressed')));
    expect(touching.update(frame(phone('floor', 'released'))).touched).toBeUndefined();
  });
});

/**
 * A session that is carried, in a room that stays: rays are given in the room, and reach the tool as the
 * headset would tell them.
 */
function carried(start: Alignment = { yaw: 0.4, translation: [1, 0, -1] }) {
  const carrying = new Carrying();
  let session: Pose = fromAlignment(start);
  const seen = (ray: { origin: Vec3; at: Vec3 }, change: Partial<Pointer>): Pointer => {
    const into = invert(session);
    const origin = transform(into, ray.origin);
    const at = transform(into, ray.at);
    const length = distance(origin, at);
    const direction = at.map((n, i) => (n - (origin[i] as number)) / length) as unknown as Vec3;
    const surface = { point: at, normal: [0, 1, 0] as Vec3, source: 'floor' as const };
    return pointer({ ray: { origin, direction }, surface, ...change });
  };
  return {
    /** Each pointer: where it aims in the room. */
    turn(
      aims: readonly { readonly id: string; readonly at: Vec3; readonly change?: Partial<Pointer> }[],
      dt = 11,
    ) {
      const pointers = aims.map(({ id, at, change }) =>
        seen({ origin: [0, 1.4, 0], at }, { id, select: 'held', ...change }),
      );
      const out = carrying.update({ time: 0, head: HEAD, pointers }, dt);
      if (out.by) session = fromAlignment(toAlignment(compose(session, fromAlignment(out.by))));
      return out;
    },
    inSession: (at: Vec3): Vec3 => transform(invert(session), at),
    session: () => session,
  };
}

describe('carrying', () => {
  it('[ROOM-9] what one hand took hold of stays under its ray, and nothing turns or rises', () => {
    const all = carried();
    const held = all.inSession([1, 0, -2]);
    all.turn([{ id: 'a', at: [1, 0, -2] }]);
    for (const at of [
      [1.2, 0, -2.1],
      [0.4, 0, -1.5],
      [-1, 0, -3],
    ] as Vec3[]) {
      all.turn([{ id: 'a', at }]);
      expect(distance(all.inSession(at), held)).toBeLessThan(1e-6);
    }
    expect(all.session().position[1]).toBeCloseTo(0, 9);
    expect(toAlignment(all.session()).yaw).toBeCloseTo(0.4, 9);
  });

  it('[ROOM-9] two hands carry and turn it', () => {
    const all = carried();
    const [a, b] = [all.inSession([1, 0, -2]), all.inSession([-1, 0, -2])];
    all.turn([
      { id: 'a', at: [1, 0, -2] },
      { id: 'b', at: [-1, 0, -2] },
    ]);
    all.turn([
      { id: 'a', at: [0, 0, -1] },
      { id: 'b', at: [0, 0, -3] },
    ]);
    expect(distance(all.inSession([0, 0, -1]), a)).toBeLessThan(1e-6);
    expect(distance(all.inSession([0, 0, -3]), b)).toBeLessThan(1e-6);
    expect(all.session().position[1]).toBeCloseTo(0, 9);
  });

  it('[ROOM-9] a thumbstick turns it about the hand, and a panel’s pointer carries nothing', () => {
    const all = carried(toAlignment(IDENTITY));
    all.turn([{ id: 'a', at: [1, 0, -2] }]);
    const held = all.inSession([1, 0, -2]);
    all.turn([{ id: 'a', at: [1, 0, -2], change: { stick: [1, 0] } }], 500);
    expect(distance(all.inSession([1, 0, -2]), held)).toBeLessThan(1e-6);
    expect(toAlignment(all.session()).yaw).toBeCloseTo(-0.5, 6);
    const before = all.session();
    expect(
      all.turn([{ id: 'a', at: [3, 0, -2], change: { captured: true, stick: [1, 0] } }]).by,
    ).toBeUndefined();
    expect(all.session()).toEqual(before);
  });
});
