import { BoxGeometry, MeshStandardMaterial, PlaneGeometry, SRGBColorSpace, Texture } from 'three';
import type { ImageHeader } from '../../../shared/files/image.ts';
import type { Asset } from './asset.ts';
import { type Primitive, primitiveOf } from './primitive.ts';

/** Longer edges are made smaller: what a wall shows from a metre away has no more pixels to see. */
const LONGEST_PX = 2_048;
/** Of a newly placed picture's longer side. */
const LONGEST_M = 0.6;
const FRAME_M = 0.02;
/** The frame's width, as a share of the picture. */
const BORDER = 0.035;

let framed: Primitive | undefined;
/** One shape for all pictures: however many there are, their frames are one draw call. */
function frame(): Primitive {
  const material = new MeshStandardMaterial({ name: 'tint', color: '#ffffff' });
  framed ??= { ...primitiveOf({ geometry: new BoxGeometry(1, 1, 1), material }), shared: 'picture frame' };
  return framed;
}

/**
 * A picture in a frame, filling the unit cube; its front is +Z. Rejects where the browser cannot decode it.
 */
export async function readPicture(bytes: ArrayBuffer, { type }: Pick<ImageHeader, 'type'>): Promise<Asset> {
  // Only what is decoded knows which way up it is: cameras turn their pictures by a word beside the size that
  // the file says.
  const decoded = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' });
  const { width, height } = decoded;
  const shrink = Math.min(1, LONGEST_PX / Math.max(width, height));
  const bitmap = await createImageBitmap(decoded, {
    resizeWidth: Math.max(1, Math.round(width * shrink)),
    resizeHeight: Math.max(1, Math.round(height * shrink)),
    resizeQuality: 'high',
    // The browser would upload it upside down otherwise: bitmaps take no part in `flipY`.
    imageOrientation: 'flipY',
  });
  decoded.close();
  const map = new Texture(bitmap);
  map.colorSpace = SRGBColorSpace;
  map.flipY = false;
  map.anisotropy = 4;
  map.needsUpdate = true;
  const front = new PlaneGeometry(1 - BORDER * 2, 1 - BORDER * 2).translate(0, 0, 0.501);
  const material = new MeshStandardMaterial({ map, roughness: 0.9, metalness: 0 });
  const longest = Math.max(width, height);
  return {
    primitives: [frame(), primitiveOf({ geometry: front, material })],
    size: [(width / longest) * LONGEST_M, (height / longest) * LONGEST_M, FRAME_M],
    triangles: 14,
    simplified: false,
    notes: [],
  };
}
