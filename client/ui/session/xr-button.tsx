import { useId } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { useCommand } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';

/**
 * Enters the world. Where that is not possible there is no button, and a wide screen says so; the menu says
 * more.
 */
export function XrButton() {
  const { model } = useApp();
  const id = useId();
  const { icon, label, short, blocked, isOffered, run } = useCommand('enter-xr');
  if (!isOffered) return <p class="hint floating small xr-hint">{label}</p>;
  return (
    <>
      <button
        type="button"
        class="button primary xr-button"
        disabled={blocked !== undefined}
        title={blocked}
        aria-label={label}
        aria-describedby={blocked ? id : undefined}
        onClick={run}
      >
        {model.xr.value.state === 'starting' ? <span class="spinner" /> : <Icon name={icon} />}
        <span class="wide-only">{label}</span>
        <span class="narrow-only" aria-hidden="true">
          {short}
        </span>
      </button>
      {blocked && (
        <span id={id} class="visually-hidden">
          {blocked}
        </span>
      )}
    </>
  );
}
