import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const sphere: KindDrawing = {
  shadow: 'round',
  parts: object => [{ part: 'solid', solid: 'sphere', color: object.color ?? KINDS.sphere.color }],
};
