import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ObjectId } from '../../shared/ids.ts';
import { newSessionId } from '../../shared/ids.ts';
import { compose, distance, fromYaw, invert, type Pose, transform } from '../../shared/pose.ts';
import { deviceTime } from '../support/builders.ts';
import {
  desk,
  expectNear,
  FakeAnchor,
  frameOf,
  home,
  inRoom,
  memory,
  Room,
  rigid,
  SESSION,
  SPACE,
  siteWith,
  start,
} from './headset-room.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('a session without reference points', () => {
  it('[XR-7] a restored anchor decides, gravity kept, and again when the room is understood better', async () => {
    const room = new Room('old');
    const { content, turn } = start(room, memory(home()));
    room.sees('old', { position: [3, 0.1, -1], rotation: fromYaw(0.5) });
    await turn();
    expectNear(
      inRoom(content, [0, 0, 1]),
      transform({ position: [3, 0.1, -1], rotation: fromYaw(0.5) }, [0, 0, 1]),
    );
    room.sees('old', { position: [3.02, 0.1, -1], rotation: fromYaw(0.5) });
    await turn();
    expectNear(inRoom(content, [0, 0, 0]), [3.02, 0.1, -1]);
  });

  it('[XR-7] an anchor that cannot be restored is let go, and a new one stands at the last alignment', async () => {
    const room = new Room();
    const store = memory(home());
    const { content, turn, state } = start(room, store);
    await turn();
    expectNear(room.made[0]?.pose?.position ?? [9, 9, 9], [1, 0, 2]);
    expectNear(inRoom(content, [0, 0, 0]), [1, 0, 2]);
    expect(store.known[0]?.anchor?.handle).toBe('new 1');
    expect(state()).toMatchObject({ state: 'aligned', kept: 'anchor', problem: { code: 'anchor/lost' } });
  });

  it('[XR-7] who leaves before the room was found keeps the handle for the next visit', async () => {
    const room = new Room('old');
    const store = memory(home());
    const { aligner, content, turn } = start(room, store);
    await turn();
    aligner.close();
    expect(store.known).toEqual([home()]);
    expectNear(inRoom(content, [1, 2, 3]), [1, 2, 3]);
  });

  it('[XR-7] without anchors, a recentred headset moves its space and not the session', () => {
    const room = new Room();
    const { aligner, content } = start(room, memory(home({ anchor: undefined })));
    const jump: Pose = { position: [0.5, 0, -1], rotation: fromYaw(2) };
    const before = inRoom(content, [0.3, 1, 0.4]);
    aligner.reset(rigid(jump));
    expectNear(inRoom(content, [0.3, 1, 0.4]), transform(invert(jump), before));
  });
});

describe('looking for the room', () => {
  it('[ROOM-1] nothing moves until the anchor is seen, and then it is right at once', async () => {
    const room = new Room('desk');
    const { site } = siteWith(frameOf('desk'));
    const { content, turn, state } = start(room, memory(desk()), site);
    for (let i = 0; i < 5; i++) await turn();
    expect(state()).toEqual({ state: 'looking' });
    expectNear(inRoom(content, [0, 0, 0]), [1, 0, 2]);
    room.sees('desk', { position: [5, 0.7, 5], rotation: fromYaw(0) });
    await turn();
    expect(state()).toMatchObject({
      state: 'aligned',
      frame: 'desk',
      kept: 'anchor',
      quality: { by: 'touch', rms: 0.004, at: 5 },
    });
    expectNear(inRoom(content, [1, 0.7, -1]), [5, 0.7, 5]);
  });

  it('[ROOM-1] of several known frames, the one that is seen first counts', async () => {
    const room = new Room('desk', 'door');
    const { site } = siteWith(
      frameOf('desk'),
      frameOf('door', [
        [9, 0, 9],
        [9, 0, 12],
      ]),
    );
    const door = desk({
      of: { session: SESSION, frame: 'door' as ObjectId },
      anchor: { handle: 'door', at: { yaw: 0, translation: [9, 0, 9] } },
    });
    const { content, turn, state } = start(room, memory(desk(), door), site);
    room.sees('door', { position: [0, 0, 0], rotation: fromYaw(0) });
    await turn();
    expect(state()).toMatchObject({ state: 'aligned', frame: 'door' });
    expectNear(inRoom(content, [9, 0, 9]), [0, 0, 0]);
  });

  it('[ROOM-1] a person who does not want to wait decides, and an anchor that is seen later moves nothing', async () => {
    const room = new Room('desk');
    const store = memory(desk());
    const { site } = siteWith(frameOf('desk'));
    const { aligner, content, turn, state } = start(room, store, site);
    await turn();
    aligner.useLast();
    room.sees('desk', { position: [5, 0.7, 5], rotation: fromYaw(0) });
    await turn();
    expect(state()).toMatchObject({ state: 'aligned', frame: undefined, kept: 'last' });
    expectNear(inRoom(content, [0, 0, 0]), [1, 0, 2]);
    aligner.close();
    expect(store.known).toEqual([desk()]);
  });

  it('[ROOM-2] a session with reference points that this device never met waits for the person', async () => {
    const { site, list } = siteWith(frameOf('desk'));
    const { aligner, turn, state } = start(new Room(), memory(desk({}, newSessionId())), site);
    await turn();
    expect(state()).toEqual({ state: 'unaligned', problem: undefined });
    list.value = [];
    expect(state()).toMatchObject({ state: 'aligned', frame: undefined });
    aligner.close();
    expect(state()).toEqual({ state: 'off' });
  });

  it('[ROOM-2] where the headset lost the anchor of a frame, it says so and asks to align', async () => {
    const { site } = siteWith(frameOf('desk'));
    const { turn, state } = start(new Room(), memory(desk()), site);
    await turn();
    expect(state()).toEqual({ state: 'unaligned', problem: { code: 'anchor/lost' } });
  });
});

