import { count } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { PAGES } from '../pages/session-pages.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

interface MenuItemProps {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  /** For who has a keyboard. */
  readonly isForKeys?: boolean;
  readonly onClick: () => void;
}

function MenuItem({ icon, label, shortcut, isForKeys, onClick }: MenuItemProps) {
  return (
    <button type="button" class={isForKeys ? 'menu-item with-keyboard' : 'menu-item'} onClick={onClick}>
      <Icon name={icon} />
      {label}
      {shortcut && (
        <span class="menu-keys" aria-hidden="true">
          <kbd>{shortcut}</kbd>
        </span>
      )}
    </button>
  );
}

export function MoreMenu() {
  const { model, actions, screen } = useApp();
  const session = model.session.value;
  const hidden = session.state === 'open' ? session.open.hiddenCount.value : 0;
  return (
    <Popover
      button={<Icon name="more" />}
      buttonClass="icon-button"
      label="More"
      side="below"
      panelLabel="More"
      panelClass="menu"
    >
      {close => {
        const then = (run: () => void) => () => {
          close();
          run();
        };
        return (
          <>
            <button
              type="button"
              class="menu-item narrow-only"
              onClick={then(() => {
                screen.dialog.value = 'share';
              })}
            >
              <Icon name="share" />
              Share
            </button>
            {PAGES.map(({ page, title, icon }) => (
              <MenuItem
                key={page}
                icon={icon}
                label={title}
                onClick={then(() => {
                  screen.dialog.value = page;
                })}
              />
            ))}
            <hr class="menu-line" />
            <MenuItem
              icon="frame"
              label="Show everything"
              shortcut="F"
              onClick={then(() => actions.frameAll())}
            />
            {hidden > 0 && (
              <MenuItem
                icon="show"
                label={`Show ${count(hidden, 'hidden object')}`}
                onClick={then(() => actions.showHidden())}
              />
            )}
            <MenuItem
              icon="download"
              label="Save as a file"
              shortcut="Ctrl S"
              onClick={then(() => actions.exportSession())}
            />
            <MenuItem
              icon="keyboard"
              label="Keyboard shortcuts"
              shortcut="?"
              isForKeys
              onClick={then(() => {
                screen.dialog.value = 'shortcuts';
              })}
            />
          </>
        );
      }}
    </Popover>
  );
}
