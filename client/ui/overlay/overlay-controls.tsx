import { useSignal } from '@preact/signals';
import type { OpenSession } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { NoticeCard } from '../notices/notices.tsx';
import { CommandButton, CommandWords } from '../parts/command-button.tsx';
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
      {session.state === 'open' ? (
        <InSession open={session.open} />
      ) : (
        <CommandWords id="leave-xr" className="floating" />
      )}
      {xr.tracking === 'lost' && (
        <p class="hint floating overlay-hint" role="status">
          {texts.commands.TRACKING_LOST}
        </p>
      )}
    </div>
  );
}

function InSession({ open }: { readonly open: OpenSession }) {
  const asksRoom = useSignal(false);
  const status = open.status.value;
  return (
    <>
      <div class="overlay-top">
        <CommandWords id="leave-xr" className="floating" />
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
          <CommandButton id="undo" />
          <CommandButton id="take-picture" />
          <IconButton
            icon="frame"
            label={texts.commands.ALIGN_ROOM}
            pressed={asksRoom.value}
            onClick={() => {
              asksRoom.value = !asksRoom.value;
            }}
          />
          <CommandButton id="delete" danger />
        </div>
        <nav class="floating palette overlay-palette" aria-label={texts.commands.TOOLS}>
          <Tiles />
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
