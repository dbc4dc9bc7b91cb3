import type { KindDrawing } from '../instancing/parts.ts';

export const model: KindDrawing = {
  shadow: 'round',
  parts: object => [{ part: 'model', asset: object.asset, color: object.color }],
};
