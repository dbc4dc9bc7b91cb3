import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const cylinder: KindDrawing = {
  shadow: 'round',
  parts: object => [{ part: 'solid', solid: 'cylinder', color: object.color ?? KINDS.cylinder.color }],
};
