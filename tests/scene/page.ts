import { effect } from '@preact/signals-core';
import { Box3, Mesh, Vector3 } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { GizmoMode } from '../../client/model/index.ts';
import {
  capturePicture,
  createGizmo,
  createSceneView,
  createScreenCamera,
  createStage,
  type GizmoEvent,
  type SceneFormat,
  type SceneView,
} from '../../client/scene/index.ts';
import { createXrRuntime } from '../../client/xr/index.ts';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { BUNDLED_MODELS, KIND_NAMES, KINDS } from '../../shared/kinds/index.ts';
import type { Placement, Vec3 } from '../../shared/pose.ts';
import { type Intent, SessionDocument } from '../../shared/session/index.ts';

/** A page with nothing but the scene, for `scene.browser.test.ts`. */
const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const stage = createStage(canvas);
const view: SceneView = createSceneView(stage);
const camera = createScreenCamera(stage, canvas);
const events: GizmoEvent[] = [];
const session = new SessionDocument();
session.subscribe(changes => view.apply(changes));
const gizmo = createGizmo(stage, view, {
  camera,
  change: event => {
    events.push(event);
    view.setLive(event.phase === 'end' || event.phase === 'cancel' ? [] : event.placements);
    if (event.phase === 'end') {
      apply(event.placements.map(({ id, placement }) => ({ type: 'move-object', id, placement })));
    }
  },
});
let wishes = { depth: false, camera: false };
const { renderer, scene, content } = stage;
const alignments = { all: () => [], put: () => undefined };
const xr = createXrRuntime({ renderer, scene, content, alignments, wishes: () => wishes });
effect(() => stage.setPassthrough(xr.state.value.state === 'presenting'));
stage.onFrame(({ dt, frame, time }) => {
  const input = frame && xr.input(frame, time);
  camera.update(dt);
  view.update(dt, input?.head);
  gizmo.sync();
});
stage.start();
stage.camera.position.set(0, 1, 2);
stage.camera.lookAt(0, 0, 0);

function apply(intents: readonly Intent[]): void {
  const result = session.apply({ user: 'u'.repeat(43) as UserId, at: 1 }, intents);
  if (!result.ok) throw new Error(result.error.code);
}

const at = (position: Vec3, scale: Vec3 = [0.2, 0.2, 0.2]): Placement => ({
  parent: null,
  position,
  rotation: [0, 0, 0, 1],
  scale,
});

