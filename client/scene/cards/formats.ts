import type { CardStyle } from './card.ts';
import type { CardFacing } from './material.ts';

export interface CardFormat {
  /** Pixels of one picture, and how many share the first texture. */
  readonly width: number;
  readonly height: number;
  readonly layers: number;
  readonly faces: CardFacing;
  /** Radius of the corners, in heights of the card. */
  readonly corner: number;
}

const WIDE = { width: 768, height: 192, layers: 16, faces: 'viewer' } as const;

export const CARD_FORMATS: Record<CardStyle, CardFormat> = {
  plate: { ...WIDE, corner: 0.26 },
  tag: { ...WIDE, width: 512, height: 128, faces: 'viewer, legibly', corner: 0.5 },
  lock: { ...WIDE, width: 128, height: 128, layers: 2, faces: 'viewer, legibly', corner: 0.5 },
  paper: { width: 512, height: 512, layers: 8, faces: 'front', corner: 0.012 },
};
