import { effect } from '@preact/signals-core';
import {
  BoxGeometry,
  CanvasTexture,
  CylinderGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  TorusKnotGeometry,
} from 'three';
import { GLTFExporter } from 'three/addons/exporters/GLTFExporter.js';
import type { Peer } from '../../client/model/index.ts';
import { createSceneView, createStage, readBundled } from '../../client/scene/index.ts';
import { createXrRuntime } from '../../client/xr/index.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { fromYaw, type Placement, type Vec3 } from '../../shared/pose.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { BROUGHT, crowd, PICTURES, USER } from './crowd.ts';

/** A headset before a crowd of objects, and the same headset before as many bare instances, to compare. */
const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const stage = createStage(canvas);
const { renderer, scene, content } = stage;

function chequered(color: string): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = 256;
  picture.height = 192;
  const pen = picture.getContext('2d');
  if (!pen) return picture;
  pen.fillStyle = '#e8edf4';
  pen.fillRect(0, 0, 256, 192);
  pen.fillStyle = color;
  for (let i = 0; i < 48; i++)
    if ((i + Math.floor(i / 8)) % 2) pen.fillRect((i % 8) * 32, Math.floor(i / 8) * 32, 32, 32);
  return picture;
}

async function pictureBytes(asset: string): Promise<ArrayBuffer> {
  const color = `#${asset.slice(0, 2)}4080`;
  const blob = await new Promise<Blob | null>(resolve => chequered(color).toBlob(resolve));
  return blob?.arrayBuffer() ?? new ArrayBuffer(0);
}

/** Two meshes of plain colours and one with a picture on it. */
async function broughtBytes(): Promise<ArrayBuffer> {
  const model = new Group();
  const map = new CanvasTexture(chequered('#3060c0'));
  model.add(
    new Mesh(new TorusKnotGeometry(0.5, 0.16, 64, 8), new MeshStandardMaterial({ map })),
    new Mesh(
      new BoxGeometry(1, 0.1, 1).translate(0, -0.7, 0),
      new MeshStandardMaterial({ color: '#806040' }),
    ),
    new Mesh(new CylinderGeometry(0.1, 0.1, 0.6), new MeshStandardMaterial({ color: '#305040' })),
  );
  return (await new GLTFExporter().parseAsync(model, { binary: true })) as ArrayBuffer;
}

const view = createSceneView(stage, {
  renderer,
  readAsset: async asset =>
    asset === BROUGHT ? broughtBytes() : PICTURES.includes(asset) ? pictureBytes(asset) : readBundled(asset),
});
const session = new SessionDocument();
session.subscribe(changes => view.apply(changes));

const xr = createXrRuntime({
  renderer,
  scene,
  content,
  alignments: { all: () => [], put: () => undefined },
  wishes: () => ({ depth: false, camera: false }),
});
effect(() => stage.setPassthrough(xr.state.value.state === 'presenting'));

const bare = new Group();
bare.visible = false;
scene.add(bare);

const CARRIED = 'crowd-0' as ObjectId;
/** Somebody carries this object about, and the others walk, as in a session where everybody is busy. */
function busy(time: number): void {
  const carried = session.objects.get(CARRIED);
  if (!carried) return;
  const [x, y, z] = carried.placement.position;
  const placement: Placement = { ...carried.placement, position: [x, y + 0.05 * Math.sin(time / 300), z] };
  view.setLive([{ id: CARRIED, placement }]);
  view.setPeers([0, 1, 2, 3, 4].map(n => walker(n, time)));
}

function walker(client: number, time: number): Peer {
  const sway = 0.1 * Math.sin(time / 500 + client);
  const at = (dx: number, y: number): Vec3 => [client * 0.7 - 1.4 + sway + dx, y, -2.4];
  const rotation = fromYaw(sway);
  return {
    client,
    presence: {
      user: `user ${client}`,
      name: `Person ${client}`,
      color: '#5bd68a',
      device: 'headset',
      attention: 'here',
      head: { position: at(0, 1.6), rotation },
      left: { position: at(-0.2, 1.1), rotation },
      right: { position: at(0.2, 1.1), rotation },
      held: [],
      aims: [{ from: at(0.2, 1.1), to: at(0.2, 0.4) }],
    },
  };
}

let started = 0;
/** JavaScript's time (ms) of the frames since `measure` began; undefined while nothing is measured. */
let taken: number[] | undefined;
stage.onFrame(({ dt, frame, time }) => {
  started = performance.now();
  if (bare.visible) return;
  if (frame) xr.input(frame, time);
  if (frame) busy(time);
  view.update(dt);
});
let calls = 0;
let triangles = 0;
const pixel = new Uint8Array(4);
scene.onAfterRender = () => {
  const ended = performance.now();
  calls = renderer.info.render.calls;
  triangles = renderer.info.render.triangles;
  if (!taken) return;
  taken.push(ended - started);
  // Waits until all of it is drawn: else the next frame would wait for this one, and count that as its own
  // time.
  const gl = renderer.getContext();
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
};
stage.start();

const turns = async (count: number): Promise<void> => {
  const goal = stage.frames + count;
  while (stage.frames < goal) await new Promise(resolve => setTimeout(resolve, 5));
};

const crowdPage = {
  xr: () => xr.state.value.state,
  async fill(count: number): Promise<void> {
    const result = session.apply({ user: USER, at: 1 }, crowd(count));
    if (!result.ok) throw new Error(result.error.code);
    const matrix = new Matrix4();
    const boxes = new InstancedMesh(new BoxGeometry(0.09, 0.09, 0.09), new MeshStandardMaterial(), count);
    [...session.objects.values()].forEach(({ pose }, i) => {
      boxes.setMatrixAt(i, matrix.makeTranslation(...pose.position));
    });
    bare.add(boxes);
    while (view.counts.waiting > 0) await new Promise(resolve => setTimeout(resolve, 20));
  },
  async enter(): Promise<void> {
    const entered = await xr.enter();
    if (!entered.ok) throw new Error(entered.error.code);
    await turns(2);
  },
  /** Ours, or the same number of bare instances with nothing else in the loop. */
  async show(what: 'ours' | 'bare'): Promise<void> {
    bare.visible = what === 'bare';
    content.visible = what === 'ours';
    await turns(2);
  },
  /** Of the last frame, both eyes. */
  calls: () => calls,
  triangles: () => triangles,
  counts: () => view.counts,
  memory: () => ({ ...renderer.info.memory, programs: renderer.info.programs?.length ?? 0 }),
  turns,
  async measure(count: number): Promise<number[]> {
    taken = [];
    await turns(count);
    const all = taken;
    taken = undefined;
    return all;
  },
  async picture(): Promise<string> {
    const picture = await stage.snapshot();
    return picture?.toDataURL() ?? '';
  },
};

export type CrowdPage = typeof crowdPage;
Object.assign(globalThis, { crowdPage, aiFrame: { frames: () => stage.frames } });
