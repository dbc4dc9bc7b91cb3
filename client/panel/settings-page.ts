import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { LIMITS } from '../../shared/limits.ts';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import { button, column, GAP, LOOK, row, swatches, TARGET, TEXT, WIDTH } from './parts.ts';
import { rowButton } from './rows.ts';
import { writing } from './writing.ts';

/** Who one is for the others, and the side that the menu keeps to. */
export function createSettingsPage({ model, actions, entry, side }: PanelContext): Container {
  const line = (text: string): Container => {
    const all = column(0);
    all.add(writing({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH }));
    return all;
  };
  const sides = row(GAP);
  for (const each of ['left', 'right'] as const) {
    sides.add(
      button({
        label: each === 'left' ? 'On the left' : 'On the right',
        icon: each === 'left' ? ICONS.back : ICONS.next,
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => side.value === each),
        onPress: () => {
          side.value = each;
        },
      }),
    );
  }
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
    line('This menu: away from the hand that you work with'),
    sides,
  );
  return page;
}
