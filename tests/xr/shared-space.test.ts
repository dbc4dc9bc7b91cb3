import { describe, expect, it } from 'vitest';
import type { Told } from '../../client/model/index.ts';
import type { ObjectId } from '../../shared/ids.ts';
import {
  distance,
  fromAlignment,
  fromYaw,
  invert,
  type Pose,
  relative,
  transform,
} from '../../shared/pose.ts';
import { deviceTime } from '../support/builders.ts';
import { desk, expectNear, frameOf, inRoom, memory, Room, rigid, siteWith, start } from './headset-room.ts';

/** Where each headset has its floor, and where the space begins that they share; all in the real room. */
const ANNAS: Pose = fromAlignment({ yaw: 0.4, translation: [1, 0, -2] });
const BENS: Pose = fromAlignment({ yaw: -2, translation: [-3, 0.02, 1] });
const SPACE: Pose = fromAlignment({ yaw: 1.2, translation: [0.3, 0.5, 2] });
const DESK = 'desk' as ObjectId;

/** Anna has touched the desk; her headset shares a space. */
async function anna() {
  const room = new Room();
  room.share('kitchen', relative(ANNAS, SPACE));
  const { site } = siteWith(frameOf('desk'));
  const begun = start(room, memory(), site);
  begun.aligner.begin();
  begun.aligner.move({ yaw: 0.9, translation: [0.4, 0, 1] });
  begun.aligner.settle(DESK, 'touch', 0.004, deviceTime(5));
  await begun.turn();
  return { room, ...begun };
}

const said = (word: { space: string; at: Told['at'] } | undefined, client = 1): Told => {
  if (!word) throw new Error('nothing was told');
  return { ...word, client, frame: DESK };
};

async function ben(name: string, ...told: Told[]) {
  const room = new Room('desk');
  room.share(name, relative(BENS, SPACE));
  const { site, list, told: heard } = siteWith(frameOf('desk'));
  heard.value = told;
  const store = memory();
  const begun = start(room, store, site);
  await begun.turn();
  return { room, store, list, heard, site, ...begun };
}

