import { useSignal } from '@preact/signals';
import type { SessionId } from '../../../shared/ids.ts';
import type { OpenSession } from '../../model/index.ts';
import { renameReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { CommandButton, useCommand } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { InlineName } from '../parts/inline-name.tsx';
import { MoreMenu } from './more-menu.tsx';
import { PeopleCorner } from './people.tsx';
import { XrButton } from './xr-button.tsx';

interface TopBarProps {
  readonly id: SessionId;
  readonly open: OpenSession;
}

export function TopBar({ id, open }: TopBarProps) {
  return (
    <header class="top-bar">
      <div class="floating group name-group">
        <CommandButton id="close-session" />
        <SessionName id={id} open={open} />
      </div>
      <div class="top-right">
        <div class="floating group">
          <PeopleCorner open={open} />
          <ShareButton />
          <MoreMenu />
        </div>
        <XrButton />
      </div>
    </header>
  );
}

function ShareButton() {
  const { icon, label, title, run } = useCommand('share');
  return (
    <button type="button" class="button quiet share-button" title={title} onClick={run}>
      <Icon name={icon} />
      <span class="wide-only">{label}</span>
    </button>
  );
}

function SessionName({ id, open }: TopBarProps) {
  const { actions } = useApp();
  const editing = useSignal(false);
  const name = open.name.value;
  if (renameReason(open.role.value) !== undefined) return <h1 class="session-name">{name}</h1>;
  if (editing.value)
    return (
      <InlineName
        label={texts.commands.SESSION_NAME}
        value={name}
        onSave={next => void actions.renameSession(id, next)}
        onDone={() => {
          editing.value = false;
        }}
      />
    );
  return (
    <h1 class="session-name">
      <button
        type="button"
        class="session-name-button"
        title={texts.commands.RENAME_SESSION}
        onClick={() => {
          editing.value = true;
        }}
      >
        {name}
      </button>
    </h1>
  );
}
