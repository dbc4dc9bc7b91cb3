import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { deviceNow, type StoredAlignment } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
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
  const anchored = computed(() => model.places.value.filter(({ anchor }) => anchor));
  const question = signal<Question | undefined>(undefined);
  const free = (place: StoredAlignment): void => {
    question.value = {
      text: 'Free this anchor? The room must be aligned again next time; nothing that was placed moves.',
      answer: 'Free it',
      yes: () => actions.freeAnchor(place),
    };
  };
  const all = column(10);
  all.add(
    textSprite({
      text: 'Rooms that this headset finds again by itself',
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
    }),
    shownIf(
      computed(() => question.value === undefined),
      list({
        items: anchored,
        rows: ROWS,
        empty: 'None. A headset that can keep anchors finds its rooms again by itself.',
        item: item =>
          wordsRow({
            title: computed(() => item.value?.label || 'This device’s own place'),
            detail: computed(() =>
              item.value ? `Last used ${texts.numbers.ago(item.value.used, deviceNow())}` : '',
            ),
            ends: [
              button({
                label: 'Free',
                shape: 'row',
                isOnRow: true,
                width: END,
                height: TARGET,
                onPress: () => {
                  const place = item.peek();
                  if (place) free(place);
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
