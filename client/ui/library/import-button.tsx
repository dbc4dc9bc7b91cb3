import { useRef } from 'preact/hooks';
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
        Import file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Session file"
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
