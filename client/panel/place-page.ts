import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { BUNDLED_MODELS, KINDS, PALETTE_KINDS } from '../../shared/kinds/index.ts';
import { type Brought, SNAP_NAMES, SNAP_WORDS, type ToolChoice } from '../model/index.ts';
import type { PanelContext } from './context.ts';
import { ICONS, KIND_ICONS, MODEL_ICONS } from './icons.ts';
import { list } from './list.ts';
import type { Live } from './live.ts';
import { button, column, GAP, grid, row, shownIf, swatches, TARGET, WIDTH } from './parts.ts';
import { rowButton } from './rows.ts';

const COLUMNS = 6;
const HEIGHT = 70;

/** What the next press in the room does: tools, kinds, models that came with the app or were brought, colour, and helps for placing well. */
export function createPlacePage(context: PanelContext): Container {
  const { model, actions, open, mayEdit } = context;
  const tile = (label: string, icon: string, choice: ToolChoice): Container =>
    button({
      icon,
      label,
      shape: 'tile',
      height: HEIGHT,
      isChosen: computed(() => isSame(model.choice.value, choice)),
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
    ...BUNDLED_MODELS.map(({ asset, title, path }) =>
      tile(noun(title), MODEL_ICONS[path] ?? KIND_ICONS.model, { tool: 'place', kind: 'model', asset }),
    ),
  ];
  const brought = computed(() => open.value?.brought.value ?? []);
  const color = (chosen: string): void => actions.setColor(chosen);
  const page = column(14);
  page.add(
    grid(tiles, COLUMNS),
    swatches(model.color, color),
    snaps(context),
    shownIf(
      computed(() => brought.value.length > 0),
      list({
        items: brought,
        rows: 1,
        row: item => broughtRow(context, item),
        empty: '',
        width: WIDTH,
      }),
    ),
  );
  return page;
}

function broughtRow({ model, actions, mayEdit }: PanelContext, item: Live<Brought | undefined>): Container {
  const choiceOf = ({ asset, kind, size, title }: Brought): ToolChoice => ({
    tool: 'place',
    kind,
    asset,
    size,
    name: title,
  });
  return rowButton({
    title: computed(() => item.value?.title ?? ''),
    detail: computed(() =>
      item.value?.kind === 'image' ? 'A picture brought here' : 'A model brought here',
    ),
    isChosen: computed(() => item.value !== undefined && isSame(model.choice.value, choiceOf(item.value))),
    isEnabled: mayEdit,
    onPress: () => {
      const chosen = item.peek();
      if (chosen) actions.choose(choiceOf(chosen));
    },
  });
}

function snaps({ model, actions }: PanelContext): Container {
  const line = row(GAP);
  for (const name of SNAP_NAMES) {
    line.add(
      button({
        label: SNAP_WORDS[name].label,
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => model.snaps.value.has(name)),
        onPress: () => {
          const next = new Set(model.snaps.peek());
          if (!next.delete(name)) next.add(name);
          actions.setSnaps(next);
        },
      }),
    );
  }
  return line;
}

/** The last word is what it is; a tile has no room for how it looks. */
const noun = (title: string): string => {
  const word = title.split(' ').at(-1) ?? title;
  return word.charAt(0).toUpperCase() + word.slice(1);
};

const isSame = (a: ToolChoice, b: ToolChoice): boolean =>
  a.tool === 'place' && b.tool === 'place' ? a.kind === b.kind && a.asset === b.asset : a.tool === b.tool;
