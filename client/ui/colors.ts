import { TOKENS } from '../model/index.ts';
import { texts } from '../view/index.ts';

const channel = (hex: string, at: number): number => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

/** Relative luminance of `#rrggbb` (WCAG 2.2), 0 black to 1 white. */
export const luminance = (color: string): number =>
  0.2126 * channel(color, 1) + 0.7152 * channel(color, 3) + 0.0722 * channel(color, 5);

/** The text colour that reads better on `color`. At 0.179 black and white contrast equally. */
export const inkOn = (color: string): string =>
  luminance(color) > 0.179 ? TOKENS.dark.background : TOKENS.light.surface;

/** `part` of `a`, 0 to 1, and the rest of `b`; all `#rrggbb`. */
export const mixColors = (a: string, b: string, part: number): string => {
  const channels = [1, 3, 5].map(at => {
    const [from, to] = [Number.parseInt(b.slice(at, at + 2), 16), Number.parseInt(a.slice(at, at + 2), 16)];
    return Math.round(from + (to - from) * part)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
};

/** A colour as a person says it; its number where it has no name. */
export const colorName = (color: string): string => texts.controls.COLORS[color] ?? color;
