import { Mesh, type Scene, Texture } from 'three';
import { GLTFExporter } from 'three/addons/exporters/GLTFExporter.js';
import { assert } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { createUnpacker } from './unpack.ts';

/** Textures with longer sides (pixels) are made smaller. */
const TEXTURE_SIDE = 2_048;

/** Changes `scene`: its materials get pictures of other kinds. */
export async function writeGlb(scene: Scene): Promise<ArrayBuffer> {
  withoutWebp(scene);
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

/**
 * Not every browser can write WebP, and one that cannot would put another kind of picture under that name.
 */
function withoutWebp(scene: Scene): void {
  scene.traverse(each => {
    if (!(each instanceof Mesh)) return;
    for (const [name, value] of Object.entries(each.material)) {
      if (!(value instanceof Texture) || value.userData.mimeType !== 'image/webp') continue;
      const copy = value.clone();
      copy.userData = {};
      Object.assign(each.material, { [name]: copy });
    }
  });
}
