import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { deviceNow, type StoredAlignment } from '../../model/index.ts';
import { anchorRows, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { list } from '../widgets/list.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, LOOK, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const ROWS = 2;
const END = 110;

/** The anchors that this headset keeps for the app. It has few, and gives one back only while it is in AR. */
export function createStoredAlignments({ model, actions }: PanelContext): Container {
  const { ANCHORS, NO_ANCHORS, FREE } = texts.align;
  const question = signal<Question | undefined>(undefined);
  const free = (place: StoredAlignment): void => {
    question.value = { text: FREE.question, answer: FREE.answer, yes: () => actions.freeAnchor(place) };
  };
  const all = column(10);
  all.add(
    textSprite({ text: ANCHORS.headset, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH }),
    shownIf(
      computed(() => question.value === undefined),
      list({
        items: computed(() => anchorRows(model, deviceNow())),
        rows: ROWS,
        empty: NO_ANCHORS,
        item: item =>
          wordsRow({
            title: computed(() => item.value?.title ?? ''),
            detail: computed(() => item.value?.detail ?? ''),
            ends: [
              button({
                label: FREE.label,
                shape: 'row',
                isOnRow: true,
                width: END,
                height: TARGET,
                onPress: () => {
                  const shown = item.peek();
                  if (shown) free(shown.place);
                },
              }),
            ],
            endsWidth: END + 12,
          }),
      }),
    ),
    confirm(question),
  );
  return all;
}
