import { characters } from '../../../shared/text.ts';
import type { Card } from './card.ts';

/** Paints `card` over all of a picture of `width` by `height` pixels; answers its RGBA bytes. */
export type CardPainter = (card: Card, width: number, height: number) => Uint8ClampedArray;

export const CARD_FONT = '"Inter Variable", Inter, system-ui, sans-serif';

const PLATE = '#151a22';
const PLATE_TEXT = '#f2f6fb';
const INK = '#1d2026';
const CHALK = '#f6f8fb';

/** Relative luminance of `#rrggbb` (WCAG 2). */
function luminance(color: string): number {
  const channel = (at: number): number => {
    const c = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Words into lines no wider than `width`; a word that is wider than a line is broken. */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (measure(longer) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = '';
      for (const letter of characters(word)) {
        if (line !== '' && measure(line + letter) > width) {
          lines.push(line);
          line = '';
        }
        line += letter;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** A painter with a canvas of its own. */
export function createCardPainter(): CardPainter {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no 2D canvas.');
  return (card, width, height) => {
    canvas.width = width;
    canvas.height = height;
    // Everything is painted in a space 100 high and as wide as the card really is.
    context.scale(width / (100 * card.aspect), height / 100);
    paint(context, card, 100 * card.aspect);
    return context.getImageData(0, 0, width, height).data;
  };
}

function paint(context: CanvasRenderingContext2D, card: Card, width: number): void {
  context.textBaseline = 'alphabetic';
  switch (card.style) {
    case 'plate': {
      context.fillStyle = PLATE;
      context.fillRect(0, 0, width, 100);
      const readable = luminance(card.color) > 0.18 ? card.color : PLATE_TEXT;
      context.fillStyle = card.empty ? '#8793a5' : readable;
      write(context, card.text, {
        left: 22,
        right: width - 22,
        weight: 600,
        largest: 46,
        align: 'center',
        vertical: 'middle',
        pad: 14,
      });
      break;
    }
    case 'paper': {
      context.fillStyle = card.color;
      context.fillRect(0, 0, width, 100);
      const light = luminance(card.color) > 0.3;
      context.globalAlpha = card.empty ? 0.4 : 0.95;
      context.fillStyle = light ? INK : CHALK;
      const pad = Math.min(9, width * 0.09);
      write(context, card.text, {
        left: pad,
        right: width - pad,
        weight: 500,
        largest: 16,
        align: 'left',
        vertical: 'top',
        pad,
      });
      break;
    }
    case 'tag': {
      context.fillStyle = PLATE;
      context.fillRect(0, 0, width, 100);
      context.fillStyle = card.color;
      context.beginPath();
      context.arc(44, 50, 15, 0, Math.PI * 2);
      context.fill();
      context.fillStyle = PLATE_TEXT;
      write(context, card.text, {
        left: 74,
        right: width - 28,
        weight: 600,
        largest: 46,
        align: 'left',
        vertical: 'middle',
        pad: 20,
      });
      break;
    }
    case 'lock': {
      context.fillStyle = PLATE;
      context.fillRect(0, 0, width, 100);
      context.strokeStyle = card.color;
      context.fillStyle = card.color;
      context.lineWidth = 8;
      context.beginPath();
      context.arc(50, 43, 14, Math.PI, 0);
      context.lineTo(64, 52);
      context.moveTo(36, 43);
      context.lineTo(36, 52);
      context.stroke();
      context.beginPath();
      context.roundRect(28, 48, 44, 32, 7);
      context.fill();
      break;
    }
  }
}

interface TextBox {
  readonly left: number;
  readonly right: number;
  readonly weight: number;
  readonly largest: number;
  readonly align: 'center' | 'left';
  readonly vertical: 'middle' | 'top';
  readonly pad: number;
}

/** Writes as large as fits: shrinks until all lines are inside, then cuts what still does not fit. */
function write(context: CanvasRenderingContext2D, text: string, box: TextBox): void {
  const measure = (each: string): number => context.measureText(each).width;
  const room = 100 - 2 * box.pad;
  let size = box.largest;
  let lines: string[] = [];
  for (; ; size *= 0.92) {
    context.font = `${box.weight} ${size}px ${CARD_FONT}`;
    lines = wrap(text, box.right - box.left, measure);
    if (lines.length * size * 1.28 <= room || size < 3.2) break;
  }
  const step = size * 1.28;
  const fits = Math.max(1, Math.floor(room / step));
  if (lines.length > fits) lines = [...lines.slice(0, fits - 1), `${lines[fits - 1] ?? ''}…`];
  context.textAlign = box.align;
  const x = box.align === 'center' ? (box.left + box.right) / 2 : box.left;
  const top = box.vertical === 'middle' ? (100 - lines.length * step) / 2 : box.pad;
  // Capitals of Inter are 0.71 em high: half of that below the middle of the line puts them in the middle.
  lines.forEach((line, i) => {
    context.fillText(line, x, top + step * (i + 0.5) + size * 0.355);
  });
}
