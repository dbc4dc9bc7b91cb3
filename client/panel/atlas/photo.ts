import type { Sprite } from './atlas.ts';

/** Texels for each pixel: about as many as a headset shows of it at arm's length. */
const DENSITY = 1.3;
const RADIUS = 8;

/**
 * The room that a picture is given (the panel's pixels): `cover` fills it and cuts what is over, `contain`
 * shows all of it.
 */
export interface Fit {
  readonly width: number;
  readonly height: number;
  readonly fit: 'cover' | 'contain';
}

/** `image` as a print. Holds no more of it than can be seen, however large the file is. */
export function photo(key: string, image: HTMLImageElement, { width, height, fit }: Fit): Sprite {
  const { naturalWidth: across, naturalHeight: down } = image;
  const scales = [width / across, height / down];
  const scale = fit === 'cover' ? Math.max(...scales) : Math.min(...scales);
  const [wide, high] = [Math.min(width, across * scale), Math.min(height, down * scale)];
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(wide * DENSITY);
  canvas.height = Math.ceil(high * DENSITY);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws no 2D canvas');
  context.imageSmoothingQuality = 'high';
  const [shownWide, shownHigh] = [wide / scale, high / scale];
  const from = [(across - shownWide) / 2, (down - shownHigh) / 2] as const;
  context.drawImage(image, ...from, shownWide, shownHigh, 0, 0, canvas.width, canvas.height);
  return {
    key: ['photo', key, fit, width, height].join('\n'),
    width: wide,
    height: high,
    density: DENSITY,
    paint: pen => {
      pen.beginPath();
      pen.roundRect(0, 0, wide, high, RADIUS);
      pen.clip();
      pen.drawImage(canvas, 0, 0, wide, high);
    },
  };
}

/** Undefined for what the browser cannot read as an image. */
export const loadImage = (url: string): Promise<HTMLImageElement | undefined> =>
  new Promise(resolve => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => resolve(undefined);
    image.src = url;
  });
