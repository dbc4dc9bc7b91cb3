import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const cone: KindDrawing = {
  shadow: 'round',
  parts: object => [{ part: 'solid', solid: 'cone', color: object.color ?? KINDS.cone.color }],
};
