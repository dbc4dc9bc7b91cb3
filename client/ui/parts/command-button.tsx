import { type CommandId, describeCommand, runCommand, type ShownCommand } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { keysOf } from '../shortcuts.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

interface CommandProps {
  readonly id: CommandId;
}

/** A command as it is now, followed by the component that asks. */
export function useCommand(id: CommandId): ShownCommand & { readonly title: string; run(): void } {
  const app = useApp();
  const shown = describeCommand(id, app);
  const [keys] = keysOf(id);
  const words = shown.hint ?? shown.label;
  return { ...shown, title: keys ? `${words} (${keys})` : words, run: () => runCommand(id, app) };
}

/** As an icon. */
export function CommandButton({ id, danger }: CommandProps & { readonly danger?: boolean }) {
  const { icon, label, title, isOn, blocked, run } = useCommand(id);
  return (
    <IconButton
      icon={icon}
      label={label}
      title={title}
      blocked={blocked}
      {...(isOn === undefined ? {} : { pressed: isOn })}
      {...(danger ? { danger } : {})}
      onClick={run}
    />
  );
}

/** As an icon over its name. */
export function CommandTile({ id }: CommandProps) {
  const { icon, label, title, isOn, blocked, run } = useCommand(id);
  return (
    <button
      type="button"
      class="tile"
      disabled={blocked !== undefined}
      aria-pressed={isOn}
      title={blocked ?? title}
      onClick={run}
    >
      <Icon name={icon} />
      {label}
    </button>
  );
}

interface CommandWordsProps extends CommandProps {
  readonly className?: string;
  /** Called before it runs. */
  readonly before?: () => void;
  readonly isPlain?: boolean;
}

/** As its name, beside its icon unless `isPlain`; nothing where it is not offered, or cannot be run. */
export function CommandWords({ id, className = '', before, isPlain }: CommandWordsProps) {
  const { icon, label, hint, blocked, isOffered, run } = useCommand(id);
  if (!isOffered || blocked !== undefined) return null;
  return (
    <button
      type="button"
      class={`button ${className}`}
      title={hint}
      onClick={() => {
        before?.();
        run();
      }}
    >
      {!isPlain && <Icon name={icon} />}
      {label}
    </button>
  );
}

interface CommandItemProps extends CommandProps {
  readonly className?: string;
  /** Called before it runs. */
  readonly close: () => void;
  readonly isPlain?: boolean;
}

/** As a line of a menu; nothing where it is not offered. */
export function CommandItem({ id, className = '', close, isPlain }: CommandItemProps) {
  const { icon, label, hint, blocked, isOffered, run } = useCommand(id);
  if (!isOffered) return null;
  const [keys] = keysOf(id);
  return (
    <button
      type="button"
      class={`menu-item ${className}`}
      title={blocked}
      aria-disabled={blocked ? 'true' : undefined}
      onClick={() => {
        if (blocked) return;
        close();
        run();
      }}
    >
      {!isPlain && <Icon name={icon} />}
      {label}
      {hint && <span class="menu-hint small muted">{hint}</span>}
      {keys && (
        <span class="menu-keys" aria-hidden="true">
          <kbd>{keys}</kbd>
        </span>
      )}
    </button>
  );
}
