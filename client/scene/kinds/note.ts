import { KINDS } from '../../../shared/kinds/index.ts';
import { card } from '../cards/card.ts';
import type { KindDrawing } from '../instancing/parts.ts';

export const note: KindDrawing = {
  shadow: 'none',
  parts: (object, size) => {
    const color = object.color ?? KINDS.note.color;
    return [
      { part: 'solid', solid: 'sheet', color },
      { part: 'paper', card: card('paper', object.text, color, size[0] / size[1], KINDS.note.title) },
    ];
  },
};
