import { type DrawnIcon, Icon } from './icon.tsx';

interface IconButtonProps {
  readonly icon: DrawnIcon;
  readonly label: string;
  readonly onClick: () => void;
  /** Why it cannot be pressed now; the button stays reachable so that the reason can be read. */
  readonly blocked?: string | undefined;
  readonly pressed?: boolean;
  /** The button's effect, in more words than its label. */
  readonly title?: string;
  readonly danger?: boolean;
}

export function IconButton(props: IconButtonProps) {
  const { icon, label, onClick, blocked, pressed, title = label, danger } = props;
  return (
    <button
      type="button"
      class={danger ? 'icon-button danger' : 'icon-button'}
      aria-label={blocked ? `${label}: ${blocked}` : label}
      title={blocked ? `${label}: ${blocked}` : title}
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
