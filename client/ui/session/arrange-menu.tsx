import { ARRANGEMENTS } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
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
      label="Arrange"
      title="Arrange"
      side={side}
      panelLabel="Arrange"
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
              Select more, to align or group them
            </button>
          )}
          {ARRANGEMENTS.filter(({ least }) => count >= least).map(({ label, how }) => (
            <button
              key={label}
              type="button"
              class="menu-item"
              onClick={() => {
                close();
                actions.arrangeSelection(how);
              }}
            >
              {label}
            </button>
          ))}
        </>
      )}
    </Popover>
  );
}
