import {
  AmbientLight,
  DirectionalLight,
  Group,
  type Material,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
  SRGBColorSpace,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { length, type Vec3 } from '../../../shared/pose.ts';
import type { Asset } from '../assets/asset.ts';
import { finished } from '../assets/surfaces.ts';
import { canvasOf } from './portrait.ts';

const SIDE_PX = 160;
const FIELD_DEG = 30;

/** From the front, a little from the right and from above, all of it in the picture. */
export function thumbnailCamera(size: Vec3): PerspectiveCamera {
  const distance = length(size) / 2 / Math.sin((FIELD_DEG * Math.PI) / 360);
  const camera = new PerspectiveCamera(FIELD_DEG, 1, distance / 100, distance * 4);
  camera.position.set(distance * 0.45, distance * 0.35, distance * 0.82);
  camera.lookAt(0, 0, 0);
  return camera;
}

/** A small picture of an asset, as a `data:` URL; see-through where the asset is not. */
export function thumbnailOf(renderer: WebGLRenderer, { primitives, size }: Asset): string {
  const plain = new MeshStandardMaterial({ vertexColors: true, roughness: 0.62 });
  const scene = new Scene();
  const group = new Group();
  group.scale.fromArray(size);
  const finishes: Material[] = [];
  for (const { geometry, material, finish } of primitives) {
    const drawn = material ?? finished(plain, finish);
    if (drawn !== material) finishes.push(drawn);
    group.add(new Mesh(geometry, drawn));
  }
  const key = new DirectionalLight('#ffffff', 2.6);
  key.position.set(1, 2, 2);
  scene.add(group, new AmbientLight('#ffffff', 1.1), key);
  const camera = thumbnailCamera(size);
  const target = new WebGLRenderTarget(SIDE_PX, SIDE_PX, { samples: 4, colorSpace: SRGBColorSpace });
  const before = { target: renderer.getRenderTarget(), xr: renderer.xr.enabled };
  const pixels = new Uint8Array(SIDE_PX * SIDE_PX * 4);
  try {
    renderer.xr.enabled = false;
    renderer.setRenderTarget(target);
    renderer.clear();
    renderer.render(scene, camera);
    renderer.readRenderTargetPixels(target, 0, 0, SIDE_PX, SIDE_PX, pixels);
  } finally {
    renderer.setRenderTarget(before.target);
    renderer.xr.enabled = before.xr;
    target.dispose();
    for (const each of finishes) each.dispose();
  }
  return canvasOf(pixels, SIDE_PX, SIDE_PX).toDataURL();
}
