import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { KINDS, PALETTE_KINDS } from '../../../shared/kinds/index.ts';
import { isChosen, SNAP_NAMES, type ToolChoice } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS, KIND_ICONS } from '../widgets/icons.ts';
import { button, column, GAP, grid, LOOK, row, swatches, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const COLUMNS = 5;
const HEIGHT = 72;

/**
 * What the next press in the room does: tools, kinds, their colour, and helps for placing well. Models have a
 * page of their own.
 */
export function createPlacePage({ model, actions, mayEdit }: PanelContext): Container {
  const tile = (label: string, icon: string, choice: ToolChoice): Container =>
    button({
      icon,
      label,
      shape: 'tile',
      height: HEIGHT,
      isChosen: computed(() => isChosen(model.choice.value, choice)),
      ...(choice.tool === 'place' || choice.tool === 'draw' ? { isEnabled: mayEdit } : {}),
      onPress: () => actions.choose(choice),
    });
  const tiles = [
    tile('Select', ICONS.select, { tool: 'select' }),
    tile('Draw', ICONS.draw, { tool: 'draw' }),
    tile('Measure', ICONS.measure, { tool: 'measure' }),
    tile('Ping', ICONS.ping, { tool: 'ping' }),
    ...PALETTE_KINDS.filter(kind => kind !== 'model').map(kind =>
      tile(KINDS[kind].title, KIND_ICONS[kind], { tool: 'place', kind }),
    ),
  ];
  const snaps = row(GAP);
  for (const name of SNAP_NAMES) {
    snaps.add(
      button({
        label: texts.tooling.SNAP_WORDS[name].label,
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => model.snaps.value.has(name)),
        isEnabled: mayEdit,
        onPress: () => {
          const next = new Set(model.snaps.peek());
          if (!next.delete(name)) next.add(name);
          actions.setSnaps(next);
        },
      }),
    );
  }
  const caption = (text: string): ReturnType<typeof textSprite> =>
    textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH });
  const page = column(10);
  page.add(
    grid(tiles, COLUMNS),
    caption('Colour'),
    swatches(model.color, color => actions.setColor(color), mayEdit),
    caption('Placing keeps to'),
    snaps,
  );
  return page;
}
