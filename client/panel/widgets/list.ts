import { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import { ICONS } from './icons.ts';
import { button, column, GAP, LOOK, row, TARGET, TEXT, WIDTH } from './widgets.ts';

export interface ListOptions<T> {
  readonly items: ReadonlySignal<readonly T[]>;
  /** Rows that are shown at a time; built once, whatever becomes of the items. */
  readonly rows: number;
  /** Items beside each other; one unless told otherwise. */
  readonly columns?: number;
  /** Builds one item, which shows whatever it is by then; undefined only while it is hidden. */
  readonly item: (item: ReadonlySignal<T | undefined>) => Container;
  /** The message where there is nothing. */
  readonly empty: ReadonlySignal<string> | string;
  /** There is more than the items, to be had by asking: called where somebody turns beyond the last page. */
  readonly more?: { readonly isThere: ReadonlySignal<boolean>; readonly load: () => void };
}

/** Some of many: a page of rows, and a pair of buttons to turn it where there are more. */
export function list<T>({ items, rows, columns = 1, item: build, empty, more }: ListOptions<T>): Container {
  const asked = signal(0);
  const size = rows * columns;
  const last = computed(() => Math.max(0, Math.ceil(items.value.length / size) - 1));
  // Items go away while somebody looks at the page that they are on.
  const page = computed(() => Math.min(asked.value, last.value));
  const hasMore = computed(() => page.value < last.value || more?.isThere.value === true);
  const all = column(GAP);
  for (let i = 0; i < rows; i++) {
    const first = computed(() => page.value * size + i * columns);
    // The last page is as high as the others, so that the buttons below stay where they are.
    const isThere = (n: number): boolean => last.value > 0 || items.value[first.value + n] !== undefined;
    const line = row(GAP);
    line.setProperties({ display: computed(() => (isThere(0) ? 'flex' : 'none')) });
    for (let j = 0; j < columns; j++) {
      const item = computed(() => items.value[first.value + j]);
      const holder = new Container({
        width: (WIDTH - (columns - 1) * GAP) / columns,
        flexDirection: 'column',
        display: computed(() => (isThere(j) ? 'flex' : 'none')),
        visibility: computed(() => (item.value === undefined ? 'hidden' : 'visible')),
      });
      holder.add(build(item));
      line.add(holder);
    }
    all.add(line);
  }
  const nothing = new Container({
    flexShrink: 0,
    display: computed(() => (items.value.length === 0 ? 'flex' : 'none')),
  });
  nothing.add(
    textSprite({ text: empty, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH, lines: 3 }),
  );
  const turn = (
    label: string,
    icon: string,
    isEnabled: ReadonlySignal<boolean>,
    onPress: () => void,
  ): Container => button({ label, icon, isEnabled, onPress, shape: 'row', width: 150, height: TARGET });
  const pager = row(GAP);
  pager.setProperties({
    justifyContent: 'space-between',
    display: computed(() => (last.value > 0 || hasMore.value ? 'flex' : 'none')),
  });
  pager.add(
    turn(
      texts.commands.BACK,
      ICONS.back,
      computed(() => page.value > 0),
      () => {
        asked.value = page.peek() - 1;
      },
    ),
    textSprite({
      text: computed(() =>
        texts.commands.pageOf(page.value + 1, last.value + 1, more?.isThere.value === true),
      ),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: 160,
    }),
    turn(texts.commands.NEXT, ICONS.next, hasMore, () => {
      if (page.peek() === last.peek()) more?.load();
      asked.value = page.peek() + 1;
    }),
  );
  all.add(nothing, pager);
  return all;
}