describe('aligning', () => {
  it('[ROOM-4] an alignment is kept by an anchor that stands at the frame, and comes back in the next visit', async () => {
    const room = new Room();
    const store = memory();
    const { site } = siteWith(frameOf('desk'));
    const { aligner, content, turn, state } = start(room, store, site);
    aligner.begin();
    aligner.move({ yaw: 0.5, translation: [2, 0, 1] });
    const before = inRoom(content, [1, 0.7, -1]);
    aligner.settle('desk' as ObjectId, 'touch', 0.006, deviceTime(77));
    await turn();
    expect(state()).toMatchObject({
      state: 'aligned',
      frame: 'desk',
      kept: 'anchor',
      quality: { rms: 0.006, at: 77 },
    });
    expectNear(room.made[0]?.pose?.position ?? [9, 9, 9], before);
    expectNear(inRoom(content, [1, 0.7, -1]), before);
    aligner.close();
    expect(store.known).toHaveLength(1);
    const later = start(room, store, site);
    room.sees('new 1', { position: [0, 0.7, 0], rotation: fromYaw(0) });
    await later.turn();
    expectNear(inRoom(later.content, [1, 0.7, -1]), [0, 0.7, 0]);
  });

  it('[ROOM-4] aligning again replaces the alignment and frees its anchor', async () => {
    const room = new Room('desk');
    const store = memory(desk());
    const { site } = siteWith(frameOf('desk'));
    const { aligner, turn } = start(room, store, site);
    room.sees('desk', { position: [0, 0, 0], rotation: fromYaw(0) });
    await turn();
    aligner.begin();
    aligner.settle('desk' as ObjectId, 'touch', 0.001, deviceTime(99));
    await turn();
    expect([...room.kept.keys()]).toEqual(['new 1']);
    expect(store.known).toMatchObject([{ anchor: { handle: 'new 1' }, at: 99 }]);
  });

  it('[ROOM-4] cancelling leaves everything as it was', async () => {
    const room = new Room('desk');
    const store = memory(desk());
    const { site } = siteWith(frameOf('desk'));
    const { aligner, content, turn, state } = start(room, store, site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await turn();
    const before = [state(), inRoom(content, [0, 1, 2])] as const;
    aligner.begin();
    aligner.move({ yaw: 2, translation: [7, 0, 7] });
    await turn();
    expect(distance(inRoom(content, [0, 1, 2]), before[1])).toBeGreaterThan(1);
    aligner.cancel();
    await turn();
    expect(state()).toEqual(before[0]);
    expectNear(inRoom(content, [0, 1, 2]), before[1]);
    expect([...room.kept.keys()]).toEqual(['desk']);
  });

  it('[ROOM-4] reference points that are deleted leave the session where it is, and that is said', async () => {
    const room = new Room('desk');
    const { site, list } = siteWith(frameOf('desk'));
    const { content, turn, state } = start(room, memory(desk()), site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await turn();
    const before = inRoom(content, [0, 1, 2]);
    list.value = [];
    await turn();
    expectNear(inRoom(content, [0, 1, 2]), before);
    expect(state()).toMatchObject({ frame: undefined, problem: { code: 'align/gone' } });
  });
});

describe('a headset that loses itself', () => {
  it('[ROOM-7] a recentred space is followed by the anchor, in the very next frame', async () => {
    const room = new Room('desk');
    const { site } = siteWith(frameOf('desk'));
    const { aligner, content, turn } = start(room, memory(desk()), site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await turn();
    const jump: Pose = { position: [1, 0, 2], rotation: fromYaw(0.3) };
    const expected = transform(invert(jump), inRoom(content, [0, 1, 2]));
    aligner.reset(rigid(jump));
    room.sees('desk', compose(invert(jump), { position: [4, 0, 0], rotation: fromYaw(1) }));
    aligner.update(room.frame, SPACE);
    expectNear(inRoom(content, [0, 1, 2]), expected);
  });

  it('[ROOM-7] a jump that nobody can follow is said', async () => {
    const room = new Room();
    Object.assign(room.frame, { createAnchor: undefined });
    const { site } = siteWith(frameOf('desk'));
    const { aligner, turn, state } = start(room, memory(), site);
    aligner.begin();
    aligner.settle('desk' as ObjectId, 'touch', 0.01, deviceTime(1));
    await turn();
    aligner.reset(undefined);
    expect(state()).toMatchObject({ state: 'aligned', kept: 'last', problem: { code: 'align/moved' } });
  });

  it('[ROOM-7] a headset that wakes asks for its anchor again, and follows the new one', async () => {
    const room = new Room('desk');
    const { site } = siteWith(frameOf('desk'));
    const { aligner, content, turn } = start(room, memory(desk()), site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(0) });
    await turn();
    // The old anchor stays where it no longer belongs; the handle names one that is right.
    room.kept.set('desk', new FakeAnchor({ position: [4.4, 0, 0], rotation: fromYaw(0) }));
    await turn();
    expectNear(inRoom(content, [1, 0.7, -1]), [4, 0, 0]);
    await aligner.wake();
    await turn();
    expectNear(inRoom(content, [1, 0.7, -1]), [4.4, 0, 0]);
  });
});
