import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { deviceNow, type Screenshot } from '../../model/index.ts';
import { describePicture, picturesWords, takePicture, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import {
  button,
  column,
  GAP,
  LOOK,
  pressable,
  row,
  shownIf,
  TARGET,
  TEXT,
  WIDTH,
} from '../widgets/widgets.ts';
import { createOnePicture, type Looking } from './picture-view.ts';
import { screenshot } from './screenshot.ts';

const COLUMNS = 3;
const ROWS = 2;
const PADDING = 8;
const CARD = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS;
/** The width of a card between its edges. */
const INSIDE = CARD - 2 * PADDING - 4;
const PICTURE_HEIGHT = 112;
const TAKE_WIDTH = 230;

/**
 * The pictures that were taken in this session, by anybody: small ones to choose from, and one of them large.
 */
export function createPicturesPage(context: PanelContext): Container {
  const { open, toast } = context;
  const pictures = computed(() => open.value?.service.screenshots.value ?? []);
  const looking: Looking = signal<string | undefined>(undefined);
  const isLooking = computed(() => pictures.value.some(({ name }) => name === looking.value));
  const take = row(14);
  take.add(
    button({
      label: texts.pictures.TAKE,
      icon: ICONS.camera,
      shape: 'row',
      width: TAKE_WIDTH,
      height: TARGET,
      isEnabled: computed(() => open.value !== undefined),
      onPress: () => {
        const session = open.peek();
        if (session) void takePicture(session, toast);
      },
    }),
    textSprite({
      text: computed(() => (open.value && pictures.value.length > 0 ? picturesWords(open.value) : '')),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH - TAKE_WIDTH - 14,
      lines: 2,
    }),
  );
  const page = column(14);
  page.add(
    shownIf(
      computed(() => !isLooking.value),
      list({
        items: pictures,
        rows: ROWS,
        columns: COLUMNS,
        empty: `${texts.pictures.NONE.title}. ${texts.pictures.NONE.detail}`,
        item: item => card(context, item, looking),
      }),
      take,
    ),
    shownIf(isLooking, createOnePicture(context, looking)),
  );
  return page;
}

/** Returns the card of one picture: what it shows, whose it is and how old, or that it still waits. */
function card(
  context: PanelContext,
  item: ReadonlySignal<Screenshot | undefined>,
  looking: Signal<string | undefined>,
): Container {
  const { open } = context;
  const face = pressable({
    onPress: () => {
      looking.value = item.peek()?.name;
    },
  });
  face.setProperties({ flexDirection: 'column', padding: PADDING, gap: 2 });
  const line = (text: ReadonlySignal<string>, color: ReadonlySignal<string> | string): Container =>
    textSprite({ text, size: TEXT - 1, weight: 500, color, maxWidth: INSIDE });
  const words = computed(() =>
    item.value && open.value ? describePicture(context, open.value, item.value, deviceNow()) : undefined,
  );
  face.add(
    screenshot(context, item, 'thumbnail', { width: INSIDE, height: PICTURE_HEIGHT, fit: 'cover' }),
    line(
      computed(() => words.value?.taker ?? ''),
      LOOK.text,
    ),
    line(
      computed(() => words.value?.waiting ?? words.value?.ago ?? ''),
      computed(() => (words.value?.waiting === undefined ? LOOK.muted : LOOK.waiting)),
    ),
  );
  return face;
}
