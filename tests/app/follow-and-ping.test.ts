import type { Signal } from '@preact/signals-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotices } from '../../client/app/notices.ts';
import type { Eyes } from '../../client/app/viewport/eyes.ts';
import { createFollowAndPing } from '../../client/app/viewport/follow-and-ping.ts';
import { createModel, type Peer } from '../../client/model/index.ts';
import { followingWords } from '../../client/view/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { fromYaw, type Pose, type Vec3 } from '../../shared/pose.ts';
import type { Ping } from '../../shared/session/index.ts';
import { openSession } from '../ui/preview/base.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const HEAD: Pose = { position: [1, 1.6, 2], rotation: [0, 0, 0, 1] };
const peer = (client: number, more: Partial<Peer['presence']> = {}): Peer => ({
  client,
  presence: {
    user: `user ${client}`,
    name: `Person ${client}`,
    color: '#5bd68a',
    device: 'headset',
    attention: 'here',
    head: HEAD,
    held: [],
    ...more,
  },
});
const ping = (n: number, at: Vec3 = [1, 0, 1], asks: Ping['asks'] = 'look'): Partial<Peer['presence']> => ({
  ping: { n, asks, at },
});

/** One person's side of it, who hears what `hears` says. */
function somebody() {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  const went: unknown[] = [];
  const eyes: Eyes = { head: () => HEAD, pointed: () => [3, 0, 3], goTo: view => went.push(view) };
  const together = createFollowAndPing({ model, notices: createNotices(model.notices), eyes });
  const enter = (n: number) => {
    const open = openSession({});
    model.session.value = { state: 'open', id: `session ${n}` as SessionId, open };
    return open;
  };
  let open = enter(1);
  return {
    model,
    together,
    went,
    hears: (...peers: Peer[]) => {
      (open.peers as Signal<readonly Peer[]>).value = peers;
    },
    enterAnother: () => {
      open = enter(2);
    },
    enterAr: () => {
      model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
    },
    seen: () => model.pings.value.map(({ name, at, isMine }) => ({ name, at, isMine })),
    offers: () => model.notices.value.map(({ title }) => title),
    words: () => model.following.value && followingWords(open, model.following.value),
  };
}

describe('a ping', () => {
  it('[TOGETHER-1] is in presence and in sight for its time, here and there, and is shown once', () => {
    const anna = somebody();
    anna.together.actions.ping();
    expect(anna.together.own()).toEqual({ n: 1, asks: 'look', at: [3, 0, 3] });
    expect(anna.seen()).toEqual([{ name: 'Anna', at: [3, 0, 3], isMine: true }]);
    const ben = somebody();
    const heard = { ping: anna.together.own() as Ping };
    ben.hears(peer(1, heard));
    ben.hears(peer(1, heard), peer(2));
    expect(ben.seen()).toEqual([{ name: 'Person 1', at: [3, 0, 3], isMine: false }]);
    vi.advanceTimersByTime(LIMITS.pingMs + 1);
    expect([anna.together.own(), anna.seen(), ben.seen()]).toEqual([undefined, [], []]);
    ben.hears(peer(1, heard));
    expect(ben.seen()).toEqual([]);
  });

  it('[TOGETHER-2] comes once a second at most', () => {
    const { together, seen } = somebody();
    for (let i = 0; i < 10; i++) together.look([i, 0, 0]);
    expect(seen()).toHaveLength(1);
    vi.advanceTimersByTime(LIMITS.pingEveryMs);
    together.look([1, 1, 1]);
    expect(together.own()).toEqual({ n: 2, asks: 'look', at: [1, 1, 1] });
  });

  it('[TOGETHER-2] of a device that knows no pace is passed over, and one in time is not', () => {
    const { hears, seen } = somebody();
    for (let n = 1; n <= 20; n++) {
      hears(peer(1, ping(n)));
      vi.advanceTimersByTime(50);
    }
    expect(seen()).toHaveLength(1);
    hears(peer(1));
    vi.advanceTimersByTime(LIMITS.pingEveryMs * 0.9);
    hears(peer(1, ping(21)), peer(2, ping(1)));
    expect(seen().map(({ name }) => name)).toEqual(['Person 1', 'Person 1', 'Person 2']);
  });

  it('[TOGETHER-6] that the picture does not show is marked at its edge', () => {
    const { model, together, hears } = somebody();
    hears(peer(1, ping(1, [9, 0, 0])), peer(2, ping(1, [0, 0, 0])));
    together.markOffscreen(([x]) => (x > 1 ? { at: [1, 0.5], angle: 0 } : undefined));
    expect(model.beyond.value).toMatchObject([{ name: 'Person 1', at: [1, 0.5], angle: 0 }]);
    vi.advanceTimersByTime(LIMITS.pingMs);
    together.markOffscreen(() => ({ at: [0, 0], angle: 0 }));
    expect(model.beyond.value).toEqual([]);
  });
});

