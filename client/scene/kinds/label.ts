import { KINDS } from '../../../shared/kinds/index.ts';
import { card } from '../cards/card.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const label: KindDrawing = {
  shadow: 'none',
  parts: (object, size) => [
    {
      part: 'plate',
      card: card(
        'plate',
        object.text,
        object.color ?? KINDS.label.color,
        size[0] / size[1],
        KINDS.label.title,
      ),
    },
  ],
};
