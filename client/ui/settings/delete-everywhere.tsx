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
  const { EVERYWHERE } = texts.deletion;
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
        <p class="row-title">{EVERYWHERE.title}</p>
        <p class="muted small">{EVERYWHERE.detail}</p>
      </div>
      <ActionButton
        label={texts.deletion.DELETE}
        about={EVERYWHERE.about}
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
  const isBlocked = blocked !== undefined || typed.value.trim() !== name.trim();
  return (
    <form
      class="confirm"
      aria-labelledby={`${id}-question`}
      onSubmit={event => {
        event.preventDefault();
        if (!isBlocked) void open.service.deleteEverywhere();
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
        <label for={id}>{texts.deletion.typeToDelete(`“${name}”`)}</label>
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
          {texts.controls.CANCEL}
        </button>
        <button type="submit" class="button danger" disabled={isBlocked}>
          <Icon name="trash" />
          {texts.deletion.EVERYWHERE.answer}
        </button>
      </div>
    </form>
  );
}
