import { KINDS } from '../../../shared/kinds/index.ts';
import { STROKE_WIDTH_M } from '../../../shared/stroke.ts';
import type { KindDrawing } from '../instancing/parts.ts';

/** A line that lost its points is a faint box, so that it can still be found and deleted. */
export const stroke: KindDrawing = {
  shadow: 'none',
  parts: (object, size) =>
    object.points
      ? [
          {
            part: 'stroke',
            points: object.points,
            size,
            width: object.width ?? STROKE_WIDTH_M.normal,
            color: object.color ?? KINDS.stroke.color,
          },
        ]
      : [{ part: 'model', asset: undefined, color: object.color }],
};
