import { useRef } from 'preact/hooks';
import type { OpenSession } from '../../model/index.ts';
import { type StatusAction, statusActions, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { type DrawnIcon, Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

const ICONS: Record<StatusAction['id'], DrawnIcon> = {
  decide: 'ask',
  save: 'retry',
  reconnect: 'retry',
  copy: 'duplicate',
  file: 'download',
};
/** Actions that open something else, over which the panel would stand. */
const CLOSES: ReadonlySet<StatusAction['id']> = new Set(['decide', 'file']);

/**
 * Shows where the edits are, in words, always in the same corner; its panel says more and offers what helps.
 */
export function StatusCorner({ open }: { readonly open: OpenSession }) {
  const { actions, screen } = useApp();
  const status = open.status.value;
  const decide = (): void => {
    screen.dialog.value = 'refused';
  };
  return (
    <div class={`status-corner tone-${status.tone}`}>
      <Popover
        buttonClass="floating status"
        side="above"
        title={texts.status.TITLE}
        panelLabel={texts.status.TITLE}
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
              {statusActions(open, actions, decide).map(({ id, label, isMain, run }) => (
                <ActionButton
                  key={id}
                  label={label}
                  icon={ICONS[id]}
                  {...(isMain ? { look: 'primary' } : {})}
                  onPress={() => {
                    if (CLOSES.has(id)) close();
                    return run();
                  }}
                />
              ))}
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
  if (text !== texts.status.SAVING) settled.current = text;
  return (
    <p class="visually-hidden" role="status">
      {settled.current}
    </p>
  );
}
