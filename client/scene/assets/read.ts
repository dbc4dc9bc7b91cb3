import { type BufferGeometry, type Material, Mesh, type WebGLRenderer } from 'three';
import { type GLTF, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import { inspectGlb } from '../../../shared/files/glb.ts';
import { readImageHeader } from '../../../shared/files/image.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Asset } from './asset.ts';
import { addDecoders, NoDecoder } from './decoders.ts';
import { readPicture } from './picture.ts';
import { fitToUnitCube, joined, primitiveOf, shapeOf, trianglesOf } from './primitive.ts';
import { simplify } from './simplify.ts';

/**
 * Reads a GLB or a picture, whichever the bytes are. Nothing in them is trusted: both are looked over first, and what a decoder made
 * is counted again. `renderer` says which compressed textures the GPU takes.
 */
export async function readAsset(bytes: ArrayBuffer, renderer?: WebGLRenderer): Promise<Result<Asset>> {
  const view = new Uint8Array(bytes);
  const image = readImageHeader(view);
  if (image && image.type !== 'image/ktx2') {
    const isTooLarge =
      bytes.byteLength > LIMITS.imageMaxBytes ||
      Math.max(image.width, image.height) > LIMITS.texturePixelsMax;
    if (isTooLarge) return fail('image/too-large', `${image.width} x ${image.height}`);
    try {
      return ok(await readPicture(bytes, image));
    } catch (error) {
      return fail('image/not-image', 'it cannot be decoded', error);
    }
  }
  const info = inspectGlb(view);
  if (!info.ok) return info;
  const loader = new GLTFLoader();
  try {
    const { scene } = await new Promise<GLTF>((resolve, reject) => {
      addDecoders(loader, info.value.needs, renderer, reject)
        .then(() => loader.parseAsync(bytes, ''))
        .then(resolve, reject);
    });
    scene.updateMatrixWorld(true);
    const meshes: Mesh<BufferGeometry, Material>[] = [];
    scene.traverse(object => {
      if (object instanceof Mesh) meshes.push(object as Mesh<BufferGeometry, Material>);
    });
    const declared = meshes.reduce((sum, { geometry }) => sum + trianglesOf(geometry), 0);
    if (declared > LIMITS.modelTrianglesMaxCount)
      return fail('model/too-large', 'more triangles than it declares');
    const shapes = meshes.map(shapeOf);
    const size = fitToUnitCube(shapes);
    const simplified = await simplify(shapes, LIMITS.modelTrianglesBudgetCount);
    const triangles = shapes.reduce((sum, { geometry }) => sum + trianglesOf(geometry), 0);
    if (triangles === 0) return fail('model/empty');
    return ok({ primitives: joined(shapes.map(primitiveOf)), size, triangles, simplified });
  } catch (error) {
    const code = error instanceof NoDecoder ? 'model/no-decoder' : 'model/broken';
    return fail(code, error instanceof Error ? error.message : undefined, error);
  } finally {
    loader.dracoLoader?.dispose();
    loader.ktx2Loader?.dispose();
  }
}
