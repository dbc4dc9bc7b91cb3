import { fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Picture } from '../../model/index.ts';
import type { Stage } from './stage.ts';

/** Of the longer side, in pixels. */
const IMAGE_SIDE = 2_560;
const THUMBNAIL_SIDE = 320;
/** Tried from the best on until it is small enough. */
const QUALITIES = [0.9, 0.75, 0.6, 0.4, 0.2];

/**
 * Takes a picture of what the person sees now, as `Stage.snapshot` has it, and a small version of it. Errors:
 * `scene/no-picture`.
 */
export async function capturePicture(stage: Stage): Promise<Result<Picture>> {
  const seen = await stage.snapshot();
  if (!seen) return fail('scene/no-picture');
  const full = scaled(seen, IMAGE_SIDE);
  const image = await encode(full, LIMITS.screenshotMaxBytes);
  const thumbnail = await encode(scaled(full, THUMBNAIL_SIDE), LIMITS.thumbnailMaxBytes);
  if (!image || !thumbnail) return fail('scene/no-picture');
  return ok({ image, thumbnail, width: full.width, height: full.height });
}

function scaled(source: HTMLCanvasElement, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(source.width, source.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(source.width * scale));
  canvas.height = Math.max(1, Math.round(source.height * scale));
  const pen = canvas.getContext('2d');
  if (pen) {
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}

/**
 * Undefined where the browser cannot. One that cannot write WebP answers with PNG, which only small pictures
 * stay.
 */
async function encode(canvas: HTMLCanvasElement, maxBytes: number): Promise<Blob | undefined> {
  for (const type of ['image/webp', 'image/jpeg']) {
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, type, quality));
      if (blob && blob.size <= maxBytes) return blob;
      if (blob?.type !== type) break;
    }
  }
  return undefined;
}
