import { Container } from '@pmndrs/uikit';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Brought, isChosen } from '../../model/index.ts';
import { modelChoice, modelsHint, modelsOf } from '../../view/index.ts';
import type { Sprite } from '../atlas/atlas.ts';
import { loadImage, photo } from '../atlas/photo.ts';
import { sprite } from '../atlas/sprite.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { KIND_ICONS, silhouette } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import { column, LOOK, pressable, TEXT, WIDTH } from '../widgets/widgets.ts';

const COLUMNS = 3;
const ROWS = 2;
const HEIGHT = 168;
const PICTURE = 108;
const PADDING = 10;
const WORDS_WIDTH = (WIDTH - (COLUMNS - 1) * 8) / COLUMNS - 2 * PADDING - 6;

/**
 * Models that came with the app, then models and pictures that people brought to this session; a press
 * chooses what the next press places.
 */
export function createModelsPage(context: PanelContext): Container {
  const { open } = context;
  const page = column(14);
  page.add(
    list({
      items: computed(() => modelsOf(open.value)),
      rows: ROWS,
      columns: COLUMNS,
      empty: '',
      item: item => card(context, item),
    }),
    textSprite({
      text: computed(() => modelsHint(open.value)),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 2,
    }),
  );
  return page;
}

function card(context: PanelContext, item: ReadonlySignal<Brought | undefined>): Container {
  const { model, actions, mayEdit } = context;
  const face = pressable({
    isChosen: computed(
      () => item.value !== undefined && isChosen(model.choice.value, modelChoice(item.value)),
    ),
    isEnabled: mayEdit,
    onPress: () => {
      const chosen = item.peek();
      if (chosen) actions.choose(modelChoice(chosen));
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

/** Returns a picture of its look, once its bytes are here and read; until then, the icon of a model. */
function picture({ actions }: PanelContext, item: ReadonlySignal<Brought | undefined>): Container {
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
