import type { Scene } from 'three';
import { GLTFExporter } from 'three/addons/exporters/GLTFExporter.js';
import { assert } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { createUnpacker } from './unpack.ts';

/** Textures with longer sides (pixels) are made smaller. */
const TEXTURE_SIDE = 2_048;

export async function writeGlb(scene: Scene): Promise<ArrayBuffer> {
  const unpacker = createUnpacker();
  const exporter = new GLTFExporter();
  exporter.setTextureUtils(unpacker as unknown as Parameters<typeof exporter.setTextureUtils>[0]);
  try {
    const maxTextureSize = Math.min(TEXTURE_SIDE, LIMITS.texturePixelsMax);
    const written = await exporter.parseAsync(scene, { binary: true, trs: true, maxTextureSize });
    assert(written instanceof ArrayBuffer, 'a binary export is bytes');
    return written;
  } finally {
    unpacker.dispose();
  }
}
