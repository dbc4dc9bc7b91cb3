import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { PAGES } from '../pages/session-pages.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

interface MenuItemProps {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  /** What it is for. */
  readonly hint?: string;
  /** For who has a keyboard. */
  readonly isForKeys?: boolean;
  readonly onClick: () => void;
}

function MenuItem({ icon, label, shortcut, hint, isForKeys, onClick }: MenuItemProps) {
  return (
    <button type="button" class={isForKeys ? 'menu-item with-keyboard' : 'menu-item'} onClick={onClick}>
      <Icon name={icon} />
      {label}
      {hint && <span class="menu-hint small muted">{hint}</span>}
      {shortcut && (
        <span class="menu-keys" aria-hidden="true">
          <kbd>{shortcut}</kbd>
        </span>
      )}
    </button>
  );
}

/** Safari on iPhone, iPad and Vision Pro: no AR for pages there, but a viewer of the system's own. */
const hasQuickLook = (): boolean => document.createElement('a').relList.supports('ar');

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
                label={`Show ${texts.numbers.count(hidden, 'hidden object')}`}
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
              icon="model"
              label="Save as GLB"
              hint="3D programs"
              onClick={then(() => void actions.saveScene('glb'))}
            />
            <MenuItem
              icon="model"
              label="Save as USDZ"
              hint="iPhone, iPad, Vision Pro"
              onClick={then(() => void actions.saveScene('usdz'))}
            />
            {hasQuickLook() && (
              <MenuItem
                icon="scan"
                label="View in AR"
                onClick={then(() => void actions.saveScene('quick-look'))}
              />
            )}
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
