import { ARRANGEMENTS } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

/** Brings what is selected into order. */
export function ArrangeMenu({ count }: { readonly count: number }) {
  const { actions } = useApp();
  return (
    <Popover
      buttonClass="icon-button"
      label="Arrange"
      title="Arrange"
      side="below"
      panelLabel="Arrange"
      panelClass="menu"
      button={<Icon name="align" />}
    >
      {close =>
        ARRANGEMENTS.filter(({ least }) => count >= least).map(({ label, how }) => (
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
        ))
      }
    </Popover>
  );
}
