import { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import { button, column, LOOK, row, TARGET, TEXT, WIDTH } from './parts.ts';
import { TONES } from './tones.ts';
import { writing } from './writing.ts';

const BUTTON_WIDTH = 72;
const WORDS_WIDTH = WIDTH - 2 * (BUTTON_WIDTH + 8) - 16;

/** Always there: which session, how it is kept, who else is here, and the way back and forth. */
export function createHeader({ open, actions }: PanelContext): Container {
  const status = computed(() => open.value?.status.value);
  const tone = computed(() => TONES[status.value?.tone ?? 'busy']);
  const others = computed(() => {
    const n = open.value?.peers.value.length ?? 0;
    return n === 0 ? 'just you' : n === 1 ? '1 other' : `${n} others`;
  });
  const words = column(4);
  words.setProperties({ flexGrow: 1, flexShrink: 1 });
  const line = row(9);
  line.add(
    new Container({ width: 12, height: 12, flexShrink: 0, borderRadius: 6, backgroundColor: tone }),
    writing({
      text: computed(() => (status.value ? `${status.value.text} · ${others.value}` : 'Closed')),
      size: TEXT,
      weight: 500,
      color: tone,
      maxWidth: WORDS_WIDTH - 21,
    }),
  );
  words.add(
    writing({
      text: computed(() => open.value?.name.value || 'No session'),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WORDS_WIDTH,
    }),
    line,
  );
  const history = computed(() => open.value?.history.value);
  const all = row(8);
  all.add(
    words,
    button({
      label: 'Undo',
      icon: ICONS.undo,
      shape: 'tile',
      width: BUTTON_WIDTH,
      height: TARGET,
      isEnabled: computed(() => history.value?.canUndo ?? false),
      onPress: () => actions.undo(),
    }),
    button({
      label: 'Redo',
      icon: ICONS.redo,
      shape: 'tile',
      width: BUTTON_WIDTH,
      height: TARGET,
      isEnabled: computed(() => history.value?.canRedo ?? false),
      onPress: () => actions.redo(),
    }),
  );
  return all;
}
