import type { WebGLRenderer } from 'three';
import { type GLTF, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { type ErrorCode, fail, ok, type Result } from '../../../shared/errors.ts';
import { inspectGlb } from '../../../shared/files/glb.ts';
import { readImageHeader } from '../../../shared/files/image.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Asset } from './asset.ts';
import { addDecoders, NoDecoder } from './decoders.ts';
import { readPicture } from './picture.ts';
import { fitToUnitCube, joined, primitiveOf, trianglesOf } from './primitive.ts';
import { simplify } from './simplify.ts';
import { stillOf } from './still.ts';

/**
 * Reads a GLB or a picture, whichever the bytes are. Nothing in them is trusted: both are looked over first,
 * and what a decoder made is counted again. `renderer` says which compressed textures the GPU takes.
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
    const gltf = await new Promise<GLTF>((resolve, reject) => {
      addDecoders(loader, info.value.needs, renderer, reject)
        .then(() => loader.parseAsync(bufferOf(info.value.bytes), ''))
        .then(resolve, reject);
    });
    const still = stillOf(gltf);
    if (!still.ok) return still;
    const { shapes } = still.value;
    const size = fitToUnitCube(shapes);
    const simplified = await simplify(shapes, LIMITS.modelTrianglesBudgetCount);
    const triangles = shapes.reduce((sum, { geometry }) => sum + trianglesOf(geometry), 0);
    const notes = [...new Set([...info.value.notes, ...still.value.notes])];
    return ok({ primitives: joined(shapes.map(primitiveOf)), size, triangles, simplified, notes });
  } catch (error) {
    return fail(codeOf(error), error instanceof Error ? error.message : undefined, error);
  } finally {
    loader.dracoLoader?.dispose();
    loader.ktx2Loader?.dispose();
  }
}

/**
 * Returns the error code for an exception of the loader or of a decoder. Engines throw a RangeError where
 * memory is not to be had.
 */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof NoDecoder) return 'model/no-decoder';
  return error instanceof RangeError && /alloc|memory/i.test(error.message)
    ? 'model/too-large'
    : 'model/broken';
}

/** The loader reads from the first byte of a buffer. */
const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
