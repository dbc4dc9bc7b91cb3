import { Vector3 } from 'three';
import {
  createSceneView,
  createStage,
  disposeAsset,
  readAsset,
  thumbnailOf,
} from '../../client/scene/index.ts';
import { thumbnailCamera } from '../../client/scene/stage/thumbnail.ts';
import { assert } from '../../shared/errors.ts';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import type { Vec3 } from '../../shared/pose.ts';
import { type Intent, SessionDocument } from '../../shared/session/index.ts';

/** A page that draws models as the app does: small pictures of them, and placed in a scene. */
const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const stage = createStage(canvas);
const files = new Map<string, ArrayBuffer>();
const view = createSceneView(stage, { readAsset: async asset => files.get(asset) });
const session = new SessionDocument();
session.subscribe(changes => view.apply(changes));
stage.onFrame(({ dt }) => view.update(dt));
stage.start();

function apply(...intents: Intent[]): void {
  const result = session.apply({ user: 'u'.repeat(43) as UserId, at: 1 }, intents);
  if (!result.ok) throw new Error(result.error.code);
}

const bufferOf = (base64: string): ArrayBuffer => Uint8Array.from(atob(base64), c => c.charCodeAt(0)).buffer;

async function pixelsOf(url: string): Promise<ImageData> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
  assert(pen, 'a canvas draws');
  pen.drawImage(image, 0, 0);
  return pen.getImageData(0, 0, image.width, image.height);
}

const at = ({ data, width }: ImageData, x: number, y: number): number[] => {
  const from = (Math.floor(y) * width + Math.floor(x)) * 4;
  return [...data.slice(from, from + 4)];
};

const samplesPage = {
  /** How the model's small picture looks at points of the unit cube (RGBA), or why there is none. */
  async look(base64: string, points: readonly Vec3[]) {
    const read = await readAsset(bufferOf(base64), stage.renderer);
    if (!read.ok) return { ok: false, code: read.error.code, detail: read.error.detail } as const;
    const { size, triangles, notes } = read.value;
    const picture = thumbnailOf(stage.renderer, read.value);
    disposeAsset(read.value);
    const pixels = await pixelsOf(picture);
    const camera = thumbnailCamera(size);
    camera.updateMatrixWorld();
    const colors = points.map(([x, y, z]) => {
      const seen = new Vector3(x * size[0], y * size[1], z * size[2]).project(camera);
      return at(pixels, ((seen.x + 1) / 2) * pixels.width, ((1 - seen.y) / 2) * pixels.height);
    });
    return { ok: true, size, triangles, notes, picture, colors } as const;
  },

  /** How it looks at points of the unit cube when it is placed and seen from the front, or from behind. */
  async place(asset: string, base64: string, points: readonly Vec3[], side: 'front' | 'behind') {
    const id = 'm' as ObjectId;
    files.set(asset, bufferOf(base64));
    if (session.objects.has(id)) apply({ type: 'delete-object', id });
    const placement = {
      parent: null,
      position: [0, 1, 0],
      rotation: [0, 0, 0, 1],
      scale: [1, 1, 1],
    } as const;
    apply({ type: 'place-object', id, kind: 'model', placement, fields: { asset } });
    stage.camera.position.set(0, 1, side === 'front' ? 2 : -2);
    stage.camera.lookAt(0, 1, 0);
    while (view.counts.waiting > 0) await new Promise(resolve => setTimeout(resolve, 10));
    view.update(16);
    stage.camera.updateMatrixWorld();
    const picture = await stage.snapshot();
    const pixels = picture?.getContext('2d')?.getImageData(0, 0, picture.width, picture.height);
    assert(picture && pixels, 'the stage draws');
    const colors = points.map(([x, y, z]) => {
      const seen = stage.content.localToWorld(new Vector3(x, y + 1, z)).project(stage.camera);
      return at(pixels, ((seen.x + 1) / 2) * pixels.width, ((1 - seen.y) / 2) * pixels.height);
    });
    return { colors, picture: picture.toDataURL() };
  },

  /** What is placed, as a GLB file that was saved. */
  async saved(): Promise<string> {
    const file = await view.save('glb');
    if (!file.ok) throw new Error(file.error.code);
    const bytes = new Uint8Array(await file.value.blob.arrayBuffer());
    return btoa([...bytes].map(byte => String.fromCharCode(byte)).join(''));
  },
};

export type SamplesPage = typeof samplesPage;
Object.assign(globalThis, { samplesPage });
