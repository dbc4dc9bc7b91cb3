import { useSignal } from '@preact/signals';
import { mayWrite } from '../../../shared/session/index.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import { type LibraryEntry, PEOPLE_COLORS } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
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
            label={`New name for ${entry.name}`}
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
          <span>{texts.numbers.count(entry.objects, 'object')}</span>
          <span>opened {texts.numbers.ago(entry.opened, now)}</span>
          {entry.role !== 'host' && (
            <span class="badge" title={texts.numbers.ROLE_WORDS[entry.role].detail}>
              {texts.numbers.ROLE_WORDS[entry.role].title}
            </span>
          )}
          {entry.waiting > 0 && (
            <span
              class="badge waiting"
              title={`${texts.numbers.count(entry.waiting, 'change')} saved on this device, not on the relay yet`}
            >
              {entry.waiting} waiting
            </span>
          )}
        </p>
      </div>
      <div class="session-actions">
        <IconButton
          icon="pencil"
          label={`Rename ${entry.name}`}
          blocked={mayWrite(entry.role, 'settings') ? undefined : 'only the host can.'}
          onClick={() => {
            mode.value = 'renaming';
          }}
        />
        <IconButton
          icon="trash"
          danger
          label={`Delete ${entry.name}`}
          onClick={() => {
            mode.value = 'deleting';
          }}
        />
      </div>
      {mode.value === 'deleting' && <DeleteDialog entry={entry} onClose={show} />}
    </li>
  );
}
