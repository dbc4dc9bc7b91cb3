import { useLayoutEffect, useRef } from 'preact/hooks';
import { LIMITS } from '../../../shared/limits.ts';

interface InlineNameProps {
  readonly label: string;
  readonly value: string;
  /** Called with a trimmed, changed, non-empty name. */
  readonly onSave: (name: string) => void;
  readonly onDone: () => void;
}

/** A name being edited in its place: Enter or leaving saves, Esc takes it back. */
export function InlineName({ label, value, onSave, onDone }: InlineNameProps) {
  const input = useRef<HTMLInputElement>(null);
  const cancelled = useRef(false);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const finish = () => {
    const name = input.current?.value.trim() ?? '';
    if (!cancelled.current && name !== '' && name !== value) onSave(name);
    onDone();
  };
  return (
    <input
      ref={input}
      class="input inline-name"
      aria-label={label}
      defaultValue={value}
      maxLength={LIMITS.nameChars}
      enterkeyhint="done"
      onBlur={finish}
      onKeyDown={event => {
        if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        event.stopPropagation();
        cancelled.current = event.key === 'Escape';
        event.currentTarget.blur();
      }}
    />
  );
}