const scenePage = {
  frames: () => stage.frames,
  renders: () => stage.renderer.info.render.frame,
  calls: () => stage.renderer.info.render.calls,
  /** From now on under `parent`, at `position` in its space. */
  hang(id: string, parent: string, position: Vec3): void {
    const scale = session.objects.get(id as ObjectId)?.placement.scale ?? [1, 1, 1];
    apply([{ type: 'move-object', id: id as ObjectId, placement: { ...at(position, scale), parent } }]);
  },
  place(id: string, kind: string, position: Vec3, fields: object = {}, size?: Vec3): void {
    if (session.objects.has(id as ObjectId)) this.remove(id);
    apply([{ type: 'place-object', id: id as ObjectId, kind, placement: at(position, size), fields }]);
  },
  remove(id: string): void {
    apply([{ type: 'delete-object', id: id as ObjectId }]);
  },
  placeAll(): void {
    KIND_NAMES.forEach((kind, i) => {
      const placement = at([i / 4 - 1, 0.2, 0], KINDS[kind].size);
      const fields = kind === 'model' ? { asset: BUNDLED_MODELS[0]?.asset } : {};
      apply([{ type: 'place-object', id: kind as ObjectId, kind, placement, fields }]);
    });
  },
  placeMany(count: number): void {
    const kinds = ['box', 'sphere', 'cylinder', 'cone', 'torus', 'plane', 'arrow'];
    apply(
      Array.from({ length: count }, (_, i) => ({
        type: 'place-object',
        id: `many${i}` as ObjectId,
        kind: kinds[i % kinds.length] ?? 'box',
        placement: at([((i % 100) - 50) / 20, 0.05, -Math.floor(i / 100) / 20], [0.04, 0.04, 0.04]),
        fields: {},
      })),
    );
  },
  select(ids: readonly string[]): void {
    const set = new Set(ids as ObjectId[]);
    view.setSelection(set);
    gizmo.setSelection(set);
  },
  setMode: (mode: GizmoMode) => gizmo.setMode(mode),
  cancel: () => gizmo.cancel(),
  busy: () => gizmo.busy,
  orbits: () => camera.enabled,
  events: () => events.splice(0),
  placement: (id: string) => session.objects.get(id as ObjectId)?.placement,
  /** CSS pixels of a point of session space. */
  pixel(point: Vec3): [number, number] {
    stage.camera.updateMatrixWorld();
    const { x, y } = stage.content.localToWorld(new Vector3(...point)).project(stage.camera);
    return [((x + 1) / 2) * canvas.clientWidth, ((1 - y) / 2) * canvas.clientHeight];
  },
  /** Red, green, blue (0 to 255) of the picture at CSS pixels. */
  async color(x: number, y: number): Promise<number[]> {
    const picture = await stage.snapshot();
    if (!picture) throw new Error('the picture is lost');
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context?.drawImage(picture, 0, 0);
    const scale = picture.width / canvas.clientWidth;
    return [...(context?.getImageData(x * scale, y * scale, 1, 1).data ?? [])].slice(0, 3);
  },
  /** What a picture of the scene is, and its colour in the middle of the thumbnail. */
  async picture() {
    const taken = await capturePicture(stage);
    if (!taken.ok) return { code: taken.error.code };
    const { image, thumbnail, width, height } = taken.value;
    const small = await createImageBitmap(thumbnail);
    const pen = new OffscreenCanvas(small.width, small.height).getContext('2d');
    pen?.drawImage(small, 0, 0);
    const middle = [...(pen?.getImageData(small.width / 2, small.height / 2, 1, 1).data ?? [])];
    const corner = [...(pen?.getImageData(3, 3, 1, 1).data ?? [])];
    const { width: smallWidth } = small;
    return { type: image.type, width, height, smallWidth, smallBytes: thumbnail.size, middle, corner };
  },
  xr: () => xr.state.value.state,
  grants: () => xr.grants.value,
  wish(next: Partial<typeof wishes>): void {
    wishes = { ...wishes, ...next };
  },
  async enter(wished: Partial<typeof wishes>): Promise<void> {
    this.wish(wished);
    const entered = await xr.enter();
    if (!entered.ok) throw new Error(entered.error.code);
  },
  /**
   * What the headset's picture has in its middle once the next frame is drawn: red, green, blue, alpha (0 to
   * 255).
   */
  center: () =>
    new Promise<number[]>(resolve => {
      scene.onAfterRender = () => {
        scene.onAfterRender = () => undefined;
        const gl = renderer.getContext();
        const pixel = new Uint8Array(4);
        const [x, y] = [canvas.width / 2, canvas.height / 2];
        gl.readPixels(x, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        resolve([...pixel]);
      };
    }),
  /** Somebody asks to look there. */
  ask(at: Vec3): void {
    view.setPings([{ key: `${at}`, name: 'Ana', color: '#5bd68a', isMine: false, asks: 'look', at }]);
  },
  hide(id: string): void {
    apply([{ type: 'edit-object', id: id as ObjectId, fields: { hidden: true } }]);
  },
  /** The scene as a file: its bytes as text, and what a loader makes of it. */
  async save(format: SceneFormat) {
    const saved = await view.save(format);
    if (!saved.ok) return { code: saved.error.code, detail: saved.error.detail };
    const { blob, objects, missing } = saved.value;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const text = [...bytes].map(byte => String.fromCharCode(byte)).join('');
    return { bytes: text, type: blob.type, objects, missing, loaded: await reload(format, bytes) };
  },
  bounds: () => view.bounds(),
  loseContext(): () => void {
    const extension = stage.renderer.getContext().getExtension('WEBGL_lose_context');
    extension?.loseContext();
    return () => extension?.restoreContext();
  },
  isLost: () => stage.renderer.getContext().isContextLost(),
  counts: () => view.counts,
  dispose(): void {
    gizmo.dispose();
    view.dispose();
    camera.dispose();
    stage.dispose();
  },
  memory: () => ({ ...stage.renderer.info.memory }),
};

async function reload(format: SceneFormat, bytes: Uint8Array<ArrayBuffer>) {
  if (format !== 'glb') return undefined;
  const { scene } = await new GLTFLoader().parseAsync(bytes.buffer, '');
  scene.updateMatrixWorld(true);
  const box = new Box3().setFromObject(scene, true);
  let meshes = 0;
  scene.traverse(each => {
    if (each instanceof Mesh) meshes++;
  });
  return { nodes: scene.children.length, meshes, min: box.min.toArray(), max: box.max.toArray() };
}

export type ScenePage = typeof scenePage;
Object.assign(globalThis, { scenePage, aiFrame: { frames: () => stage.frames } });
