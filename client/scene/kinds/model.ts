import type { KindDrawing } from '../parts.ts';

export const model: KindDrawing = {
  shadow: 'round',
  parts: object => [{ part: 'model', asset: object.asset, color: object.color }],
};
