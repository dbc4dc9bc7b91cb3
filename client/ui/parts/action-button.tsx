import { useSignal } from '@preact/signals';
import { type DrawnIcon, Icon } from './icon.tsx';

interface ActionButtonProps {
  readonly label: string;
  readonly icon?: DrawnIcon;
  readonly look?: 'primary' | 'danger' | 'quiet';
  /** Why it cannot be pressed now; the button stays reachable so that the reason can be read. */
  readonly blocked?: string | undefined;
  /**
   * The object of the action, where the label alone does not say it to those who cannot see what stands
   * beside it.
   */
  readonly about?: string;
  /** While a promise of it is under way the button shows that and takes no second press. */
  readonly onPress: () => unknown;
}

export function ActionButton({ label, icon, look, blocked, about, onPress }: ActionButtonProps) {
  const busy = useSignal(false);
  const press = async () => {
    if (blocked !== undefined || busy.value) return;
    busy.value = true;
    try {
      await onPress();
    } finally {
      busy.value = false;
    }
  };
  const name = about ? `${label}: ${about}` : label;
  return (
    <button
      type="button"
      class={look ? `button ${look}` : 'button'}
      aria-label={blocked ? `${name}. ${blocked}` : about ? name : undefined}
      title={blocked}
      aria-disabled={blocked ? 'true' : undefined}
      aria-busy={busy.value ? 'true' : undefined}
      onClick={() => void press()}
    >
      {busy.value ? <span class="spinner" /> : icon && <Icon name={icon} />}
      {label}
    </button>
  );
}
