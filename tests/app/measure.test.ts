import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { SpaceState } from '../../client/model/index.ts';
import { distance, fromAlignment, type Vec3 } from '../../shared/pose.ts';
import { placeIn, said } from './device.ts';
import { box, CORNERS, copy, HERE, headset, THERE } from './headset.ts';

/** The same two corners after the table was pushed and turned. */
const MOVED: readonly Vec3[] = [
  [0.5, 0.7, 0.4],
  [2.3, 0.7, -0.5],
];

/** Anna has placed a box and defined the points; Ben has touched them. */
async function together() {
  const anna = await headset(HERE);
  placeIn(anna.session, 'box');
  anna.room.actions.definePoints();
  for (const corner of CORNERS) await anna.touch(corner);
  anna.room.actions.finishAligning();
  await anna.turn();
  const [frame] = anna.session.open.frames.peek();
  const ben = await headset(THERE, anna.session);
  ben.room.actions.alignByTouch();
  for (const corner of CORNERS) await ben.touch(corner);
  await ben.turn();
  return { anna, ben, id: frame!.id };
}
type Person = Awaited<ReturnType<typeof headset>>;

async function measure(who: Person, points: readonly Vec3[]): Promise<void> {
  who.room.actions.measureFrame(who.session.open.frames.peek()[0]!.id);
  for (const each of points) await who.touch(each);
  await who.turn();
}
const shownCorners = (who: Person): Vec3[] =>
  who.session.open.frames.peek()[0]!.points.map(({ position }) => who.shows(position));

describe('measuring points again', () => {
  it('[ROOM-15] they get their new places by name, in one step of undo; what is placed stays where it is', async () => {
    const { anna } = await together();
    const before = anna.shows(box(anna.session));
    const [old] = anna.session.open.frames.peek();
    anna.room.actions.measureFrame(old!.id);
    expect(anna.guide()).toMatchObject({ step: 'measure', touched: [] });
    const picture = await anna.touch(MOVED[0]!);
    expect(picture?.markers.map(({ look, name }) => [look, name])).toEqual([
      ['point', 'Corner B'],
      ['touched', 'Corner A'],
      ['tip', ''],
    ]);
    expect(anna.session.open.frames.peek()[0]).toEqual(old);
    await anna.touch(MOVED[1]!);
    await anna.turn();
    expect(anna.guide()).toEqual({ step: 'off' });
    expect(anna.session.open.frames.peek()[0]?.points.map(({ name }) => name)).toEqual([
      'Corner A',
      'Corner B',
    ]);
    for (const [i, at] of shownCorners(anna).entries()) expect(distance(at, MOVED[i]!)).toBeLessThan(1e-5);
    expect(distance(anna.shows(box(anna.session)), before)).toBeLessThan(1e-9);
    expect(anna.space()).toMatchObject({ frame: old!.id, kept: 'anchor', problem: undefined });
    expect(said(anna.app)).not.toContain('align/changed');
    anna.session.editing.undo();
    expect(anna.session.open.frames.peek()[0]?.points).toEqual(old!.points);
  });

  it('[ROOM-15] who comes after touches the new places, and sees everything where the one who measured does', async () => {
    const { anna } = await together();
    await measure(anna, MOVED);
    const carl = await headset(fromAlignment({ yaw: 1, translation: [4, 0, 2] }), anna.session);
    carl.room.actions.alignByTouch();
    for (const corner of MOVED) await carl.touch(corner);
    expect(distance(carl.shows(box(carl.session)), anna.shows(box(anna.session)))).toBeLessThan(1e-5);
  });

  it('[ROOM-15] points that are too close are not taken; taking back and cancelling write nothing', async () => {
    const { anna, id } = await together();
    const bytes = Y.encodeStateAsUpdate(anna.session.document.doc);
    anna.room.actions.measureFrame(id);
    await anna.touch(MOVED[0]!);
    await anna.touch([1, 0.7, 0.2]);
    expect(anna.guide()).toMatchObject({ touched: [{}], problem: { code: 'align/too-close' } });
    anna.room.actions.takeTouchBack();
    expect(anna.guide()).toMatchObject({ step: 'measure', touched: [], problem: undefined });
    anna.room.actions.cancelAligning();
    expect(anna.guide()).toEqual({ step: 'off' });
    expect(Y.encodeStateAsUpdate(anna.session.document.doc)).toEqual(bytes);
    expect(anna.space()).toMatchObject({ state: 'aligned', frame: id });
  });

  it('[ROOM-18] a device that does not know where the session is, or that lost its place meanwhile, measures nothing', async () => {
    const { anna, id } = await together();
    const carl = await headset(THERE, anna.session);
    const bytes = Y.encodeStateAsUpdate(carl.session.document.doc);
    await measure(carl, MOVED);
    expect(said(carl.app)).toContain('align/unsure');
    carl.room.actions.useLastPlace();
    await carl.turn();
    await measure(carl, MOVED);
    expect(carl.guide()).toEqual({ step: 'off' });
    expect(Y.encodeStateAsUpdate(carl.session.document.doc)).toEqual(bytes);
    const { value: before } = anna.session.open.frames;
    anna.room.actions.measureFrame(id);
    await anna.touch(MOVED[0]!);
    anna.app.model.space.value = {
      ...(anna.space() as Extract<SpaceState, { state: 'aligned' }>),
      kept: 'last',
    };
    anna.room.actions.finishAligning();
    expect(said(anna.app)).toContain('align/unsure');
    expect(anna.session.open.frames.peek()).toEqual(before);
  });

  it('[ROOM-19] others are told that the points have changed, see nothing jump, and touch them again at a press', async () => {
    const { anna, ben } = await together();
    const before = ben.shows(box(ben.session));
    await measure(anna, MOVED);
    copy(anna.session, ben.session);
    await ben.turn();
    ben.app.model.space.value = ben.space();
    expect(ben.space()).toMatchObject({ state: 'aligned', problem: { code: 'align/changed' } });
    expect(distance(ben.shows(box(ben.session)), before)).toBeLessThan(1e-9);
    const notice = ben.app.model.notices.peek().find(each => each.id === 'align/changed');
    expect(notice?.actions[0]?.label).toBe('Align again');
    notice?.actions[0]?.run();
    for (const corner of MOVED) await ben.touch(corner);
    expect(ben.space()).toMatchObject({ state: 'aligned', problem: undefined });
    expect(said(ben.app)).not.toContain('align/changed');
    expect(distance(ben.shows(box(ben.session)), anna.shows(box(anna.session)))).toBeLessThan(1e-5);
  });
});
