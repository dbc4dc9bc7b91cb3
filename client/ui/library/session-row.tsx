import { useSignal } from '@preact/signals';
import type { DeviceTime } from '../../../shared/time.ts';
import { type LibraryEntry, PEOPLE_COLORS } from '../../model/index.ts';
import { sessionFacts, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { InlineName } from '../parts/inline-name.tsx';
import { DeleteDialog } from './delete-dialog.tsx';

/** The same colour for a session every time: from its id, which is random. */
const tint = (id: string): string =>
  PEOPLE_COLORS[Number.parseInt(id.slice(0, 4), 16) % (PEOPLE_COLORS.length - 2)] ?? PEOPLE_COLORS[0];

export function SessionRow({ entry, now }: { readonly entry: LibraryEntry; readonly now: DeviceTime }) {
  const { actions } = useApp();
  const { objects, opened, role, waiting, nameBlocked } = sessionFacts(entry, now);
  const mode = useSignal<'shown' | 'renaming' | 'deleting'>('shown');
  const show = () => {
    mode.value = 'shown';
  };
  return (
    <li class="card session-row">
      <span class="session-picture" style={{ '--tint': tint(entry.id) }}>
        <Icon name="model" />
      </span>
      <div class="session-text">
        {mode.value === 'renaming' ? (
          <InlineName
            label={texts.sessions.newNameLabel(entry.name)}
            value={entry.name}
            onSave={name => void actions.renameSession(entry.id, name)}
            onDone={show}
          />
        ) : (
          <h3>
            <button type="button" class="session-open" onClick={() => void actions.openSession(entry.id)}>
              {entry.name}
            </button>
          </h3>
        )}
        <p class="session-facts muted small">
          <span>{objects}</span>
          <span>{opened}</span>
          {role && (
            <span class="badge" title={role.detail}>
              {role.title}
            </span>
          )}
          {waiting && (
            <span class="badge waiting" title={waiting.detail}>
              {waiting.title}
            </span>
          )}
        </p>
      </div>
      <div class="session-actions">
        <IconButton
          icon="pencil"
          label={texts.sessions.renameLabel(entry.name)}
          blocked={nameBlocked}
          onClick={() => {
            mode.value = 'renaming';
          }}
        />
        <IconButton
          icon="trash"
          danger
          label={texts.sessions.deleteLabel(entry.name)}
          onClick={() => {
            mode.value = 'deleting';
          }}
        />
      </div>
      {mode.value === 'deleting' && <DeleteDialog entry={entry} onClose={show} />}
    </li>
  );
}
