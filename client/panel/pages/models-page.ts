import { Container } from '@pmndrs/uikit';
import { computed, effect, signal } from '@preact/signals-core';
import { BUNDLED_MODELS, bundledModel } from '../../../shared/kinds/index.ts';
import { type Brought, isChosen, type ToolChoice } from '../../model/index.ts';
import type { Sprite } from '../atlas/atlas.ts';
import { loadImage, photo } from '../atlas/photo.ts';
import { sprite } from '../atlas/sprite.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { KIND_ICONS, silhouette } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import type { Live } from '../widgets/live.ts';
import { column, LOOK, pressable, TEXT, WIDTH } from '../widgets/widgets.ts';

const COLUMNS = 3;
const ROWS = 2;
const HEIGHT = 168;
const PICTURE = 108;
const PADDING = 10;
const WORDS_WIDTH = (WIDTH - (COLUMNS - 1) * 8) / COLUMNS - 2 * PADDING - 6;

/** What came with the app looks the same in the list as what people brought. */
const BUNDLED: readonly Brought[] = BUNDLED_MODELS.map(({ asset, title, size }) => ({
  asset,
  title,
  size,
  kind: 'model',
}));

/**
 * Models that came with the app, then models and pictures that people brought to this session; a press
 * chooses what the next press places.
 */
export function createModelsPage(context: PanelContext): Container {
  const { open } = context;
  const brought = computed(() => open.value?.brought.value ?? []);
  const page = column(14);
  page.add(
    list({
      items: computed(() => [...BUNDLED, ...brought.value]),
      rows: ROWS,
      columns: COLUMNS,
      empty: '',
      item: item => card(context, item),
    }),
    textSprite({
      text: computed(() =>
        brought.value.length > 0
          ? 'Choose one, then press where it should stand.'
          : 'Choose one, then press where it should stand. Models (GLB) and pictures brought on a screen come up here.',
      ),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 2,
    }),
  );
  return page;
}

const choiceOf = ({ asset, kind, size, title }: Brought): ToolChoice =>
  bundledModel(asset) ? { tool: 'place', kind, asset } : { tool: 'place', kind, asset, size, name: title };

function card(context: PanelContext, item: Live<Brought | undefined>): Container {
  const { model, actions, mayEdit } = context;
  const face = pressable({
    isChosen: computed(() => item.value !== undefined && isChosen(model.choice.value, choiceOf(item.value))),
    isEnabled: mayEdit,
    onPress: () => {
      const chosen = item.peek();
      if (chosen) actions.choose(choiceOf(chosen));
    },
  });
  face.setProperties({
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'space-between',
    height: HEIGHT,
    padding: PADDING,
  });
  face.add(
    picture(context, item),
    textSprite({
      text: computed(() => item.value?.title ?? ''),
      size: TEXT,
      weight: 500,
      color: LOOK.text,
      maxWidth: WORDS_WIDTH,
    }),
  );
  return face;
}

const UNKNOWN = silhouette(KIND_ICONS.model, 48, LOOK.muted);

/** What it looks like, once its bytes are here and read; until then, what it is. */
function picture({ actions }: PanelContext, item: Live<Brought | undefined>): Container {
  const shown = signal<Sprite>(UNKNOWN);
  const asset = computed(() => item.value?.asset);
  const frame = new Container({
    width: PICTURE,
    height: PICTURE,
    flexShrink: 0,
    alignItems: 'center',
    justifyContent: 'center',
    pointerEvents: 'none',
  });
  frame.add(sprite(shown));
  const look = async (wanted: string): Promise<void> => {
    const url = await actions.thumbnail(wanted);
    const image = url === undefined ? undefined : await loadImage(url);
    if (image && asset.peek() === wanted)
      shown.value = photo(wanted, image, { width: PICTURE, height: PICTURE, fit: 'cover' });
  };
  const stop = effect(() => {
    shown.value = UNKNOWN;
    if (asset.value !== undefined) void look(asset.value);
  });
  frame.abortSignal.addEventListener('abort', stop, { once: true });
  return frame;
}
