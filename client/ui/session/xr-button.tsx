import { useId } from 'preact/hooks';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

/** Enters the world. Where that is not possible, pressing it says why. */
export function XrButton() {
  const { model, actions } = useApp();
  const id = useId();
  const xr = model.xr.value;
  const { label, short, reason } = texts.device.xrWords(xr);
  if (xr.state === 'none')
    return (
      <Popover
        buttonClass="button floating xr-button off"
        side="below"
        label={`${label}: why?`}
        panelLabel="Why AR and VR are not available"
        panelClass="xr-reason"
        button={
          <>
            <Icon name="headset" />
            <span class="wide-only">{label}</span>
          </>
        }
      >
        {() => <p>{reason}</p>}
      </Popover>
    );
  return (
    <>
      <button
        type="button"
        class="button primary xr-button"
        disabled={reason !== undefined}
        title={reason}
        aria-label={label}
        aria-describedby={reason ? id : undefined}
        onClick={() => void actions.enterXr()}
      >
        {xr.state === 'starting' ? <span class="spinner" /> : <Icon name="headset" />}
        <span class="wide-only">{label}</span>
        <span class="narrow-only" aria-hidden="true">
          {short}
        </span>
      </button>
      {reason && (
        <span id={id} class="visually-hidden">
          {reason}
        </span>
      )}
    </>
  );
}
