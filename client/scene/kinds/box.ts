import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const box: KindDrawing = {
  shadow: 'square',
  parts: object => [{ part: 'solid', solid: 'box', color: object.color ?? KINDS.box.color }],
};
