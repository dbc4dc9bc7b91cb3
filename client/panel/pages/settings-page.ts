import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { PREFERENCE_NAMES, PREFERENCE_WORDS, preferenceLimit } from '../../model/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { rowButton } from '../widgets/rows.ts';
import { button, column, GAP, LOOK, row, swatches, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

/** Who one is for the others, the hand that one works with, and how this device behaves. */
export function createSettingsPage({ model, actions, entry }: PanelContext): Container {
  const line = (text: Live<string> | string): Container => {
    const all = column(0);
    all.add(textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH }));
    return all;
  };
  const hands = row(GAP);
  for (const hand of ['left', 'right'] as const) {
    hands.add(
      button({
        label: hand === 'left' ? 'My left hand' : 'My right hand',
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
        label: PREFERENCE_WORDS[name].short,
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => model.preferences.value[name]),
        onPress: () => actions.prefer({ [name]: !model.preferences.peek()[name] }),
      }),
    );
  }
  const limits = computed(() =>
    PREFERENCE_NAMES.flatMap(
      name => preferenceLimit(name, model.preferences.value, model.grants.value, true) ?? [],
    ).join(' '),
  );
  const page = column(14);
  page.add(
    line('How the others see you'),
    rowButton({
      title: computed(() => model.profile.value.name),
      detail: 'Press to change your name',
      dot: computed(() => model.profile.value.color),
      onPress: () => {
        entry.value = {
          keys: 'words',
          title: 'Your name',
          initial: model.profile.peek().name,
          maxChars: LIMITS.nameChars,
          answer: 'Done',
          done: name => actions.setProfile(name, model.profile.peek().color),
        };
      },
    }),
    swatches(
      computed(() => model.profile.value.color),
      color => actions.setProfile(model.profile.peek().name, color),
    ),
    line('I work with'),
    hands,
    line('On this device only'),
    toggles,
    line(limits),
  );
  return page;
}
