import { type Component, Image } from '@pmndrs/uikit';
import { effect, signal } from '@preact/signals-core';
import { CanvasTexture, LinearFilter, LinearMipmapLinearFilter, SRGBColorSpace } from 'three';
import { current, type Live } from './live.ts';

/** Pixels of the texture for each of the panel's: as sharp as the headset can show at arm's length. */
const DENSITY = 3;
const FAMILY = '"Inter Variable", Inter, system-ui, sans-serif';

export interface WritingOptions {
  readonly text: Live<string> | string;
  /** In the panel's pixels. */
  readonly size: number;
  readonly weight: number;
  readonly color: Live<string> | string;
  /** Longer text ends in an ellipsis here (the panel's pixels). */
  readonly maxWidth: number;
}

/**
 * A line of text that people wrote, drawn by the browser: the panel's own letters are few (no accents, no other scripts), and a name
 * must be readable whatever its language.
 */
export function writing({ text, size, weight, color, maxWidth }: WritingOptions): Component {
  const texture = signal<CanvasTexture | undefined>(undefined);
  const width = signal(1);
  const height = Math.ceil(size * 1.35);
  const fontsReady = signal(false);
  void document.fonts.ready.then(() => {
    fontsReady.value = true;
  });

  const image = new Image({
    src: texture,
    width,
    height,
    flexShrink: 0,
    keepAspectRatio: false,
    pointerEvents: 'none',
  });
  const stop = effect(() => {
    // Drawn again when the page's own font has arrived.
    void fontsReady.value;
    const drawn = draw(current(text), current(color), `${weight} ${size}px ${FAMILY}`, maxWidth, height);
    width.value = drawn.width;
    texture.value = drawn.texture;
    return () => drawn.texture.dispose();
  });
  image.abortSignal.addEventListener('abort', stop, { once: true });
  return image;
}

function draw(
  text: string,
  color: string,
  font: string,
  maxWidth: number,
  height: number,
): { readonly texture: CanvasTexture; readonly width: number } {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws no 2D canvas');
  context.font = font;
  const shown = shorten(text, maxWidth, each => context.measureText(each).width);
  const width = Math.max(1, Math.ceil(context.measureText(shown).width));
  canvas.width = width * DENSITY;
  canvas.height = height * DENSITY;
  // A canvas forgets its settings when it is resized.
  context.scale(DENSITY, DENSITY);
  context.font = font;
  context.fillStyle = color;
  context.textBaseline = 'middle';
  context.fillText(shown, 0, height / 2);
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.anisotropy = 4;
  return { texture, width };
}

/** `text`, or as many of its characters as fit with an ellipsis; whole characters, so that no emoji is cut in half. */
export function shorten(text: string, maxWidth: number, measure: (text: string) => number): string {
  if (measure(text) <= maxWidth) return text;
  const characters = [...text];
  while (characters.length > 0 && measure(`${characters.join('')}…`) > maxWidth) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
