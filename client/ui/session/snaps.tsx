import { SNAP_NAMES, type SnapName } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

/** The helps for placing well, each on or off. */
export function Snaps() {
  const { model, actions } = useApp();
  const on = model.snaps.value;
  const toggle = (name: SnapName): void => {
    const next = new Set(on);
    if (!next.delete(name)) next.add(name);
    actions.setSnaps(next);
  };
  return (
    <Popover
      buttonClass="icon-button"
      label="Snapping"
      title="Snapping"
      side="above"
      panelLabel="Snapping"
      panelClass="menu"
      button={<Icon name="magnet" />}
    >
      {() =>
        SNAP_NAMES.map(name => (
          <label key={name} class="menu-item snap">
            <input type="checkbox" checked={on.has(name)} onChange={() => toggle(name)} />
            <span>
              {texts.tooling.SNAP_WORDS[name].label}
              <span class="small muted"> {texts.tooling.SNAP_WORDS[name].detail}</span>
            </span>
          </label>
        ))
      }
    </Popover>
  );
}
