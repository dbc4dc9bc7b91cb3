import { type CommandId, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { screenCommandsAt } from '../commands.ts';
import { CommandItem } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

const item = (id: CommandId, close: () => void, className?: string) => (
  <CommandItem key={id} id={id} close={close} {...(className ? { className } : {})} />
);

export function MoreMenu() {
  const { model } = useApp();
  const xr = model.xr.value;
  return (
    <Popover
      button={<Icon name="more" />}
      buttonClass="icon-button"
      label={texts.commands.MORE}
      side="below"
      panelLabel={texts.commands.MORE}
      panelClass="menu"
    >
      {close => (
        <>
          {item('share', close, 'narrow-only')}
          {screenCommandsAt('pages').map(id => item(id, close))}
          <hr class="menu-line" />
          {screenCommandsAt('more').map(id => item(id, close))}
          {item('open-shortcuts', close, 'with-keyboard')}
          {xr.state === 'none' && <p class="menu-note small muted">{texts.device.xrWords(xr).reason}</p>}
        </>
      )}
    </Popover>
  );
}
