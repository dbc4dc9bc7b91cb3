import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import { type CommandContext, type CommandId, describeCommand, runCommand } from '../../view/index.ts';
import { current } from '../atlas/sprite.ts';
import { ICONS } from './icons.ts';
import { type ButtonOptions, button } from './widgets.ts';

interface CommandButtonOptions
  extends Pick<ButtonOptions, 'shape' | 'height' | 'width' | 'isOnRow' | 'isShown'> {
  /** Without its icon: the label says it all. */
  readonly isPlain?: boolean;
  /** After its own label. */
  readonly label?: ReadonlySignal<string>;
  readonly isChosen?: ReadonlySignal<boolean>;
  /** Called before it runs. */
  readonly before?: () => void;
}

/** A button that shows a command as it is now, and runs it. `id` may change, as between lock and unlock. */
export function commandButton(
  id: ReadonlySignal<CommandId> | CommandId,
  context: CommandContext,
  { isPlain, before, ...options }: CommandButtonOptions,
): Container {
  const shown = computed(() => describeCommand(current(id), context));
  return button({
    label: computed(() => shown.value.short),
    ...(isPlain ? {} : { icon: computed(() => ICONS[shown.value.icon]) }),
    isChosen: computed(() => shown.value.isOn === true),
    isEnabled: computed(() => shown.value.blocked === undefined),
    onPress: () => {
      before?.();
      runCommand(current(id), context);
    },
    ...options,
  });
}
