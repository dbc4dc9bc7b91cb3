import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import type { LibraryEntry } from '../../model/index.ts';
import { freshName, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

/** A new session: the name is there already, Enter is enough. */
export function CreateForm({ sessions }: { readonly sessions: readonly LibraryEntry[] }) {
  const { actions } = useApp();
  const id = useId();
  const typed = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const suggested = freshName(sessions);
  const create = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      await actions.createSession(nameOf(typed.value ?? '') || suggested);
      typed.value = undefined;
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="card start"
      onSubmit={event => {
        event.preventDefault();
        void create();
      }}
    >
      <div class="field">
        <label for={id}>{texts.sessions.CREATE.label}</label>
        <input
          id={id}
          class="input"
          name="session-name"
          autocomplete="off"
          enterkeyhint="go"
          maxLength={LIMITS.nameChars}
          value={typed.value ?? suggested}
          onFocus={event => event.currentTarget.select()}
          onInput={event => {
            typed.value = event.currentTarget.value;
          }}
        />
      </div>
      <button type="submit" class="button primary" disabled={busy.value}>
        <Icon name="add" />
        {texts.sessions.CREATE.answer}
      </button>
    </form>
  );
}
