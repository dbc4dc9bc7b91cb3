import type { Scene } from 'three';
import { USDZExporter } from 'three/addons/exporters/USDZExporter.js';
import { flattenColors } from './flat-colors.ts';
import { simpleSurfaces } from './surfaces.ts';
import { createUnpacker } from './unpack.ts';

/** Of textures, in pixels: phones with little memory show nothing rather than less. */
const TEXTURE_SIDE = 1_024;

/**
 * A zip of stored entries, each aligned to 64 bytes, as the format asks. Changes `scene`: this format has no
 * colours in corners, and no materials with two sides.
 */
export async function writeUsdz(scene: Scene): Promise<Uint8Array<ArrayBuffer>> {
  const unpacker = createUnpacker();
  const simple = simpleSurfaces(scene);
  const flattened = flattenColors(scene);
  const exporter = new USDZExporter();
  exporter.setTextureUtils(unpacker as unknown as Parameters<typeof exporter.setTextureUtils>[0]);
  try {
    scene.updateMatrixWorld(true);
    return await exporter.parseAsync(scene, { quickLookCompatible: true, maxTextureSize: TEXTURE_SIDE });
  } finally {
    flattened.dispose();
    simple.dispose();
    unpacker.dispose();
  }
}
