import { CanvasTexture, type Scene, SRGBColorSpace, type Texture } from 'three';
import { fail, ok, type Result, unreachable } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Card } from '../cards/card.ts';
import { fontsReady } from '../cards/fonts.ts';
import { CARD_FORMATS } from '../cards/formats.ts';
import { createCardPainter } from '../cards/paint.ts';
import type { Kit } from '../instancing/kit.ts';
import { contentsOf, type VisibleScene } from './contents.ts';
import type { SceneFile, SceneFormat } from './format.ts';

/**
 * Returns the visible scene as a file, models that are still being read included. Rejects where the browser
 * runs out of memory, or cannot encode.
 */
export async function writeScene(
  kit: Kit,
  shown: readonly VisibleScene[],
  format: SceneFormat,
): Promise<Result<SceneFile>> {
  await fontsReady();
  await kit.assets.settled(new Set(shown.flatMap(({ object }) => object.asset ?? [])));
  const painter = createCardPainter();
  const contents = contentsOf(kit, shown, card => pictureOf(card, painter));
  const { objects, missing, triangles } = contents;
  try {
    if (objects === 0) return fail('scene/nothing-to-save');
    if (triangles > LIMITS.modelTrianglesMaxCount) {
      return fail('scene/file-too-large', `more than ${LIMITS.modelTrianglesMaxCount} triangles`);
    }
    return ok({ blob: await encode(contents.scene, format), objects, missing });
  } finally {
    contents.dispose();
  }
}

async function encode(scene: Scene, format: SceneFormat): Promise<Blob> {
  switch (format) {
    case 'glb': {
      const { writeGlb } = await import('./glb.ts');
      return new Blob([await writeGlb(scene)], { type: 'model/gltf-binary' });
    }
    case 'usdz': {
      const { writeUsdz } = await import('./usdz.ts');
      return new Blob([await writeUsdz(scene)], { type: 'model/vnd.usdz+zip' });
    }
    default:
      return unreachable(format);
  }
}

function pictureOf(card: Card, painter: ReturnType<typeof createCardPainter>): Texture {
  const { width, height } = CARD_FORMATS[card.style];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pixels = new ImageData(width, height);
  pixels.data.set(painter(card, width, height));
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.flipY = false;
  return texture;
}