describe('following', () => {
  it('[TOGETHER-3] goes behind a head and above it, and through a screen', () => {
    const { together, hears } = somebody();
    hears(peer(1, { head: { ...HEAD, rotation: fromYaw(Math.PI / 2) } }), peer(2, { device: 'screen' }));
    together.actions.follow('user 1');
    const behind = together.view();
    // Turned a quarter to the left: behind is to the right.
    expect(behind?.eye[0]).toBeGreaterThan(HEAD.position[0] + 0.5);
    expect(behind?.eye[1]).toBeGreaterThan(HEAD.position[1]);
    expect(behind?.target[0]).toBeCloseTo(HEAD.position[0] - 2, 5);
    together.actions.follow('user 2');
    expect(together.view()?.eye).toEqual(HEAD.position);
    together.actions.stopFollowing();
    expect(together.view()).toBeUndefined();
  });

  it('[TOGETHER-3] waits for who cannot be seen, says so, and goes on when they are back', () => {
    const { together, hears, words } = somebody();
    hears(peer(1));
    together.actions.follow('user 1');
    expect(words()).toBe('Following Person 1');
    hears(peer(1, { attention: 'asleep' }));
    expect(words()).toBe('Following Person 1, who is asleep');
    hears();
    expect(together.view()).toBeUndefined();
    expect(words()).toMatch(/^Person 1 cannot be seen/);
    hears(peer(7, { user: 'user 1' }));
    expect(together.view()).toBeDefined();
  });

  it('[TOGETHER-3] is for screens: it ends with AR, and is not begun there', () => {
    const { model, together, hears, enterAr } = somebody();
    hears(peer(1));
    together.actions.follow('user 1');
    enterAr();
    expect(model.following.value).toBeUndefined();
    together.actions.follow('user 1');
    expect(model.following.value).toBeUndefined();
  });
});

describe('bringing everybody', () => {
  it('[TOGETHER-4] is an offer to a screen, which goes there only by choice', () => {
    const anna = somebody();
    anna.together.actions.callOthers();
    expect(anna.together.own()).toMatchObject({ asks: 'come' });
    const ben = somebody();
    ben.hears(peer(1, { ping: anna.together.own() as Ping }));
    expect(ben.seen()).toHaveLength(1);
    expect(ben.offers()).toEqual(['Person 1 asks you to come']);
    expect(ben.went).toEqual([]);
    vi.advanceTimersByTime(60_000);
    ben.model.notices.value[0]?.actions[0]?.run();
    expect(ben.went).toHaveLength(1);
    expect(ben.offers()).toEqual([]);
  });

  it('[TOGETHER-4] that was put away is not made again at once, and is after a while; the place is seen each time', () => {
    const { model, hears, offers, seen } = somebody();
    const call = (n: number): void => hears(peer(1, ping(n, [n, 0, 0], 'come')));
    call(1);
    model.notices.value = [];
    for (let n = 2; n <= 9; n++) {
      vi.advanceTimersByTime(LIMITS.pingEveryMs);
      call(n);
    }
    expect([offers(), seen().at(-1)?.at]).toEqual([[], [9, 0, 0]]);
    vi.advanceTimersByTime(10 * LIMITS.pingEveryMs);
    call(10);
    expect(offers()).toEqual(['Person 1 asks you to come']);
  });

  it('[TOGETHER-4] asks nobody in a headset, who sees the place and is not moved', () => {
    const { hears, enterAr, seen, offers } = somebody();
    hears(peer(1, ping(1, [0, 0, 0], 'come')));
    enterAr();
    expect(offers()).toEqual([]);
    hears(peer(1), peer(2, ping(1, [0, 0, 0], 'come')));
    expect(seen()).toHaveLength(2);
    expect(offers()).toEqual([]);
  });
});

it('[TOGETHER-5] all of it ends with the session', () => {
  const { model, together, hears, offers, enterAnother } = somebody();
  hears(peer(1, ping(1, [0, 0, 0], 'come')));
  together.look([0, 0, 0]);
  together.actions.follow('user 1');
  enterAnother();
  expect([model.pings.value, model.following.value, offers(), together.own()]).toEqual([
    [],
    undefined,
    [],
    undefined,
  ]);
});
