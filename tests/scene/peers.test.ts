import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { Peer } from '../../client/model/index.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Pose } from '../../shared/pose.ts';
import { at, instances, put, type Session, session } from './place.ts';

const pose = (x: number, y: number, z: number): Pose => ({ position: [x, y, z], rotation: [0, 0, 0, 1] });
const peer = (client: number, head: Pose | undefined, more: Partial<Peer['presence']> = {}): Peer => ({
  client,
  presence: {
    user: 'u',
    name: `Person ${client}`,
    color: '#4cc2ff',
    device: 'headset',
    attention: 'here',
    held: [],
    ...(head ? { head } : {}),
    ...more,
  },
});
const tags = ({ stage }: Session): Vector3[] =>
  instances(stage.content, /^tag$/).map(matrix => new Vector3().setFromMatrixPosition(matrix));
const settle = ({ view }: Session): void => {
  for (let i = 0; i < 120; i++) view.update(16);
};

describe('other people', () => {
  it('[SCENE-11] have a body and a name, come and go', () => {
    const all = session();
    all.view.setPeers([peer(1, pose(1, 1.6, 0)), peer(2, pose(-1, 1.6, 0)), peer(3, undefined)]);
    settle(all);
    expect(tags(all)).toHaveLength(2);
    const bodies = instances(all.stage.content, /^people/).length;
    all.view.setPeers([peer(1, pose(1, 1.6, 0), { right: pose(1.2, 1, 0) })]);
    settle(all);
    expect(tags(all)).toHaveLength(1);
    expect(instances(all.stage.content, /^people/).length).toBeLessThan(bodies);
    all.view.setPeers([]);
    settle(all);
    expect(instances(all.stage.content, /^(people|tag)/)).toEqual([]);
    expect(all.view.counts.pictures).toBe(0);
  });

  it('[SCENE-11] move smoothly and arrive, then ask for no more pictures', () => {
    const all = session();
    all.view.setPeers([peer(1, pose(0, 1.6, -3))]);
    settle(all);
    const there = pose(1, 1.6, -3);
    all.view.setPeers([peer(1, there)]);
    all.view.update(16);
    const [moving] = tags(all);
    expect(moving?.x).toBeGreaterThan(0.05);
    expect(moving?.x).toBeLessThan(0.95);
    settle(all);
    expect(tags(all)[0]?.x).toBeCloseTo(1, 4);
    const before = all.stage.redraws;
    settle(all);
    expect(all.stage.redraws).toBe(before);
  });

  it('[SCENE-11] are not drawn inside the viewer’s own head, and this device is not among them', () => {
    const all = session();
    all.stage.camera.position.set(0, 1.6, 0);
    all.view.setPeers([peer(1, pose(0, 1.6, 0.1)), peer(2, pose(0, 1.6, -2)), peer(7, pose(1, 1.6, -2))], {
      me: 7,
    });
    settle(all);
    expect(tags(all).map(({ z }) => z)).toEqual([-2]);
  });

  it('[SCENE-11] who looks through a screen makes room earlier than who is there in the flesh', () => {
    const all = session();
    all.stage.camera.position.set(0, 1.6, 0);
    all.view.setPeers([
      peer(1, pose(0, 1.6, -0.6), { device: 'headset' }),
      peer(2, pose(0.1, 1.6, -0.6), { device: 'screen' }),
    ]);
    settle(all);
    expect(tags(all).map(({ x }) => x)).toEqual([0]);
  });

  it('[SCENE-11] [TOGETHER-9] come into view when the viewer steps back, and their names are painted once', () => {
    const all = session();
    all.stage.camera.position.set(0, 1.6, 0);
    all.view.setPeers([peer(1, pose(0, 1.6, 0.1))]);
    settle(all);
    expect(tags(all)).toEqual([]);
    all.stage.camera.position.set(0, 1.6, 3);
    settle(all);
    expect(tags(all)).toHaveLength(1);
    for (let i = 0; i < 20; i++) {
      all.view.setPeers([peer(1, pose(i / 10, 1.6, 0.1))]);
      all.view.update(16);
    }
    expect(all.painted.count).toBe(1);
    all.view.setPeers([peer(1, pose(0, 1.6, 0.1), { attention: 'away' })]);
    settle(all);
    expect(all.painted.count).toBe(2);
  });
});

describe('people in the same room', () => {
  const DESK = 'desk' as ObjectId;
  const bodies = ({ stage }: Session): number => instances(stage.content, /^people/).length;

  it('[ROOM-14] are not drawn over their own bodies; their names are', () => {
    const all = session();
    const roommate = peer(1, pose(1, 1.6, 0), { frame: DESK, right: pose(1.2, 1, 0) });
    all.view.setPeers([roommate], { here: DESK });
    settle(all);
    expect(bodies(all)).toBe(0);
    expect(tags(all)).toHaveLength(1);
    all.view.setPeers([roommate], { here: undefined });
    settle(all);
    expect(bodies(all)).toBeGreaterThan(0);
    all.view.setPeers([roommate], { here: DESK });
    settle(all);
    expect(bodies(all)).toBe(0);
  });

  it('[ROOM-14] what they hold is outlined in their colour, and what they point at is shown', () => {
    const all = session();
    all.apply(put('cup', 'cylinder', at(1, 1, 0)));
    const aims = [{ from: [1.2, 1, 0], to: [3, 0, 0] }] as const;
    all.view.setPeers([peer(1, pose(1, 1.6, 0), { frame: DESK, aims })], { here: DESK });
    all.view.setLive([], [{ id: 'cup', placement: at(1, 1.2, 0), color: '#4cc2ff' }]);
    settle(all);
    expect(bodies(all)).toBe(0);
    expect(instances(all.stage.content, /^rays$/)).toHaveLength(1);
    expect(instances(all.stage.content, /outlines$/)).toHaveLength(1);
  });

  it('[ROOM-14] people elsewhere, or at a screen, are', () => {
    const all = session();
    all.view.setPeers([peer(1, pose(1, 1.6, 0), { frame: 'door' as ObjectId })], { here: DESK });
    settle(all);
    const one = bodies(all);
    expect(one).toBeGreaterThan(0);
    all.view.setPeers([peer(1, pose(1, 1.6, 0), { frame: DESK, device: 'screen' })], { here: DESK });
    settle(all);
    expect(bodies(all)).toBeGreaterThan(0);
  });

  it('[ROOM-1] nothing of the session is seen while nobody knows where it is', () => {
    const all = session();
    all.view.setPeers([peer(1, pose(1, 1.6, 0))]);
    settle(all);
    const isSeen = (): boolean => {
      let seen = false;
      all.stage.content.traverseVisible(each => {
        seen ||= each.name.startsWith('people,');
      });
      return seen;
    };
    expect(isSeen()).toBe(true);
    all.view.setShown(false);
    expect(isSeen()).toBe(false);
    all.view.setShown(true);
    expect(isSeen()).toBe(true);
  });
});
