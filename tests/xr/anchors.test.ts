import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredAlignment } from '../../client/model/index.ts';
import { type AlignmentStore, ANCHORS_MAX_COUNT } from '../../client/xr/anchors.ts';
import { newSessionId, type ObjectId } from '../../shared/ids.ts';
import { fromYaw } from '../../shared/pose.ts';
import { deviceTime } from '../support/builders.ts';
import { desk, expectNear, frameOf, home, inRoom, memory, Room, siteWith, start } from './headset-room.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('the headset’s anchors', () => {
  const places = (count: number): StoredAlignment[] =>
    Array.from({ length: count }, (_, i) =>
      desk(
        { anchor: { handle: `a${i}`, at: { yaw: 0, translation: [0, 0, 0] } }, used: deviceTime(100 - i) },
        newSessionId(),
      ),
    );
  const handles = (count: number): string[] => Array.from({ length: count }, (_, i) => `a${i}`);

  async function align(room: Room, store: AlignmentStore) {
    const { site } = siteWith(frameOf('desk'));
    const all = start(room, store, site);
    all.aligner.begin();
    all.aligner.settle('desk' as ObjectId, 'touch', 0, deviceTime(1));
    await all.turn();
    return all;
  }

  it('[ROOM-5] the place used longest ago gives its anchor', async () => {
    const room = new Room(...handles(ANCHORS_MAX_COUNT));
    const store = memory(...places(ANCHORS_MAX_COUNT));
    const { state } = await align(room, store);
    expect(state()).toMatchObject({ kept: 'anchor', problem: undefined });
    expect([...room.kept.keys()]).toEqual([...handles(ANCHORS_MAX_COUNT - 1), 'new 1']);
    expect(store.known.find(({ used }) => used === 100 - ANCHORS_MAX_COUNT + 1)?.anchor).toBeUndefined();
    expect(store.known).toHaveLength(ANCHORS_MAX_COUNT + 1);
  });

  it('[ROOM-5] a headset with less room is asked again with one place less', async () => {
    const room = new Room(...handles(2));
    room.capacity = 2;
    const { state } = await align(room, memory(...places(2)));
    expect(state()).toMatchObject({ kept: 'anchor' });
    expect([...room.kept.keys()]).toEqual(['a0', 'new 1']);
  });

  it('[ROOM-5] a headset that says no for a moment costs no other place its anchor', async () => {
    const room = new Room(...handles(3));
    room.moods = 2;
    const { state } = await align(room, memory(...places(3)));
    expect(state()).toMatchObject({ kept: 'anchor', problem: undefined });
    expect([...room.kept.keys()]).toEqual([...handles(3), 'new 1']);
  });

  it('[ROOM-5] one that goes on saying no costs one other place its anchor, never more', async () => {
    const room = new Room(...handles(3));
    room.moods = 100;
    const { state } = await align(room, memory(...places(3)));
    expect(state()).toMatchObject({ kept: 'visit', problem: { code: 'anchor/full' } });
    expect([...room.kept.keys()]).toEqual(handles(2));
  });

  it('[ROOM-13] an anchor that the headset does not give at once is asked for again, and stays', async () => {
    const room = new Room('desk');
    room.moods = 2;
    const { site } = siteWith(frameOf('desk'));
    const { turn, state } = start(room, memory(desk()), site);
    room.sees('desk', { position: [1, 0, 0], rotation: fromYaw(0) });
    await turn();
    expect(state()).toMatchObject({ state: 'aligned', kept: 'anchor', problem: undefined });
    expect([...room.kept.keys()]).toEqual(['desk']);
  });

  it('[ROOM-5] without any anchor to be had, the reason is said and the visit goes on', async () => {
    const full = new Room();
    full.capacity = 0;
    const first = await align(full, memory());
    expect(first.state()).toMatchObject({
      state: 'aligned',
      kept: 'visit',
      problem: { code: 'anchor/full' },
    });
    const bare = new Room();
    Object.assign(bare.frame, { createAnchor: undefined });
    const second = await align(bare, memory());
    expect(second.state()).toMatchObject({
      state: 'aligned',
      kept: 'visit',
      problem: { code: 'anchor/none' },
    });
  });

  it('[ROOM-6] what no place uses is freed when AR starts, and what the headset did not free then is tried again', async () => {
    const room = new Room('old', 'nobody’s', 'forgotten');
    const store = memory(home());
    await start(room, store).turn();
    expect([...room.kept.keys()]).toEqual(['old']);
    room.failsToDelete = true;
    const { aligner, turn } = start(room, store);
    await turn();
    expect(await aligner.free(home())).toMatchObject({ ok: false, error: { code: 'anchor/not-freed' } });
    expect([...room.kept.keys()]).toEqual(['old']);
    expect(store.known[0]?.anchor).toBeUndefined();
    aligner.close();
    room.failsToDelete = false;
    await start(room, memory(home({ anchor: undefined }))).turn();
    expect([...room.kept.keys()]).toEqual(['new 1']);
  });

  it('[ROOM-6] the anchor of the present place can be freed: the session stays where it is', async () => {
    const room = new Room('desk');
    const store = memory(desk());
    const { site } = siteWith(frameOf('desk'));
    const { aligner, content, turn, state } = start(room, store, site);
    room.sees('desk', { position: [4, 0, 0], rotation: fromYaw(1) });
    await turn();
    const before = inRoom(content, [1, 1, 1]);
    expect(await aligner.free(store.known[0]!)).toEqual({ ok: true, value: undefined });
    await turn();
    expectNear(inRoom(content, [1, 1, 1]), before);
    expect(state()).toMatchObject({ state: 'aligned', frame: 'desk', kept: 'visit' });
    expect(room.kept.size).toBe(0);
  });
});
