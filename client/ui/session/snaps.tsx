import { type CommandId, texts } from '../../view/index.ts';
import { screenCommandsAt } from '../commands.ts';
import { useCommand } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

/** The helps for placing well, each on or off. */
export function Snaps() {
  return (
    <Popover
      buttonClass="icon-button"
      label={texts.commands.SNAPPING}
      side="above"
      panelLabel={texts.commands.SNAPPING}
      panelClass="menu"
      button={<Icon name="magnet" />}
    >
      {() => screenCommandsAt('snaps').map(id => <Snap key={id} id={id} />)}
    </Popover>
  );
}

function Snap({ id }: { readonly id: CommandId }) {
  const { label, hint, isOn, run } = useCommand(id);
  return (
    <label class="menu-item snap">
      <input type="checkbox" checked={isOn} onChange={run} />
      <span>
        {label}
        <span class="small muted"> {hint}</span>
      </span>
    </label>
  );
}
