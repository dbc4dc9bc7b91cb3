import { useSignal } from '@preact/signals';
import type { OpenSession } from '../../model/index.ts';
import { readOnlyReason, takePicture } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { NoticeCard } from '../notices/notices.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Tiles } from '../session/palette.tsx';
import { SeveralBar } from '../session/several-bar.tsx';
import { OverlayRoom } from './overlay-room.tsx';

/**
 * The few controls that a phone shows over its camera picture; also seen on the screen of a headset's
 * computer.
 */
export function OverlayControls() {
  const { model } = useApp();
  const xr = model.xr.value;
  const session = model.session.value;
  if (xr.state !== 'presenting') return null;
  return (
    <div class="overlay-controls">
      {session.state === 'open' ? <InSession open={session.open} /> : <LeaveButton />}
      {xr.tracking === 'lost' && (
        <p class="hint floating overlay-hint" role="status">
          Tracking is lost. Look around slowly; your edits are safe.
        </p>
      )}
    </div>
  );
}

function InSession({ open }: { readonly open: OpenSession }) {
  const { actions, screen } = useApp();
  const asksRoom = useSignal(false);
  const status = open.status.value;
  const readOnly = readOnlyReason(open);
  return (
    <>
      <div class="overlay-top">
        <LeaveButton />
      </div>
      <OverlayNotice />
      <OverlayRoom open={open} asked={asksRoom} />
      <div class="overlay-bottom">
        <SeveralBar open={open} />
        <div class={`overlay-status tone-${status.tone}`}>
          <p class="floating status" role="status">
            <span class="dot" />
            <span class="status-text">{status.text}</span>
          </p>
        </div>
        <div class="floating group overlay-edit">
          <IconButton
            icon="undo"
            label="Undo"
            blocked={readOnly ?? (open.history.value.canUndo ? undefined : 'nothing to undo.')}
            onClick={() => actions.undo()}
          />
          <IconButton
            icon="camera"
            label="Take a picture"
            onClick={() => void takePicture(open, screen.telling)}
          />
          <IconButton
            icon="frame"
            label="Align to the room"
            pressed={asksRoom.value}
            onClick={() => {
              asksRoom.value = !asksRoom.value;
            }}
          />
          <IconButton
            icon="trash"
            danger
            label="Delete"
            blocked={readOnly ?? (open.selection.value.size > 0 ? undefined : 'select something first.')}
            onClick={() => actions.deleteSelection()}
          />
        </div>
        <nav class="floating palette overlay-palette" aria-label="Tools">
          <Tiles readOnly={readOnly} />
        </nav>
      </div>
    </>
  );
}

/**
 * One thing at a time, what may be lost first: the room is the picture. What has come over the alignment is
 * said where it is mended.
 */
function OverlayNotice() {
  const { prompts } = useApp();
  const notice = prompts.value.find(({ kind }) => kind === 'loss' || kind === 'notice');
  return (
    <div class="notices" role="status" aria-live="polite">
      {notice && <NoticeCard key={notice.key} notice={notice} />}
    </div>
  );
}

function LeaveButton() {
  const { actions } = useApp();
  return (
    <button type="button" class="button floating" onClick={() => void actions.leaveXr()}>
      <Icon name="close" />
      Leave
    </button>
  );
}
