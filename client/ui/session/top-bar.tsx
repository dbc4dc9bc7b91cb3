import { useSignal } from '@preact/signals';
import type { SessionId } from '../../../shared/ids.ts';
import { mayWrite } from '../../../shared/session/index.ts';
import type { OpenSession } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { InlineName } from '../parts/inline-name.tsx';
import { MoreMenu } from './more-menu.tsx';
import { People } from './people.tsx';
import { XrButton } from './xr-button.tsx';

interface TopBarProps {
  readonly id: SessionId;
  readonly open: OpenSession;
}

export function TopBar({ id, open }: TopBarProps) {
  const { actions, screen } = useApp();
  return (
    <header class="top-bar">
      <div class="floating group name-group">
        <IconButton icon="back" label="Back to the sessions" onClick={() => void actions.closeSession()} />
        <SessionName id={id} open={open} />
      </div>
      <div class="top-right">
        <div class="floating group">
          <People open={open} />
          <button
            type="button"
            class="button quiet share-button"
            title="Share this session"
            onClick={() => {
              screen.dialog.value = 'share';
            }}
          >
            <Icon name="share" />
            <span class="wide-only">Share</span>
          </button>
          <MoreMenu />
        </div>
        <XrButton />
      </div>
    </header>
  );
}

function SessionName({ id, open }: TopBarProps) {
  const { actions } = useApp();
  const editing = useSignal(false);
  const name = open.name.value;
  if (!mayWrite(open.role.value, 'settings')) return <h1 class="session-name">{name}</h1>;
  if (editing.value)
    return (
      <InlineName
        label="Session name"
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
        title="Rename this session"
        onClick={() => {
          editing.value = true;
        }}
      >
        {name}
      </button>
    </h1>
  );
}
