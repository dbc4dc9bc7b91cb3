import { type BufferGeometry, PlaneGeometry, Shape, ShapeGeometry } from 'three';
import type { CardStyle } from '../cards/card.ts';
import { CARD_FORMATS } from '../cards/formats.ts';

const CURVE_SEGMENTS = 6;

/** A square of 1 by 1; its texture begins at the top. */
export const paperGeometry = (): BufferGeometry => fromTop(new PlaneGeometry(1, 1));

/**
 * A card of 1 by 1 with round corners, which are round once it is stretched to `aspect` (width by height).
 */
export function plateGeometry(style: CardStyle, aspect: number): BufferGeometry {
  const y = Math.min(CARD_FORMATS[style].corner, 0.5, aspect / 2);
  const x = y / aspect;
  const shape = new Shape();
  shape.moveTo(0.5, 0.5 - y);
  const corner = (toX: number, toY: number, start: number): void => {
    shape.absellipse(toX, toY, x, y, start, start + Math.PI / 2, false, 0);
  };
  corner(0.5 - x, 0.5 - y, 0);
  corner(x - 0.5, 0.5 - y, Math.PI / 2);
  corner(x - 0.5, y - 0.5, Math.PI);
  corner(0.5 - x, y - 0.5, (3 * Math.PI) / 2);
  shape.closePath();
  const geometry = new ShapeGeometry(shape, CURVE_SEGMENTS);
  const { position, uv } = geometry.attributes;
  for (let i = 0; i < (position?.count ?? 0); i++) {
    uv?.setXY(i, (position?.getX(i) ?? 0) + 0.5, (position?.getY(i) ?? 0) + 0.5);
  }
  return fromTop(geometry);
}

function fromTop(geometry: BufferGeometry): BufferGeometry {
  const uv = geometry.getAttribute('uv');
  for (let i = 0; i < uv.count; i++) uv.setY(i, 1 - uv.getY(i));
  return geometry;
}
