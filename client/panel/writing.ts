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
  /** Longer text is broken here (the panel's pixels), or ends in an ellipsis on its last line. */
  readonly maxWidth: Live<number> | number;
  /** One unless told otherwise. The room for all of them is kept free, so that nothing moves when the text changes. */
  readonly lines?: number;
}

/**
 * A line of text that people wrote, drawn by the browser: the panel's own letters are few (no accents, no other scripts), and a name
 * must be readable whatever its language.
 */
export function writing({ text, size, weight, color, maxWidth, lines = 1 }: WritingOptions): Component {
  const texture = signal<CanvasTexture | undefined>(undefined);
  const width = signal(1);
  const lineHeight = Math.ceil(size * 1.35);
  const height = lineHeight * lines;
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
    const drawn = draw(
      current(text),
      current(color),
      `${weight} ${size}px ${FAMILY}`,
      current(maxWidth),
      lines,
      lineHeight,
    );
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
  lines: number,
  lineHeight: number,
): { readonly texture: CanvasTexture; readonly width: number } {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws no 2D canvas');
  context.font = font;
  const measure = (each: string): number => context.measureText(each).width;
  const shown = breakLines(text, maxWidth, lines, measure);
  const width = Math.max(1, Math.ceil(Math.max(...shown.map(measure))));
  canvas.width = width * DENSITY;
  canvas.height = lineHeight * lines * DENSITY;
  // A canvas forgets its settings when it is resized.
  context.scale(DENSITY, DENSITY);
  context.font = font;
  context.fillStyle = color;
  context.textBaseline = 'middle';
  for (const [i, line] of shown.entries()) context.fillText(line, 0, (i + 0.5) * lineHeight);
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.anisotropy = 4;
  return { texture, width };
}

/** `text` as at most `lines` lines, broken between words; what is left over ends the last one in an ellipsis. */
export function breakLines(
  text: string,
  maxWidth: number,
  lines: number,
  measure: (text: string) => number,
): readonly string[] {
  const broken: string[] = [];
  let rest = text;
  while (broken.length < lines - 1 && measure(rest) > maxWidth) {
    const words = rest.split(' ');
    let fitting = 1;
    while (fitting < words.length && measure(words.slice(0, fitting + 1).join(' ')) <= maxWidth) fitting += 1;
    broken.push(shorten(words.slice(0, fitting).join(' '), maxWidth, measure));
    rest = words.slice(fitting).join(' ');
    if (rest === '') return broken;
  }
  return [...broken, shorten(rest, maxWidth, measure)];
}

/** `text`, or as many of its characters as fit with an ellipsis; whole characters, so that no emoji is cut in half. */
export function shorten(text: string, maxWidth: number, measure: (text: string) => number): string {
  if (measure(text) <= maxWidth) return text;
  const characters = [...text];
  while (characters.length > 0 && measure(`${characters.join('')}…`) > maxWidth) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
