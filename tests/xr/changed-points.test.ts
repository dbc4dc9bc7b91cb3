import { describe, expect, it } from 'vitest';
import { fromYaw, invert, type Pose, transform } from '../../shared/pose.ts';
import {
  desk,
  expectNear,
  frameOf,
  home,
  inRoom,
  memory,
  Room,
  rigid,
  siteWith,
  start,
} from './headset-room.ts';

describe('points that are measured again', () => {
  it('[ROOM-19] are told also to who was away meanwhile, until they are as they were', async () => {
    const room = new Room('desk');
    const known = desk({ points: frameOf('desk').points.map(({ position }) => position) });
    const { site, list } = siteWith(
      frameOf('desk', [
        [1, 0.7, -1],
        [3, 0.7, -1.2],
      ]),
    );
    const { content, turn, state } = start(room, memory(known), site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await turn();
    const before = inRoom(content, [0, 1, 2]);
    expect(state()).toMatchObject({ frame: 'desk', kept: 'anchor', problem: { code: 'align/changed' } });
    list.value = [{ ...frameOf('desk'), name: 'Worktop' }];
    await turn();
    expect(state()).toMatchObject({ frame: 'desk', problem: undefined });
    expectNear(inRoom(content, [0, 1, 2]), before);
  });

  it('[ROOM-4] a frame that is deleted and brought back is what the session is aligned to, as before', async () => {
    const room = new Room('desk');
    const { site, list } = siteWith(frameOf('desk'));
    const { turn, state } = start(room, memory(desk()), site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await turn();
    const before = state();
    list.value = [];
    expect(state()).toMatchObject({ frame: undefined, problem: { code: 'align/gone' } });
    list.value = [frameOf('desk')];
    await turn();
    expect(state()).toEqual(before);
  });

  it('[ROOM-7] a headset that is recentred while its person aligns is back where it was when they cancel', () => {
    const { aligner, content } = start(new Room(), memory(home({ anchor: undefined })));
    const jump: Pose = { position: [0.5, 0, -1], rotation: fromYaw(2) };
    const before = inRoom(content, [0.3, 1, 0.4]);
    aligner.begin();
    aligner.reset(rigid(jump));
    aligner.cancel();
    expectNear(inRoom(content, [0.3, 1, 0.4]), transform(invert(jump), before));
  });
});
