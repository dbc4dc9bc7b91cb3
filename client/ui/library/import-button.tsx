import { useRef } from 'preact/hooks';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

/** Opens a session that was saved as a file. */
export function ImportButton() {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button quiet" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {texts.sessions.IMPORT.label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={texts.sessions.IMPORT.field}
        accept=".aiframe"
        onChange={event => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again after a failure, and that must count as a change.
          event.currentTarget.value = '';
          if (file) void actions.importSession(file);
        }}
      />
    </>
  );
}
