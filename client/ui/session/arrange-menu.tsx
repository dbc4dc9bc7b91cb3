import type { Arrangement } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

interface Way {
  readonly label: string;
  readonly how: Arrangement;
  /** The fewest that it takes. */
  readonly least: number;
}

const WAYS: readonly Way[] = [
  { label: 'Align left', how: { arrange: 'align', axis: 'x', to: 'low' }, least: 2 },
  { label: 'Align right', how: { arrange: 'align', axis: 'x', to: 'high' }, least: 2 },
  { label: 'Align tops', how: { arrange: 'align', axis: 'y', to: 'high' }, least: 2 },
  { label: 'Align bottoms', how: { arrange: 'align', axis: 'y', to: 'low' }, least: 2 },
  { label: 'Align fronts', how: { arrange: 'align', axis: 'z', to: 'high' }, least: 2 },
  { label: 'Align middles, across', how: { arrange: 'align', axis: 'x', to: 'middle' }, least: 2 },
  { label: 'Align middles, in depth', how: { arrange: 'align', axis: 'z', to: 'middle' }, least: 2 },
  { label: 'Space evenly, across', how: { arrange: 'distribute', axis: 'x' }, least: 3 },
  { label: 'Space evenly, in depth', how: { arrange: 'distribute', axis: 'z' }, least: 3 },
  { label: 'Space evenly, upwards', how: { arrange: 'distribute', axis: 'y' }, least: 3 },
  { label: 'Group: the first carries the others', how: { arrange: 'group' }, least: 2 },
  { label: 'Ungroup', how: { arrange: 'ungroup' }, least: 1 },
];

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
        WAYS.filter(({ least }) => count >= least).map(({ label, how }) => (
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
