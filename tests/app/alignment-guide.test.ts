import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openStoredAlignments } from '../../client/app/space/stored-alignments.ts';
import type { Pointer } from '../../client/model/index.ts';
import { distance, type Vec3 } from '../../shared/pose.ts';
import { HEAD, pointer } from '../tools/frames.ts';
import { placeIn, said } from './device.ts';
import { box, CORNERS, HERE, headset, THERE } from './headset.ts';

describe('a session in its room', () => {
  it('[ROOM-10] the first device defines the points, and what was placed before stays where it is', async () => {
    const anna = await headset(HERE);
    placeIn(anna.session, 'before');
    const before = anna.shows(box(anna.session));
    anna.room.actions.alignByTouch();
    expect(anna.guide()).toEqual({ step: 'touch', frame: undefined, touched: [], problem: undefined });
    const picture = await anna.touch(CORNERS[0]!);
    expect(picture?.markers.map(({ look, name }) => [look, name])).toEqual([
      ['touched', 'Corner A'],
      ['tip', ''],
    ]);
    await anna.touch(CORNERS[1]!);
    anna.room.actions.finishAligning();
    await anna.turn();
    expect(anna.guide()).toEqual({ step: 'off' });
    const [frame] = anna.session.open.frames.peek();
    expect(frame).toMatchObject({ name: 'Room', points: [{ name: 'Corner A' }, { name: 'Corner B' }] });
    for (const [i, point] of frame!.points.entries()) {
      expect(distance(anna.shows(point.position), CORNERS[i]!)).toBeLessThan(1e-5);
    }
    expect(distance(anna.shows(box(anna.session)), before)).toBeLessThan(1e-9);
    expect(anna.space()).toMatchObject({ state: 'aligned', frame: frame!.id, kept: 'anchor' });
  });

  it('[ROOM-3] the next device touches the same points: both show the same thing in the same place, and nothing is written', async () => {
    const anna = await headset(HERE);
    placeIn(anna.session, 'box');
    anna.room.actions.definePoints();
    for (const corner of CORNERS) await anna.touch(corner);
    anna.room.actions.finishAligning();
    const ben = await headset(THERE, anna.session);
    expect(ben.space()).toMatchObject({ state: 'unaligned' });
    const bytes = Y.encodeStateAsUpdate(ben.session.document.doc);
    ben.room.actions.alignByTouch();
    for (const corner of CORNERS) await ben.touch(corner);
    await ben.turn();
    expect(ben.guide()).toEqual({ step: 'off' });
    expect(ben.space()).toMatchObject({ state: 'aligned', quality: { by: 'touch' } });
    expect(distance(anna.shows(box(anna.session)), ben.shows(box(ben.session)))).toBeLessThan(1e-5);
    expect(Y.encodeStateAsUpdate(ben.session.document.doc)).toEqual(bytes);
    const handle = ben.app.model.places.peek()[0]?.anchor?.handle ?? 'none';
    expect(handle).toMatch(/^new/);
    expect(JSON.stringify(ben.session.document.doc.toJSON())).not.toContain(handle);
  });

  it('[ROOM-11] points that are too close, do not match or were touched unsteadily are said, and can be touched again', async () => {
    const anna = await headset(HERE);
    anna.room.actions.definePoints();
    await anna.touch(CORNERS[0]!);
    await anna.touch([1, 0.7, 0]);
    expect(anna.guide()).toMatchObject({ touched: [{}], problem: { code: 'align/too-close' } });
    await anna.frame(CORNERS[1]!, 'pressed');
    await anna.frame([2.2, 0.7, 0], 'held');
    await anna.frame([2.2, 0.7, 0], 'released');
    expect(anna.guide()).toMatchObject({ touched: [{}], problem: { code: 'align/unsteady' } });
    await anna.touch([1.8, 0.7, 0.4]);
    anna.room.actions.takeTouchBack();
    await anna.touch(CORNERS[1]!);
    anna.room.actions.finishAligning();
    expect(anna.session.open.frames.peek()).toHaveLength(1);

    const ben = await headset(THERE, anna.session);
    ben.room.actions.alignByTouch();
    await ben.touch(CORNERS[0]!);
    await ben.touch([2.1, 0.7, 0]);
    expect(ben.guide()).toMatchObject({ step: 'touch', touched: [], problem: { code: 'align/mismatch' } });
    expect(ben.space()).toMatchObject({ state: 'unaligned' });
    for (const corner of CORNERS) await ben.touch(corner);
    expect(ben.space()).toMatchObject({ state: 'aligned', quality: { by: 'touch' } });
  });

  it('[ROOM-11] a frame that is deleted while somebody touches it, and a role that may not define one, are said', async () => {
    const anna = await headset(HERE);
    anna.room.actions.definePoints();
    for (const corner of CORNERS) await anna.touch(corner);
    anna.room.actions.finishAligning();
    const [frame] = anna.session.open.frames.peek();
    anna.room.actions.alignByTouch();
    await anna.touch(CORNERS[0]!);
    anna.room.actions.deleteFrame(frame!.id);
    await anna.touch(CORNERS[1]!);
    expect(said(anna.app)).toContain('align/gone');
    expect(anna.guide()).toEqual({ step: 'off' });
    expect(anna.space()).toMatchObject({ state: 'aligned', frame: undefined });
  });

  it('[ROOM-2] by hand: the session is carried, and belongs there from then on', async () => {
    const anna = await headset(HERE);
    anna.room.actions.definePoints();
    for (const corner of CORNERS) await anna.touch(corner);
    anna.room.actions.finishAligning();
    const ben = await headset(THERE, anna.session);
    ben.room.actions.alignByHand();
    expect(ben.guide()).toMatchObject({ step: 'carry', frame: { name: 'Room' } });
    const before = ben.shows([0, 0, 0]);
    const drag = (at: Vec3, select: Pointer['select']) =>
      ben.room.update(
        {
          time: 0,
          head: HEAD,
          pointers: [
            pointer({
              select,
              ray: { origin: [0, 1.4, 0], direction: [0, -0.8, -0.6] },
              surface: { point: at, normal: [0, 1, 0], source: 'floor' },
            }),
          ],
        },
        11,
      );
    drag([0, 0, -1], 'pressed');
    expect(distance(ben.shows([0, 0, 0]), before)).toBeGreaterThan(0.01);
    ben.room.actions.finishAligning();
    expect(ben.space()).toMatchObject({
      state: 'aligned',
      frame: anna.session.open.frames.peek()[0]!.id,
      quality: { by: 'hand' },
    });
  });

  it('[PANEL-22] [ROOM-21] aligning again touches the points used last, and is by hand where there are none any more', async () => {
    const anna = await headset(HERE);
    anna.room.actions.definePoints();
    for (const corner of CORNERS) await anna.touch(corner);
    anna.room.actions.finishAligning();
    const [frame] = anna.session.open.frames.peek();
    anna.room.actions.alignAgain();
    expect(anna.guide()).toMatchObject({ step: 'touch', frame: { id: frame!.id }, touched: [] });
    anna.room.actions.cancelAligning();
    anna.room.actions.deleteFrame(frame!.id);
    await anna.turn();
    expect(said(anna.app)).toEqual(['align/gone']);
    anna.app.model.notices.peek()[0]?.actions[0]?.run();
    expect(anna.guide()).toEqual({ step: 'carry', frame: undefined });
    expect(said(anna.app)).toEqual([]);
  });

  it('[ROOM-17] a session that is deleted here takes its alignments along; a frame’s names can be changed', async () => {
    const anna = await headset(HERE);
    anna.room.actions.definePoints();
    for (const corner of CORNERS) await anna.touch(corner);
    anna.room.actions.finishAligning();
    await anna.turn();
    const [frame] = anna.session.open.frames.peek();
    anna.room.actions.editFrame(frame!.id, { name: 'Worktop', pointNames: ['Sink'] });
    expect(anna.session.open.frames.peek()[0]).toMatchObject({
      name: 'Worktop',
      points: [{ name: 'Sink' }, { name: 'Corner B' }],
    });
    const places = await openStoredAlignments(anna.app.disk, anna.app.model.places, anna.app.notices);
    const ofSession = () => places.all().filter(({ of }) => of?.session === anna.session.id);
    expect(ofSession()).toHaveLength(1);
    places.forget(anna.session.id);
    expect(ofSession()).toEqual([]);
  });
});
