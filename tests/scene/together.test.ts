import { Matrix4, type Mesh, MeshBasicMaterial, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { Peer, SeenPing } from '../../client/model/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Pose, Vec3 } from '../../shared/pose.ts';
import type { Aim } from '../../shared/session/index.ts';
import { at, id, instances, positionsOf, put, type Session, session } from './place.ts';

const GREEN = '#5bd68a';
const HEAD: Pose = { position: [0, 1.6, -4], rotation: [0, 0, 0, 1] };
const pointing = (...aims: readonly Aim[]): Peer => ({
  client: 1,
  presence: {
    user: 'u',
    name: 'Ana',
    color: GREEN,
    device: 'headset',
    attention: 'here',
    head: HEAD,
    held: [],
    aims,
  },
});
const aim = (to: Vec3, from: Vec3 = [0.3, 1.2, -4]): Aim => ({ from, to });
const dots = ({ stage }: Session): string[] => positionsOf(instances(stage.content, /^ray dots$/));
const lines = ({ stage }: Session): Matrix4[] => instances(stage.content, /^rays$/);
const run = ({ view }: Session, frames: number): void => {
  for (let i = 0; i < frames; i++) view.update(16);
};

describe('what the others point at', () => {
  it('[TOGETHER-7] is shown by a ray from the hand and a dot at its end, while they point', () => {
    const all = session();
    all.view.setPeers([pointing(aim([0.3, 1.2, -8]))]);
    run(all, 2);
    expect(dots(all)).toEqual(['0.300 1.200 -8.000']);
    const [line] = lines(all);
    const end = new Vector3(0, 1, 0).applyMatrix4(line ?? new Matrix4());
    expect(end.toArray().map(n => Math.round(n * 100) / 100)).toEqual([0.3, 1.2, -8]);
    all.view.setPeers([pointing()]);
    run(all, 2);
    expect([dots(all), lines(all)]).toEqual([[], []]);
  });

  it('[TOGETHER-7] moves smoothly, arrives, and then asks for no more pictures', () => {
    const all = session();
    all.view.setPeers([pointing(aim([0, 0, -8]))]);
    run(all, 2);
    all.view.setPeers([pointing(aim([1, 0, -8]))]);
    run(all, 1);
    const x = Number(dots(all)[0]?.split(' ')[0]);
    expect(x).toBeGreaterThan(0.05);
    expect(x).toBeLessThan(0.95);
    run(all, 120);
    expect(dots(all)).toEqual(['1.000 0.000 -8.000']);
    const before = all.stage.redraws;
    run(all, 20);
    expect(all.stage.redraws).toBe(before);
  });

  it('[TOGETHER-7] of somebody whose eyes are in the viewer’s is only its dot', () => {
    const all = session();
    all.stage.camera.position.set(0.3, 1.2, -4);
    all.view.setPeers([pointing(aim([0.3, 1.2, -8]))]);
    run(all, 2);
    expect([dots(all).length, lines(all).length]).toEqual([1, 0]);
  });
});

describe('what the others hold', () => {
  const outlines = ({ stage }: Session): string[] => positionsOf(instances(stage.content, /outlines$/));

  it('[TOGETHER-8] is outlined while they hold it, and not afterwards', () => {
    const all = session();
    all.apply(put('a', 'box', at(0, 0, 0)), put('b', 'stroke', at(1, 0, 0), { points: [0, 0, 0, 9, 9, 9] }));
    const held = { id: 'a', placement: at(0, 0, 0), color: GREEN };
    expect(outlines(all)).toEqual([]);
    all.view.setLive([], [held]);
    all.view.update(16);
    expect(outlines(all)).toEqual(['0.000 0.000 0.000']);
    all.view.setLive([], []);
    all.view.update(16);
    expect(outlines(all)).toEqual([]);
    // What I hold myself is in my hand: nobody needs to tell me.
    all.view.setLive([{ id: 'a', placement: at(0, 0, 0) }], [held]);
    all.view.update(16);
    expect(outlines(all)).toEqual([]);
    all.view.setSelection(new Set([id('a')]));
    expect(outlines(all)).toHaveLength(1);
    all.view.dispose();
    expect(all.view.counts).toMatchObject({ drawn: 0, instances: 0, pictures: 0 });
  });
});

describe('a ping', () => {
  const PING: SeenPing = {
    key: '1/1',
    name: 'Ana',
    color: GREEN,
    isMine: false,
    asks: 'look',
    at: [2, 0.5, -3],
  };
  const parts = ({ stage }: Session): Mesh[] => {
    const found: Mesh[] = [];
    stage.content.getObjectByName('pings')?.traverse(each => {
      if ('material' in each) found.push(each as Mesh);
    });
    return found;
  };
  const light = (mesh: Mesh | undefined): number =>
    mesh?.material instanceof MeshBasicMaterial ? mesh.material.opacity : Number.NaN;

  it('[TOGETHER-1] is a beam with rings and a name at its place, fades at its end, and leaves nothing', () => {
    const all = session();
    all.view.setPings([PING]);
    run(all, 10);
    const [beam, ...rings] = parts(all);
    expect(beam?.getWorldPosition(new Vector3()).toArray()).toEqual(PING.at);
    expect(rings).toHaveLength(2);
    const name = instances(all.stage.content, /^tag$/)[0];
    expect(new Vector3().setFromMatrixPosition(name ?? new Matrix4()).x).toBeCloseTo(2, 5);
    const bright = light(beam);
    run(all, Math.ceil((LIMITS.pingMs - 200) / 16));
    expect(light(beam)).toBeLessThan(bright);
    all.view.setPings([]);
    run(all, 1);
    expect([parts(all), instances(all.stage.content, /^tag$/)]).toEqual([[], []]);
    const before = all.stage.redraws;
    run(all, 10);
    expect(all.stage.redraws).toBe(before);
  });

  it('[TOGETHER-1] is not seen while nobody knows where the session is', () => {
    const all = session();
    all.view.setPings([PING]);
    all.view.setShown(false);
    let seen = 0;
    all.stage.content.traverseVisible(each => {
      if (parts(all).includes(each as Mesh)) seen++;
    });
    expect(seen).toBe(0);
    all.view.dispose();
    expect(all.stage.content.children).toEqual([]);
  });
});
