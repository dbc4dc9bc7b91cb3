import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

/** The frame takes the object's colour; the picture comes with its bytes. */
export const image: KindDrawing = {
  shadow: 'none',
  parts: object => [{ part: 'model', asset: object.asset, color: object.color ?? KINDS.image.color }],
};
