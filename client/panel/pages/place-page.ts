import type { Container } from '@pmndrs/uikit';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import { panelCommandsAt } from '../commands.ts';
import type { PanelContext } from '../context.ts';
import { commandButton } from '../widgets/command-button.ts';
import { column, GAP, grid, LOOK, row, swatches, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const COLUMNS = 5;
const HEIGHT = 72;

/**
 * Returns the page of what the next press in the room does: tools, kinds, their colour, and helps for placing
 * well. Models have a page of their own.
 */
export function createPlacePage(context: PanelContext): Container {
  const { model, actions, mayEdit } = context;
  const tiles = panelCommandsAt('tools').map(id =>
    commandButton(id, context, { shape: 'tile', height: HEIGHT }),
  );
  const snaps = row(GAP);
  for (const id of panelCommandsAt('snaps'))
    snaps.add(commandButton(id, context, { isPlain: true, shape: 'row', height: TARGET }));
  const caption = (text: string): Container =>
    textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH });
  const page = column(10);
  page.add(
    grid(tiles, COLUMNS),
    caption(texts.commands.COLOUR),
    swatches(model.color, color => actions.setColor(color), mayEdit),
    caption(texts.commands.PLACING_KEEPS_TO),
    snaps,
  );
  return page;
}
