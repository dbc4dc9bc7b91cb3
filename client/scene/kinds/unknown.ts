import { card } from '../cards/card.ts';
import type { KindDrawing } from '../instancing/parts.ts';

const GRAY = '#8592a3';

/** An object that a newer version made: its size, its colour, and the name of its kind above it. */
export const unknown: KindDrawing = {
  shadow: 'square',
  parts: object => [
    { part: 'solid', solid: 'box', color: object.color ?? GRAY },
    {
      part: 'plate',
      card: card('plate', object.text ?? object.name ?? object.kind, '#e8edf4', 4, object.kind),
      above: { gap: 0.03, width: 0.28, height: 0.07 },
    },
  ],
};
