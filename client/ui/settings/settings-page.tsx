import { useId } from 'preact/hooks';
import type { SessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { isBlank } from '../../../shared/plain-name.ts';
import type { OpenSession } from '../../model/index.ts';
import { isEndingOffered, renameReason, settingsReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Confirm } from '../parts/confirm.tsx';
import { DeleteEverywhere } from './delete-everywhere.tsx';
import { Kept } from './kept.tsx';
import { PreferencesForm } from './preferences.tsx';

interface SettingsPageProps {
  readonly id: SessionId;
  readonly open: OpenSession;
}

/** Shows the host's settings for everybody, and where the session is kept. */
export function SettingsPage({ id, open }: SettingsPageProps) {
  const { service } = open;
  const blocked = settingsReason(open);
  return (
    <>
      {blocked && <p class="muted small">{blocked}</p>}
      <section class="settings" aria-label={texts.settings.TITLE}>
        <NameField id={id} open={open} />
        <Policy open={open} blocked={blocked} />
      </section>
      <PreferencesForm />
      <Kept id={id} open={open} />
      {isEndingOffered(open) && (
        <section class="settings" aria-labelledby="ending-title">
          <h3 id="ending-title">{texts.settings.ENDING}</h3>
          <div class="setting">
            <div class="row-text">
              <p class="row-title">{texts.deletion.ARCHIVE.label}</p>
              <p class="muted small">{texts.deletion.ARCHIVE.detail}</p>
            </div>
            <Confirm
              label={texts.deletion.ARCHIVE.label}
              icon="archive"
              blocked={blocked}
              question={texts.deletion.ARCHIVE_QUESTION}
              answer={texts.deletion.ARCHIVE.label}
              onConfirm={() => service.archive()}
            />
          </div>
          <DeleteEverywhere open={open} blocked={blocked} />
        </section>
      )}
    </>
  );
}

/** The name is in the document, so it can be changed without a relay. */
function NameField({ id, open }: SettingsPageProps) {
  const { actions } = useApp();
  const field = useId();
  const name = open.name.value;
  return (
    <div class="field">
      <label for={field}>{texts.settings.NAME}</label>
      <input
        id={field}
        key={name}
        class="input"
        defaultValue={name}
        maxLength={LIMITS.nameChars}
        disabled={renameReason(open.role.value) !== undefined}
        enterkeyhint="done"
        onChange={event => {
          const next = event.currentTarget.value.trim();
          // A name that nobody would see is for the action to refuse, in words.
          if (isBlank(next)) event.currentTarget.value = name;
          if (next && next !== name) void actions.renameSession(id, next);
        }}
        onKeyDown={event => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </div>
  );
}

function Policy({ open, blocked }: { readonly open: OpenSession; readonly blocked: string | undefined }) {
  const { service } = open;
  const id = useId();
  const policy = service.standing.value?.settings;
  if (!policy) return <p class="muted small">{texts.settings.NOT_HEARD_YET}</p>;
  const { allow_editing, max_participants } = policy;
  const { EDITING } = texts.settings;
  return (
    <>
      <div class="setting">
        <div class="row-text">
          <label class="row-title" for={`${id}-editing`}>
            {EDITING.label}
          </label>
          <p class="muted small">{allow_editing ? EDITING.onAndHint : EDITING.off}</p>
        </div>
        <input
          id={`${id}-editing`}
          type="checkbox"
          role="switch"
          class="switch"
          aria-checked={allow_editing}
          checked={allow_editing}
          disabled={blocked !== undefined}
          onChange={event => {
            // The relay's word counts: the switch moves when it has spoken.
            event.currentTarget.checked = allow_editing;
            void service.changePolicy({ allow_editing: !allow_editing });
          }}
        />
      </div>
      <div class="setting">
        <div class="row-text">
          <label class="row-title" for={`${id}-people`}>
            {texts.settings.PEOPLE}
          </label>
          <p class="muted small">{texts.settings.peopleRange(LIMITS.participantsPerSessionCount)}</p>
        </div>
        <input
          id={`${id}-people`}
          key={max_participants}
          type="number"
          class="input number"
          min={1}
          max={LIMITS.participantsPerSessionCount}
          defaultValue={String(max_participants)}
          disabled={blocked !== undefined}
          onChange={event => {
            const field = event.currentTarget;
            const next = field.valueAsNumber;
            if (field.validity.valid && Number.isInteger(next) && next !== max_participants)
              void service.changePolicy({ max_participants: next });
            else field.value = String(max_participants);
          }}
        />
      </div>
    </>
  );
}
