import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { LIMITS } from '../../../shared/limits.ts';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';

interface TextFieldProps {
  /** Undefined where the selected objects differ, or have no text yet. */
  readonly value: string | undefined;
  readonly disabled: boolean;
}

const PAUSE_MS = 400;

/**
 * The text of a label or a note. It is written after a short pause in typing, so that undo has no step per
 * letter; and at once before anything else can happen, because a press elsewhere may select another object,
 * which must not get this text.
 */
export function TextField({ value, disabled }: TextFieldProps) {
  const { actions } = useApp();
  const id = useId();
  const draft = useSignal<string | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const write = () => {
    clearTimeout(timer.current);
    if (draft.value === undefined) return;
    const text = draft.value;
    draft.value = undefined;
    actions.editSelection({ text });
  };
  useLayoutEffect(() => {
    const pressed = (event: Event) => {
      if (!(event.target instanceof Node && document.getElementById(id)?.contains(event.target))) write();
    };
    window.addEventListener('pointerdown', pressed, { capture: true });
    window.addEventListener('pagehide', write);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener('pointerdown', pressed, { capture: true });
      window.removeEventListener('pagehide', write);
    };
  }, []);
  return (
    <div class="field">
      <label for={id}>{texts.selection.TEXT}</label>
      <textarea
        id={id}
        class="input"
        rows={3}
        maxLength={LIMITS.textChars}
        disabled={disabled}
        placeholder={value === undefined ? texts.selection.WRITE_SOMETHING : ''}
        value={draft.value ?? value ?? ''}
        onInput={event => {
          draft.value = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(write, PAUSE_MS);
        }}
        onBlur={write}
        onKeyDown={event => {
          if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}
