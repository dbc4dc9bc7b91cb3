import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { PREFERENCE_NAMES } from '../../model/index.ts';
import { preferencesOf, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { rowButton } from '../widgets/rows.ts';
import { button, column, GAP, LOOK, row, swatches, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

/** The person's name and colour, the hand that works, and how this device behaves. */
export function createSettingsPage({ model, actions, entry }: PanelContext): Container {
  const line = (text: ReadonlySignal<string> | string): Container => {
    const all = column(0);
    all.add(textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH }));
    return all;
  };
  const hands = row(GAP);
  for (const hand of ['left', 'right'] as const) {
    hands.add(
      button({
        label: texts.preferences.HANDS[hand],
        icon: ICONS.hand,
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => model.preferences.value.hand === hand),
        onPress: () => actions.prefer({ hand }),
      }),
    );
  }
  const toggles = row(GAP);
  for (const name of PREFERENCE_NAMES) {
    toggles.add(
      button({
        label: texts.preferences.PREFERENCES[name].short,
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => model.preferences.value[name]),
        onPress: () => actions.prefer({ [name]: !model.preferences.peek()[name] }),
      }),
    );
  }
  const limits = computed(() =>
    preferencesOf(model, true)
      .flatMap(({ limit }) => limit ?? [])
      .join(' '),
  );
  const page = column(14);
  page.add(
    line(texts.settings.PROFILE.seen),
    rowButton({
      title: computed(() => model.profile.value.name),
      detail: texts.settings.PROFILE.change,
      dot: computed(() => model.profile.value.color),
      onPress: () => {
        entry.value = {
          keys: 'words',
          title: texts.settings.PROFILE.name,
          initial: model.profile.peek().name,
          maxChars: LIMITS.nameChars,
          answer: texts.typing.KEYS.done,
          done: name => actions.setProfile(name, model.profile.peek().color),
        };
      },
    }),
    swatches(
      computed(() => model.profile.value.color),
      color => actions.setProfile(model.profile.peek().name, color),
    ),
    line(texts.preferences.HANDS.title),
    hands,
    line(texts.preferences.TITLE),
    toggles,
    line(limits),
  );
  return page;
}
