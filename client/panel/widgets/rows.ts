import { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import { current } from '../atlas/sprite.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import { column, LOOK, type PressableOptions, pressable, TEXT, WIDTH } from './widgets.ts';

/**
 * Returns `words` with a capital first letter: elsewhere they stand in the middle of a line, here they begin
 * one.
 */
const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export const ROW_HEIGHT = 64;
const PADDING = 16;
const DOT = 14;

export interface RowOptions {
  readonly title: ReadonlySignal<string> | string;
  readonly detail: ReadonlySignal<string> | string;
  /** A dot of this colour before the words. */
  readonly dot?: ReadonlySignal<string>;
  /** At its end. */
  readonly ends?: readonly Container[];
  /** Room that those take (pixels), which the words leave free. */
  readonly endsWidth?: ReadonlySignal<number> | number;
}

export type RowButtonOptions = RowOptions & PressableOptions;

/** Two lines of words, with whatever can be done beside them. */
export function wordsRow(options: RowOptions): Container {
  const face = new Container({ flexShrink: 0, borderRadius: 14, backgroundColor: LOOK.raised });
  return fill(face, options);
}

/** A row that is pressed as a whole. */
export const rowButton = (options: RowButtonOptions): Container => fill(pressable(options), options);

function fill(face: Container, { title, detail, dot, ends = [], endsWidth = 0 }: RowOptions): Container {
  face.setProperties({
    flexDirection: 'row',
    alignItems: 'center',
    gap: 12,
    height: ROW_HEIGHT,
    paddingLeft: PADDING,
    paddingRight: ends.length > 0 ? 4 : PADDING,
  });
  const room = computed(() => WIDTH - 2 * PADDING - current(endsWidth) - (dot ? DOT + 12 : 0));
  const words = column(0);
  words.setProperties({ flexGrow: 1, flexShrink: 1, pointerEvents: 'none' });
  const isPlain = computed(() => current(detail) === '');
  words.add(
    textSprite({ text: title, size: 21, weight: 600, color: LOOK.text, maxWidth: room }),
    new Container({ display: computed(() => (isPlain.value ? 'none' : 'flex')), flexShrink: 0 }).add(
      textSprite({
        text: computed(() => sentence(current(detail))),
        size: TEXT - 1,
        weight: 500,
        color: LOOK.muted,
        maxWidth: room,
      }),
    ),
  );
  if (dot) {
    face.add(
      new Container({
        width: DOT,
        height: DOT,
        flexShrink: 0,
        borderRadius: DOT / 2,
        backgroundColor: dot,
        pointerEvents: 'none',
      }),
    );
  }
  face.add(words, ...ends);
  return face;
}
