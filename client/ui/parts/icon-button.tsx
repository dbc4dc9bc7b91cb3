import { Icon, type IconName } from './icon.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  /** Why it cannot be pressed now; the button stays reachable so that the reason can be read. */
  readonly blocked?: string | undefined;
  readonly pressed?: boolean;
  readonly shortcut?: string;
  readonly danger?: boolean;
}

export function IconButton({ icon, label, onClick, blocked, pressed, shortcut, danger }: IconButtonProps) {
  const name = shortcut ? `${label} (${shortcut})` : label;
  return (
    <button
      type="button"
      class={danger ? 'icon-button danger' : 'icon-button'}
      aria-label={blocked ? `${label}: ${blocked}` : label}
      title={blocked ? `${label}: ${blocked}` : name}
      aria-disabled={blocked ? 'true' : undefined}
      aria-pressed={pressed}
      onClick={() => {
        if (!blocked) onClick();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
