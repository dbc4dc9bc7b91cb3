import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { formatTyping, parseShareCode } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { canScan } from './scan.ts';
import { ScanDialog } from './scan-dialog.tsx';

/**
 * Joining by a share code, by a whole link pasted into the same field, or by a QR code where the browser
 * reads them.
 */
export function JoinForm() {
  const { actions } = useApp();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const text = useSignal('');
  const wrong = useSignal(false);
  const busy = useSignal(false);
  const scan = useSignal<'none' | 'offered' | 'open'>('none');
  useEffect(() => {
    const ask = async () => {
      if (await canScan()) scan.value = 'offered';
    };
    void ask();
  }, []);
  const stopScanning = () => {
    scan.value = 'offered';
  };
  const join = async () => {
    if (busy.value) return;
    const code = parseShareCode(text.value);
    wrong.value = code === undefined;
    if (code === undefined) {
      input.current?.focus();
      return;
    }
    busy.value = true;
    try {
      await actions.joinSession(code);
      text.value = '';
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="card start"
      onSubmit={event => {
        event.preventDefault();
        void join();
      }}
    >
      <div class="field">
        <label for={id}>{texts.sessions.JOIN.label}</label>
        <input
          ref={input}
          id={id}
          class="input code"
          name="share-code"
          placeholder={texts.typing.CODE_SHAPE}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="go"
          aria-invalid={wrong.value}
          aria-describedby={wrong.value ? `${id}-error` : undefined}
          value={text.value}
          onInput={event => {
            const field = event.currentTarget;
            wrong.value = false;
            // Regrouping moves the caret, so it only happens where that cannot be noticed: at the end.
            const atEnd = field.selectionStart === field.value.length;
            const erasing = event.inputType?.startsWith('delete') ?? false;
            text.value = atEnd && !erasing ? formatTyping(field.value) : field.value;
            field.value = text.value;
          }}
        />
        {wrong.value && (
          <p id={`${id}-error`} class="field-error" role="alert">
            {texts.sessions.JOIN.invalid}
          </p>
        )}
      </div>
      <button type="submit" class="button" disabled={busy.value || text.value.trim() === ''}>
        {texts.sessions.JOIN.answer}
      </button>
      {scan.value !== 'none' && (
        <button
          type="button"
          class="button scan-button"
          onClick={() => {
            scan.value = 'open';
          }}
        >
          <Icon name="scan" />
          {texts.sessions.SCAN.label}
        </button>
      )}
      {scan.value === 'open' && (
        <ScanDialog
          onClose={stopScanning}
          onCode={code => {
            stopScanning();
            text.value = code;
            void join();
          }}
        />
      )}
    </form>
  );
}
