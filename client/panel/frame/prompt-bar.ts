import { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import { type Prompt, type PromptAction, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { button, column, LOOK, row, shownIf, TARGET, TEXT } from '../widgets/widgets.ts';

const PADDING = 16;
/** The most that a notice comes with, and its way out. */
const ACTIONS = 3;
const GAP = 8;
const COLORS: Record<Prompt['tone'], string> = {
  info: LOOK.text,
  waiting: LOOK.waiting,
  loss: LOOK.loss,
};

/**
 * The first prompt that no other part of the panel shows; while the menu is put away, the first urgent one.
 */
export function shownPrompt({ prompts, page, isOpen }: PanelContext): ReadonlySignal<Prompt | undefined> {
  const isShown = ({ kind, isUrgent }: Prompt): boolean => {
    if (!isOpen.value) return isUrgent;
    switch (kind) {
      case 'alignment':
        return page.value !== 'align';
      case 'lockout':
      case 'refused':
        return page.value !== 'session';
      case 'ping':
        // The header says it, and moves nothing that somebody is about to press.
        return false;
      case 'update':
        return false;
      default:
        return true;
    }
  };
  return computed(() => prompts.value.find(isShown));
}

/** Below everything else: what the person should know now, until it is over or they put it away. */
export function createPromptBar(prompt: ReadonlySignal<Prompt | undefined>, width: number): Container {
  const inside = width - 2 * PADDING;
  const bar = column(10);
  bar.setProperties({
    display: computed(() => (prompt.value ? 'flex' : 'none')),
    padding: PADDING,
    borderRadius: 14,
    backgroundColor: LOOK.background,
  });
  const line = (
    text: ReadonlySignal<string>,
    size: number,
    color: ReadonlySignal<string> | string,
    lines: number,
  ): Container => {
    const holder = new Container({
      flexShrink: 0,
      display: computed(() => (text.value === '' ? 'none' : 'flex')),
    });
    holder.add(textSprite({ text, size, weight: 500, color, maxWidth: inside, lines, isSnug: true }));
    return holder;
  };
  const actions = computed<readonly PromptAction[]>(() => {
    const { actions: all = [], dismiss } = prompt.value ?? {};
    return dismiss ? [...all, { label: texts.prompts.DISMISS, run: dismiss }] : all;
  });
  const buttons = row(GAP);
  const buttonWidth = (inside - (ACTIONS - 1) * GAP) / ACTIONS;
  for (let i = 0; i < ACTIONS; i++) {
    const action = computed(() => actions.value[i]);
    buttons.add(
      button({
        label: computed(() => action.value?.label ?? ''),
        shape: 'row',
        width: buttonWidth,
        height: TARGET,
        isShown: computed(() => action.value !== undefined),
        isEnabled: computed(() => action.value?.blocked === undefined),
        onPress: () => void action.peek()?.run(),
      }),
    );
  }
  bar.add(
    line(
      computed(() => prompt.value?.title ?? ''),
      22,
      computed(() => COLORS[prompt.value?.tone ?? 'info']),
      1,
    ),
    line(
      // Nothing but words can say here why a button is dim.
      computed(() => [prompt.value?.detail, actions.value[0]?.blocked].filter(Boolean).join(' ')),
      TEXT,
      LOOK.muted,
      2,
    ),
    shownIf(
      computed(() => actions.value.length > 0),
      buttons,
    ),
  );
  return bar;
}
