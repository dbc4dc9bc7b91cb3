import { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, column, LOOK, row, TARGET, TEXT } from './parts.ts';
import { writing } from './writing.ts';

const ACTIONS = 2;

/** The latest thing that the person should know, with what can be done about it, until they put it away. */
export function createStrip({ model, actions, told }: PanelContext, width: number): Container {
  const notice = computed(() => model.notices.value.at(-1));
  const title = computed(() => notice.value?.title ?? told.value ?? '');
  const detail = computed(() => notice.value?.detail ?? '');
  const tone = computed(() => {
    if (notice.value?.tone === 'loss') return LOOK.loss;
    return notice.value?.tone === 'waiting' ? LOOK.waiting : LOOK.text;
  });
  const strip = column(10);
  strip.setProperties({
    display: computed(() => (title.value === '' ? 'none' : 'flex')),
    padding: 16,
    borderRadius: 14,
    backgroundColor: LOOK.background,
  });
  const line = (text: Live<string>, size: number, color: Live<string> | string, lines: number): Container => {
    const holder = new Container({
      flexShrink: 0,
      display: computed(() => (text.value === '' ? 'none' : 'flex')),
    });
    holder.add(writing({ text, size, weight: 500, color, maxWidth: width - 32, lines }));
    return holder;
  };
  const deeds = row(8);
  for (let i = 0; i < ACTIONS; i++) {
    const action = computed(() => notice.value?.actions[i]);
    deeds.add(
      button({
        label: computed(() => action.value?.label ?? ''),
        shape: 'row',
        width: 220,
        height: TARGET,
        isShown: computed(() => action.value !== undefined),
        onPress: () => action.peek()?.run(),
      }),
    );
  }
  deeds.add(
    button({
      label: 'Dismiss',
      icon: ICONS.close,
      shape: 'row',
      width: 170,
      height: TARGET,
      onPress: () => {
        const shown = notice.peek();
        if (shown) actions.dismissNotice(shown.id);
        else told.value = undefined;
      },
    }),
  );
  strip.add(line(title, 22, tone, 1), line(detail, TEXT, LOOK.muted, 2), deeds);
  return strip;
}
