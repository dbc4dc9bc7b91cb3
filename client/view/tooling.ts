import type { ToolChoice } from '../model/index.ts';
import { texts } from './text/index.ts';
import type { PressWord } from './text/tooling.ts';

/** Returns what the next press does; undefined where that is to select. */
export function toolHint(choice: ToolChoice, press: PressWord): string | undefined {
  switch (choice.tool) {
    case 'select':
      return undefined;
    case 'draw':
      return texts.tooling.DRAW;
    case 'measure':
      return texts.tooling.measure(press);
    case 'ping':
      return texts.tooling.ping(press);
    case 'place': {
      const name = choice.name ?? texts.models.kindTitle(choice.kind, choice.asset).toLowerCase();
      return name && texts.tooling.place(press, name);
    }
  }
}
