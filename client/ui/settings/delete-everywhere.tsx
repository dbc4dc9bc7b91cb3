import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { OpenSession } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icon.tsx';

interface DeleteEverywhereProps {
  readonly open: OpenSession;
  readonly blocked: string | undefined;
}

/** The one thing that nobody can bring back, so the host types the session's name first. */
export function DeleteEverywhere({ open, blocked }: DeleteEverywhereProps) {
  const asking = useSignal(false);
  return asking.value ? (
    <Question
      open={open}
      blocked={blocked}
      onCancel={() => {
        asking.value = false;
      }}
    />
  ) : (
    <div class="setting">
      <div class="row-text">
        <p class="row-title">Delete for everybody</p>
        <p class="muted small">From the relay, with its pictures and codes. Copies on devices stay theirs.</p>
      </div>
      <ActionButton
        label="Delete"
        about="for everybody"
        icon="trash"
        look="danger"
        blocked={blocked}
        onPress={() => {
          asking.value = true;
        }}
      />
    </div>
  );
}

interface QuestionProps extends DeleteEverywhereProps {
  readonly onCancel: () => void;
}

function Question({ open, blocked, onCancel }: QuestionProps) {
  const id = useId();
  const typed = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const name = open.name.value;
  const mismatch = typed.value.trim() === name.trim() ? undefined : 'Type the name of the session first.';
  return (
    <form
      class="confirm"
      aria-labelledby={`${id}-question`}
      onSubmit={event => {
        event.preventDefault();
        if ((blocked ?? mismatch) === undefined) void open.service.deleteEverywhere();
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <p id={`${id}-question`}>{texts.deletion.everywhereQuestion(`“${name}”`)}</p>
      <div class="field">
        <label for={id}>Type “{name}” to go on</label>
        <input
          ref={field}
          id={id}
          class="input"
          autocomplete="off"
          spellcheck={false}
          value={typed.value}
          onInput={event => {
            typed.value = event.currentTarget.value;
          }}
        />
      </div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button danger" disabled={(blocked ?? mismatch) !== undefined}>
          <Icon name="trash" />
          Delete for everybody
        </button>
      </div>
    </form>
  );
}
