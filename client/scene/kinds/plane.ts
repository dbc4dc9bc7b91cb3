import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const plane: KindDrawing = {
  shadow: 'none',
  parts: object => [{ part: 'solid', solid: 'sheet', color: object.color ?? KINDS.plane.color }],
};