describe('headsets that share a space', () => {
  it('[ROOM-20] one that knows nothing stands where one that touched says, in the same place of the room', async () => {
    const first = await anna();
    const second = await ben('kitchen', said(first.aligner.word));
    expect(second.state()).toMatchObject({
      state: 'aligned',
      frame: 'desk',
      kept: 'visit',
      quality: { by: 'shared', rms: undefined },
    });
    const point = [2, 1, -3] as const;
    const hers = transform(ANNAS, inRoom(first.content, point));
    expect(distance(transform(BENS, inRoom(second.content, point)), hers)).toBeLessThan(1e-6);
    second.aligner.close();
    expect(second.store.known).toEqual([]);
  });

  it('[ROOM-20] who is in another space, or has none, goes on asking to align', async () => {
    const { aligner } = await anna();
    expect((await ben('hall', said(aligner.word))).state()).toMatchObject({ state: 'unaligned' });
    const { site, told } = siteWith(frameOf('desk'));
    told.value = [said(aligner.word)];
    const plain = start(new Room(), memory(), site);
    await plain.turn();
    expect(plain.state()).toMatchObject({ state: 'unaligned' });
    expect(plain.aligner.word).toBeUndefined();
  });

  it('[ROOM-20] its own anchor and its own touch are better, and what it heard it does not tell on', async () => {
    const word = said((await anna()).aligner.word);
    const second = await ben('kitchen', word);
    expect(second.aligner.word).toBeUndefined();
    second.aligner.begin();
    second.aligner.settle(DESK, 'touch', 0.003, deviceTime(9));
    await second.turn();
    const before = inRoom(second.content, [0, 1, 2]);
    second.heard.value = [{ ...word, at: { yaw: 2, translation: [9, 0, 9] } }];
    await second.turn();
    expect(second.state()).toMatchObject({ quality: { by: 'touch', rms: 0.003 } });
    expectNear(inRoom(second.content, [0, 1, 2]), before);
    expect(second.aligner.word).toMatchObject({ space: 'kitchen' });

    const room = new Room('desk');
    room.share('kitchen', relative(BENS, SPACE));
    const { site, told } = siteWith(frameOf('desk'));
    told.value = [word];
    const third = start(room, memory(desk()), site);
    await third.turn();
    expect(third.state()).toEqual({ state: 'looking' });
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await third.turn();
    expect(third.state()).toMatchObject({ kept: 'anchor', quality: { by: 'touch' } });
  });

  it('[ROOM-20] who put things down by hand, stays at the last place, or whose points have changed tells nothing', async () => {
    const first = await anna();
    expect(first.aligner.word).toBeDefined();
    first.aligner.begin();
    await first.turn();
    expect(first.aligner.word).toBeUndefined();
    first.aligner.settle(DESK, 'hand', undefined, deviceTime(6));
    await first.turn();
    expect(first.aligner.word).toBeUndefined();
    first.aligner.settle(DESK, 'touch', 0.001, deviceTime(7));
    await first.turn();
    expect(first.aligner.word).toBeDefined();
    first.aligner.useLast();
    await first.turn();
    expect(first.aligner.word).toBeUndefined();
  });

  it('[ROOM-20] it goes along with who it believes, stays when they leave, and moves nothing when its space becomes another', async () => {
    const word = said((await anna()).aligner.word);
    const second = await ben('kitchen', word, { ...word, client: 2, at: { yaw: 0, translation: [0, 0, 0] } });
    const moved = { ...word, at: { ...word.at, yaw: word.at.yaw + 0.1 } };
    const before = inRoom(second.content, [0, 1, 2]);
    second.heard.value = [{ ...word, client: 0, at: { yaw: 0, translation: [0, 0, 0] } }, moved];
    await second.turn();
    const after = inRoom(second.content, [0, 1, 2]);
    expect(distance(after, before)).toBeGreaterThan(0.01);
    second.heard.value = [];
    await second.turn();
    expectNear(inRoom(second.content, [0, 1, 2]), after);
    Object.assign(second.room.shared, { UUId: 'hall', pose: { position: [5, 5, 5], rotation: fromYaw(3) } });
    await second.turn();
    expectNear(inRoom(second.content, [0, 1, 2]), after);
    expect(second.state()).toMatchObject({ state: 'aligned', quality: { by: 'shared' } });
  });

  it('[ROOM-20] a space that settles late is heard of then, and recentring is followed', async () => {
    const word = said((await anna()).aligner.word);
    const second = await ben('alone', word);
    expect(second.state()).toMatchObject({ state: 'unaligned' });
    Object.assign(second.room.shared, { UUId: 'kitchen' });
    await second.turn();
    expect(second.state()).toMatchObject({ quality: { by: 'shared' } });
    const jump: Pose = { position: [1, 0, 2], rotation: fromYaw(0.3) };
    const expected = transform(invert(jump), inRoom(second.content, [0, 1, 2]));
    second.aligner.reset(rigid(jump));
    Object.assign(second.room.shared, { pose: relative(jump, relative(BENS, SPACE)) });
    second.aligner.update(second.room.frame, {} as XRReferenceSpace);
    expectNear(inRoom(second.content, [0, 1, 2]), expected);
  });

  it('[ROOM-20] who begins to align is not carried along meanwhile, and is again when they cancel', async () => {
    const word = said((await anna()).aligner.word);
    const second = await ben('kitchen', word);
    const before = inRoom(second.content, [0, 1, 2]);
    second.aligner.begin();
    second.aligner.move({ yaw: 1, translation: [2, 0, 0] });
    const carried = inRoom(second.content, [0, 1, 2]);
    await second.turn();
    expectNear(inRoom(second.content, [0, 1, 2]), carried);
    second.aligner.cancel();
    await second.turn();
    expectNear(inRoom(second.content, [0, 1, 2]), before);
    expect(second.state()).toMatchObject({ quality: { by: 'shared' } });
  });
});
