import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { characters } from '../../../shared/text.ts';
import { current, sprite } from './sprite.ts';

const FAMILY = '"Inter Variable", Inter, system-ui, sans-serif';

export interface TextSpriteOptions {
  readonly text: ReadonlySignal<string> | string;
  /** In the panel's pixels. */
  readonly size: number;
  readonly weight: number;
  readonly color: ReadonlySignal<string> | string;
  /** Longer text is broken here (the panel's pixels), or ends in an ellipsis on its last line. */
  readonly maxWidth: ReadonlySignal<number> | number;
  /**
   * One unless told otherwise. The room for all of them is kept free, so that nothing moves when the text
   * changes.
   */
  readonly lines?: number;
  /** Takes no more room than its text, where what is below comes and goes with it. */
  readonly isSnug?: boolean;
}

/**
 * A line of text that people wrote, drawn by the browser: the panel's own letters are few (no accents, no
 * other scripts), and a name must be readable whatever its language.
 */
export function textSprite(options: TextSpriteOptions): Container {
  const { text, size, weight, color, maxWidth, lines = 1, isSnug = false } = options;
  const areFontsReady = signal(false);
  void document.fonts.ready.then(() => {
    areFontsReady.value = true;
  });
  const font = `${weight} ${size}px ${FAMILY}`;
  const lineHeight = Math.ceil(size * 1.35);
  return sprite(
    computed(() => {
      const shown = breakLines(current(text), current(maxWidth), lines, each => widthOf(each, font));
      const ink = current(color);
      return {
        // Painted again when the page's own font has arrived.
        key: [font, isSnug ? shown.length : lines, ink, areFontsReady.value, ...shown].join('\n'),
        width: Math.max(1, Math.ceil(Math.max(...shown.map(each => widthOf(each, font))))),
        height: lineHeight * (isSnug ? shown.length : lines),
        paint: context => {
          context.font = font;
          context.fillStyle = ink;
          context.textBaseline = 'middle';
          for (const [i, line] of shown.entries()) context.fillText(line, 0, (i + 0.5) * lineHeight);
        },
      };
    }),
  );
}

let ruler: CanvasRenderingContext2D | undefined;

function widthOf(text: string, font: string): number {
  ruler ??= document.createElement('canvas').getContext('2d') ?? undefined;
  if (!ruler) throw new Error('this browser draws no 2D canvas');
  ruler.font = font;
  return ruler.measureText(text).width;
}

/**
 * `text` as at most `lines` lines, broken between words; what is left over ends the last one in an ellipsis.
 */
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

/**
 * `text`, or as many of its characters as fit with an ellipsis; whole characters, so that no emoji is cut in
 * half.
 */
export function shorten(text: string, maxWidth: number, measure: (text: string) => number): string {
  if (measure(text) <= maxWidth) return text;
  const shown = characters(text);
  while (shown.length > 0 && measure(`${shown.join('')}…`) > maxWidth) shown.pop();
  return `${shown.join('').replace(/[\s,;:]+$/u, '')}…`;
}
