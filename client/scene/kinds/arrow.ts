import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const arrow: KindDrawing = {
  shadow: 'round',
  parts: object => [{ part: 'solid', solid: 'arrow', color: object.color ?? KINDS.arrow.color }],
};
