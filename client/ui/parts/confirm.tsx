import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../view/index.ts';
import { type DrawnIcon, Icon } from './icon.tsx';

interface ConfirmProps {
  readonly label: string;
  readonly icon: DrawnIcon;
  /** The object of the question, for those who cannot see what stands beside it. */
  readonly about?: string;
  /** The question, with what will happen and what will not. */
  readonly question: string;
  /** The word on the button that does it. */
  readonly answer: string;
  readonly danger?: boolean;
  /** Shown as its icon alone, where there are many of them. */
  readonly isSmall?: boolean;
  readonly blocked?: string | undefined;
  readonly onConfirm: () => unknown;
}

/**
 * A button for what nobody can take back: a press opens its question in the same place, and the focus goes
 * there and back.
 */
export function Confirm(props: ConfirmProps) {
  const { label, icon, about, question, answer, danger = false, isSmall = false, blocked, onConfirm } = props;
  const asking = useSignal(false);
  const wasAsking = useRef(false);
  const opener = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (asking.value) cancel.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = asking.value;
  }, [asking.value]);
  const answerWith = (run?: () => unknown) => {
    asking.value = false;
    void run?.();
  };
  if (!asking.value)
    return (
      <button
        ref={opener}
        type="button"
        class={`${isSmall ? 'icon-button' : 'button'}${danger ? ' danger' : ''}`}
        aria-label={[label, about, blocked].filter(Boolean).join(': ')}
        title={blocked ?? (isSmall ? label : undefined)}
        aria-disabled={blocked ? 'true' : undefined}
        onClick={() => {
          if (!blocked) asking.value = true;
        }}
      >
        <Icon name={icon} />
        {!isSmall && label}
      </button>
    );
  return (
    <fieldset
      class="confirm"
      aria-labelledby={id}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        // Esc takes back the question, not the whole dialog.
        event.preventDefault();
        event.stopPropagation();
        answerWith();
      }}
    >
      <p id={id}>{question}</p>
      <div class="dialog-actions">
        <button ref={cancel} type="button" class="button" onClick={() => answerWith()}>
          {texts.controls.CANCEL}
        </button>
        <button
          type="button"
          class={danger ? 'button danger' : 'button primary'}
          onClick={() => answerWith(onConfirm)}
        >
          {answer}
        </button>
      </div>
    </fieldset>
  );
}
