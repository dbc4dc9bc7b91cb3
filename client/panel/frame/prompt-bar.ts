import { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { textSprite } from '../atlas/text-sprite.ts';
import type { Live } from '../widgets/live.ts';
import { button, column, LOOK, row, shownIf, TARGET, TEXT } from '../widgets/widgets.ts';
import type { Prompt } from './prompt.ts';

const PADDING = 16;
/** The most that a notice comes with, and its way out. */
const ACTIONS = 3;
const GAP = 8;

/** Below everything else: what the person should know now, until it is over or they put it away. */
export function createPromptBar(said: Live<Prompt | undefined>, width: number): Container {
  const inside = width - 2 * PADDING;
  const strip = column(10);
  strip.setProperties({
    display: computed(() => (said.value ? 'flex' : 'none')),
    padding: PADDING,
    borderRadius: 14,
    backgroundColor: LOOK.background,
  });
  const line = (text: Live<string>, size: number, color: Live<string> | string, lines: number): Container => {
    const holder = new Container({
      flexShrink: 0,
      display: computed(() => (text.value === '' ? 'none' : 'flex')),
    });
    holder.add(textSprite({ text, size, weight: 500, color, maxWidth: inside, lines, isSnug: true }));
    return holder;
  };
  const deeds = row(GAP);
  const buttonWidth = (inside - (ACTIONS - 1) * GAP) / ACTIONS;
  for (let i = 0; i < ACTIONS; i++) {
    const action = computed(() => said.value?.actions[i]);
    deeds.add(
      button({
        label: computed(() => action.value?.label ?? ''),
        shape: 'row',
        width: buttonWidth,
        height: TARGET,
        isShown: computed(() => action.value !== undefined),
        isEnabled: computed(() => action.value?.blocked === undefined),
        onPress: () => action.peek()?.run(),
      }),
    );
  }
  strip.add(
    line(
      computed(() => said.value?.title ?? ''),
      22,
      computed(() => said.value?.color ?? LOOK.text),
      1,
    ),
    line(
      computed(() => said.value?.detail ?? ''),
      TEXT,
      LOOK.muted,
      2,
    ),
    shownIf(
      computed(() => (said.value?.actions.length ?? 0) > 0),
      deeds,
    ),
  );
  return strip;
}
