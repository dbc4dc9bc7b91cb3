import { effect, signal } from '@preact/signals-core';
import {
  BoxGeometry,
  BufferGeometry,
  Group,
  HemisphereLight,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Raycaster,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { applyUpdate, encodeStateAsUpdate } from 'yjs';
import { createNotices } from '../../../client/app/notices.ts';
import type { LiveSession } from '../../../client/app/session/session.ts';
import { AlignmentGuide } from '../../../client/app/space/alignment-guide.ts';
import {
  type Cursor,
  type InputFrame,
  type IntentBatch,
  type Notice,
  type ObjectHit,
  placeKey,
  type Ray,
  type SnapName,
  type StoredAlignment,
  type ToolOutput,
} from '../../../client/model/index.ts';
import { createPanel } from '../../../client/panel/index.ts';
import { createTools } from '../../../client/tools/index.ts';
import { type AlignmentStore, createScreenInput, createXrRuntime } from '../../../client/xr/index.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { fromAlignment, type Placement, type Pose, transform, type Vec3 } from '../../../shared/pose.ts';
import { createPageSession } from './session.ts';
import { hearSounds } from './sounds.ts';
import { Tape } from './tape.ts';
import { createTour } from './tour.ts';

/**
 * The smallest composition in which XR, tools and panel make sense: a plain renderer, boxes for objects, a
 * document in memory.
 */

const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const renderer = new WebGLRenderer({ canvas, alpha: true, antialias: true });
renderer.setClearAlpha(0);
renderer.xr.enabled = true;
const scene = new Scene();
const content = new Group();
scene.add(content, new HemisphereLight(0xffffff, 0x445566, 3));
const camera = new PerspectiveCamera(60, 1, 0.01, 100);
camera.position.set(0, 1.6, 2);
camera.lookAt(0, 0, -1);

const KEY = 'places';
const alignments: AlignmentStore = {
  all: () => JSON.parse(localStorage.getItem(KEY) ?? '[]') as StoredAlignment[],
  put: stored => {
    const others = alignments.all().filter(each => placeKey(each.of) !== placeKey(stored.of));
    localStorage.setItem(KEY, JSON.stringify([stored, ...others]));
  },
};
const xr = createXrRuntime({ renderer, scene, content, alignments });
const session = createPageSession(
  () => xr.leave(),
  () => room.actions,
);
const { model, actions, document: doc } = session;
const room = new AlignmentGuide({
  model,
  notices: createNotices(model.notices),
  alignments: { ...alignments, forget: () => undefined },
  // Of the session, the room asks only these.
  session: () =>
    ({
      id: session.id,
      open: session.open,
      editing: {
        apply: ({ intents, gesture }: IntentBatch) => {
          session.apply(intents, gesture);
          return true;
        },
      },
    }) as unknown as LiveSession,
  xr,
  prefer: change => actions.prefer(change),
});
xr.welcome();
xr.setSite({ session: session.id, name: session.open.name, frames: session.open.frames, told: signal([]) });
effect(() => {
  model.space.value = xr.space.value;
});
const tools = createTools();
const panel = createPanel({
  renderer,
  parent: content,
  model,
  actions,
  keyboard: () => xr.keyboard(),
  tick: id => xr.tick(id),
});

const meshes = new Map<ObjectId, Mesh>();
const put = (mesh: Mesh, { position, rotation, scale }: Omit<Placement, 'parent'>): void => {
  mesh.position.set(...position);
  mesh.quaternion.set(...rotation);
  mesh.scale.set(...scale);
  mesh.updateMatrixWorld(true);
};
doc.subscribe(changes => {
  for (const change of changes) {
    if (change.type === 'object-removed') meshes.get(change.id)?.removeFromParent();
    if (change.type !== 'object-placed' && change.type !== 'object-changed') continue;
    const { id, pose, placement, color } = change.object;
    const mesh = meshes.get(id) ?? new Mesh(new BoxGeometry(), new MeshStandardMaterial());
    (mesh.material as MeshStandardMaterial).color.set(color ?? '#4cc2ff');
    mesh.name = id;
    meshes.set(id, mesh);
    content.add(mesh);
    put(mesh, { ...pose, scale: placement.scale });
  }
});

function pick(ray: Ray): ObjectHit | undefined {
  const caster = new Raycaster(new Vector3(...ray.origin), new Vector3(...ray.direction));
  caster.ray.applyMatrix4(content.matrixWorld);
  const hit = caster.intersectObjects([...meshes.values()].filter(mesh => mesh.parent))[0];
  if (!hit?.face) return undefined;
  const normal = hit.face.normal.clone().transformDirection(hit.object.matrix);
  return {
    id: hit.object.name as ObjectId,
    point: content.worldToLocal(hit.point.clone()).toArray(),
    normal: normal.toArray(),
    distance: hit.distance,
  };
}

/** What the page's camera controls would have done, as a count of presses that they may have. */
let orbits = 0;
let isHolding = false;
const screen = createScreenInput(canvas, camera, {
  content,
  holds: ray => model.choice.value.tool === 'select' && pick(ray) !== undefined,
  onHold: now => {
    isHolding = now;
  },
});
canvas.addEventListener('pointerdown', () => {
  if (!isHolding) orbits += 1;
});

const ghost = new Mesh(new BoxGeometry(), new MeshStandardMaterial({ transparent: true, opacity: 0.5 }));
const lines = new Map<string, Line>();
content.add(ghost);

function drawCursors(cursors: readonly Cursor[]): void {
  for (const line of lines.values()) line.visible = false;
  for (const { pointer, from, to } of cursors) {
    const line =
      lines.get(pointer) ?? new Line(new BufferGeometry(), new LineBasicMaterial({ color: '#4cc2ff' }));
    lines.set(pointer, line);
    line.visible = true;
    line.frustumCulled = false;
    line.geometry.setFromPoints([new Vector3(...from), new Vector3(...to)]);
    content.add(line);
  }
}

function carryOut(output: ToolOutput): void {
  for (const { intents, gesture } of output.batches) session.apply(intents, gesture);
  if (output.selection) actions.select(output.selection);
  for (const { id, placement } of output.held) {
    const mesh = meshes.get(id as ObjectId);
    if (mesh) put(mesh, placement);
  }
  ghost.visible = output.preview !== undefined;
  if (output.preview) put(ghost, output.preview.placement);
  drawCursors(output.cursors);
  for (const id of output.ticks) xr.tick(id);
}

let frames = 0;
let previous = 0;
let input: InputFrame | undefined;
const tape = new Tape();
let output: ToolOutput | undefined;
effect(() => {
  const isPresenting = xr.state.value.state === 'presenting';
  model.xr.value = xr.state.value;
  if (isPresenting) panel.show();
  else panel.hide();
});

renderer.setAnimationLoop((time: number, frame?: XRFrame) => {
  const dt = time - previous;
  previous = time;
  const isPresenting = xr.state.peek().state === 'presenting';
  input = isPresenting ? frame && xr.input(frame, time) : screen.read(time);
  if (input) {
    const captured: ReadonlySet<string> = isPresenting ? panel.update(input, dt) : new Set();
    const pointers = input.pointers.map(each => ({ ...each, captured: captured.has(each.id) }));
    input = { ...input, pointers };
    tape.hear(input);
    const isAligning = isPresenting && room.update(input, dt) !== undefined;
    output =
      isAligning || (isPresenting && xr.space.peek().state !== 'aligned')
        ? tools.cancel()
        : tools.update(input, {
            objects: doc.objects,
            choice: model.choice.value,
            color: model.color.value,
            selection: session.selection.value,
            several: model.several.value,
            mayEdit: true,
            snaps: new Set<SnapName>(['surface']),
            pick,
          });
  } else {
    output = tools.cancel();
  }
  carryOut(output);
  renderer.render(scene, camera);
  frames += 1;
});

const enter = document.querySelector('#enter') as HTMLButtonElement;
enter.addEventListener('click', () => {
  void xr.enter();
});

const page = {
  state: () => xr.state.value,
  input: () => input,
  record: tape.record,
  recorded: tape.recorded,
  /** The panel's place, session space. */
  panelAt: (): Pose => ({
    position: panel.object.position.toArray(),
    rotation: panel.object.quaternion.toArray(),
  }),
  output: () => output,
  objects: () => [...doc.objects.values()],
  choice: () => model.choice.value,
  calls: () => ({ ...session.calls }),
  lastCall: (name: string) => session.lastCall[name] ?? [],
  say: (notice: Notice) => {
    model.notices.value = [notice];
  },
  pick: (id: ObjectId) => actions.select(new Set([id])),
  selection: () => [...session.selection.value],
  stored: () => alignments.all()[0],
  /** As if the last visit had left the session elsewhere. */
  forge: (alignment: StoredAlignment['alignment']) => {
    const [stored] = alignments.all();
    if (stored) alignments.put({ ...stored, alignment });
  },
  /** The document's bytes, to be taken in by another page. */
  share: () => [...encodeStateAsUpdate(doc.doc)],
  take: (update: number[]) => applyUpdate(doc.doc, new Uint8Array(update), 'link'),
  align: (step: 'definePoints' | 'alignByTouch' | 'finishAligning') => actions[step](),
  guide: () => model.guide.value,
  frames: () => session.open.frames.value,
  undo: () => actions.undo(),
  /** A point of session space in the headset's space. */
  inRoom: (point: Vec3) =>
    transform(
      fromAlignment({
        yaw: 2 * Math.atan2(content.quaternion.y, content.quaternion.w),
        translation: content.position.toArray(),
      }),
      point,
    ),
  findButton: (label: string) => panel.buttonAt(label),
  tour: createTour(panel, model, { renderer, scene, camera }),
  choose: (choice: typeof model.choice.value) => actions.choose(choice),
  leave: () => xr.leave(),
  sounds: hearSounds,
  orbits: () => orbits,
  /** Where a point of session space is on the page, in CSS pixels. */
  onPage: ([x, y, z]: Vec3): [number, number] => {
    const { x: right, y: up } = content.localToWorld(new Vector3(x, y, z)).project(camera);
    return [((right + 1) / 2) * canvas.clientWidth, ((1 - up) / 2) * canvas.clientHeight];
  },
};
export type TestPageApi = typeof page;

Object.assign(globalThis, {
  testPage: page,
  aiFrame: {
    frames: () => frames,
    objects: () => page.objects().map(({ id, kind, pose }) => ({ id, kind, position: pose.position })),
    status: () => '',
    xr: () => xr.state.value.state,
    space: () => xr.space.value,
    guide: () => model.guide.value,
    inRoom: page.inRoom,
    peers: () => 0,
  },
});
