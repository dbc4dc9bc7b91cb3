import { useRef } from 'preact/hooks';
import type { OpenSession } from '../../model/index.ts';
import { refusedOf } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

/** Where the edits are, in words, always in the same corner; its panel says more and offers what helps. */
export function StatusCorner({ open }: { readonly open: OpenSession }) {
  const { actions, screen } = useApp();
  const refused = refusedOf(open);
  const status = open.status.value;
  const link = open.link.value;
  return (
    <div class={`status-corner tone-${status.tone}`}>
      <Popover
        buttonClass="floating status"
        side="above"
        title="Where your edits are"
        panelLabel="Where your edits are"
        panelClass={`status-panel tone-${status.tone}`}
        button={
          <>
            <span class="dot" />
            <span class="status-text">{status.text}</span>
            <Icon name="chevron" />
          </>
        }
      >
        {close => (
          <>
            <p class="status-title">
              <span class="dot" />
              {status.text}
            </p>
            <p class="muted">{status.detail}</p>
            <div class="status-actions">
              {refused && (
                <button
                  type="button"
                  class="button primary"
                  onClick={() => {
                    close();
                    screen.dialog.value = 'refused';
                  }}
                >
                  <Icon name="ask" />
                  See what and why
                </button>
              )}
              {open.disk.value.state === 'failed' && (
                <button type="button" class="button primary" onClick={() => actions.retryDisk()}>
                  <Icon name="retry" />
                  Try again
                </button>
              )}
              {(link.state === 'offline' || link.state === 'refused' || link.state === 'off') && (
                <button type="button" class="button" onClick={() => actions.reconnect()}>
                  <Icon name="retry" />
                  Reconnect
                </button>
              )}
              {link.state === 'refused' && !refused && (
                <ActionButton
                  label="Keep as my own copy"
                  icon="duplicate"
                  onPress={async () => {
                    const copy = await open.refusals.keepAsCopy();
                    if (copy !== undefined) await actions.openSession(copy);
                  }}
                />
              )}
              <button
                type="button"
                class="button"
                onClick={() => {
                  close();
                  actions.exportSession();
                }}
              >
                <Icon name="download" />
                Save as a file
              </button>
            </div>
          </>
        )}
      </Popover>
      <Announcer text={status.tone === 'loss' ? `${status.text}. ${status.detail}` : status.text} />
    </div>
  );
}

/** Says a status that stays, not every "Saving" on the way to it. */
function Announcer({ text }: { readonly text: string }) {
  const settled = useRef(text);
  if (text !== 'Saving') settled.current = text;
  return (
    <p class="visually-hidden" role="status">
      {settled.current}
    </p>
  );
}
