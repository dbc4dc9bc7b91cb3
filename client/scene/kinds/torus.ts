import { KINDS } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const torus: KindDrawing = {
  shadow: 'square',
  parts: object => [{ part: 'solid', solid: 'torus', color: object.color ?? KINDS.torus.color }],
};
