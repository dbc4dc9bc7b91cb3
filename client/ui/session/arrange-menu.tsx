import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { screenCommandsAt } from '../commands.ts';
import { CommandItem } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

interface ArrangeMenuProps {
  readonly count: number;
  readonly side?: 'above' | 'below';
}

/** Brings what is selected into order; with too few for most of it, leads to more. */
export function ArrangeMenu({ count, side = 'below' }: ArrangeMenuProps) {
  const { actions } = useApp();
  return (
    <Popover
      buttonClass="icon-button"
      label={texts.commands.ARRANGE}
      side={side}
      panelLabel={texts.commands.ARRANGE}
      panelClass="menu"
      button={<Icon name="align" />}
    >
      {close => (
        <>
          {count < 2 && (
            <button
              type="button"
              class="menu-item"
              onClick={() => {
                close();
                actions.selectSeveral(true);
              }}
            >
              {texts.selection.SELECT_MORE}
            </button>
          )}
          {screenCommandsAt('arrange').map(id => (
            <CommandItem key={id} id={id} isPlain close={close} />
          ))}
        </>
      )}
    </Popover>
  );
}
