import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { characters } from '../../../shared/text.ts';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import { ICONS } from './icons.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from './widgets.ts';

/** Something that cannot be undone, and so is asked about. */
export interface Question {
  readonly text: string;
  readonly answer: string;
  readonly yes: () => void;
}

/**
 * Of a name, which may be long, so many characters are shown in a question that the question itself has room.
 */
const NAME_LETTERS = 40;

/** A name in a question. */
export function quoted(name: string): string {
  const letters = characters(name);
  return letters.length > NAME_LETTERS
    ? `“${letters.slice(0, NAME_LETTERS).join('').trimEnd()}…”`
    : `“${name}”`;
}

/** The question, while there is one, with its two answers. */
export function confirm(question: Signal<Question | undefined>): Container {
  const text: ReadonlySignal<string> = computed(() => question.value?.text ?? '');
  const answers = row(GAP);
  answers.add(
    button({
      label: texts.controls.CANCEL,
      icon: ICONS.back,
      shape: 'row',
      height: TARGET,
      onPress: () => {
        question.value = undefined;
      },
    }),
    button({
      label: computed(() => question.value?.answer ?? ''),
      icon: ICONS.check,
      shape: 'row',
      height: TARGET,
      onPress: () => {
        const asked = question.peek();
        question.value = undefined;
        asked?.yes();
      },
    }),
  );
  const all = column(14);
  all.add(
    textSprite({
      text,
      size: TEXT + 2,
      weight: 500,
      color: LOOK.waiting,
      maxWidth: WIDTH,
      lines: 4,
      isSnug: true,
    }),
    answers,
  );
  return shownIf(
    computed(() => question.value !== undefined),
    all,
  );
}
