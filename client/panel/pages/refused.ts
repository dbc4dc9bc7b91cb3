import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { RefusedEdit } from '../../model/index.ts';
import { type RefusalChoice, refusalView, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import type { Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import { wordsRow } from '../widgets/rows.ts';
import { TONES } from '../widgets/tones.ts';
import { button, column, grid, LOOK, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const NONE: readonly RefusedEdit[] = [];
/** The most choices that there are here. */
const CHOICES = 4;
/** A headset hands no files over. */
const CHOICE_ICONS: Record<RefusalChoice['id'], string | 'not here'> = {
  ask: ICONS.ask,
  copy: ICONS.duplicate,
  file: 'not here',
  retry: ICONS.redo,
  discard: ICONS.trash,
};

/** Returns the view of what the relay did not take, why, and what can be done. */
export function createRefused(
  { open, actions }: PanelContext,
  question: Signal<Question | undefined>,
): Container {
  const refusal = computed(() => (open.value ? refusalView(open.value, actions) : undefined));
  const choices = computed(() =>
    (refusal.value?.choices ?? []).filter(({ id }) => CHOICE_ICONS[id] !== 'not here'),
  );
  const choiceAt = (n: number): Container => {
    const choice: ReadonlySignal<RefusalChoice | undefined> = computed(() => choices.value[n]);
    const press = (): void => {
      const chosen = choice.peek();
      if (chosen?.asks) {
        const { question: text, answer } = chosen.asks;
        question.value = { text, answer, yes: () => void chosen.run() };
      } else void chosen?.run();
    };
    return button({
      label: computed(() => choice.value?.label ?? ''),
      icon: computed(() => CHOICE_ICONS[choice.value?.id ?? 'ask']),
      isShown: computed(() => choice.value !== undefined),
      isEnabled: computed(() => choice.value?.blocked === undefined),
      onPress: press,
      shape: 'row',
      height: TARGET,
    });
  };
  const all = column(12);
  all.add(
    textSprite({
      text: computed(() => refusal.value?.title ?? ''),
      size: 24,
      weight: 600,
      color: computed(() => TONES[refusal.value?.tone ?? 'loss']),
      maxWidth: WIDTH,
    }),
    textSprite({
      text: computed(() => refusal.value?.brief ?? ''),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 2,
    }),
    list({
      items: computed(() => refusal.value?.edits ?? NONE),
      rows: 2,
      empty: '',
      item: item =>
        wordsRow({
          title: computed(() => item.value?.label ?? ''),
          detail: computed(() => (item.value ? texts.refusal.CHANGES[item.value.change] : '')),
        }),
    }),
    grid(
      Array.from({ length: CHOICES }, (_, n) => choiceAt(n)),
      2,
    ),
  );
  return shownIf(
    computed(() => refusal.value !== undefined),
    all,
  );
}
