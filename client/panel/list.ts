import { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, column, GAP, LOOK, row, TARGET, TEXT } from './parts.ts';
import { writing } from './writing.ts';

export interface ListOptions<T> {
  readonly items: Live<readonly T[]>;
  /** Rows that are shown at a time; built once, whatever becomes of the items. */
  readonly rows: number;
  /** Builds one row, which shows whatever its item is by then; undefined only while the row is hidden. */
  readonly row: (item: Live<T | undefined>) => Container;
  /** What is said where there is nothing. */
  readonly empty: string;
  readonly width: number;
}

/** Some of many: a few rows, and a pair of buttons to leaf through them where there are more. */
export function list<T>({ items, rows, row: rowOf, empty, width }: ListOptions<T>): Container {
  const asked = signal(0);
  const last = computed(() => Math.max(0, Math.ceil(items.value.length / rows) - 1));
  // Items go away while somebody has leafed to them.
  const leaf = computed(() => Math.min(asked.value, last.value));
  const all = column(GAP);
  for (let i = 0; i < rows; i++) {
    const item = computed(() => items.value[leaf.value * rows + i]);
    const holder = new Container({
      flexShrink: 0,
      flexDirection: 'column',
      display: computed(() => (item.value === undefined ? 'none' : 'flex')),
    });
    holder.add(rowOf(item));
    all.add(holder);
  }
  const nothing = new Container({ display: computed(() => (items.value.length === 0 ? 'flex' : 'none')) });
  nothing.add(
    writing({ text: empty, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: width, lines: 2 }),
  );
  const turn = (label: string, icon: string, by: number): Container =>
    button({
      label,
      icon,
      shape: 'row',
      width: 170,
      height: TARGET,
      isEnabled: computed(() => leaf.value + by >= 0 && leaf.value + by <= last.value),
      onPress: () => {
        asked.value = leaf.peek() + by;
      },
    });
  const pager = row(GAP);
  pager.setProperties({
    justifyContent: 'space-between',
    display: computed(() => (last.value > 0 ? 'flex' : 'none')),
  });
  pager.add(
    turn('Earlier', ICONS.back, -1),
    writing({
      text: computed(() => `${leaf.value + 1} of ${last.value + 1}`),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: 120,
    }),
    turn('More', ICONS.next, 1),
  );
  all.add(nothing, pager);
  return all;
}
