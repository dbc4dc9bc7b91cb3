import { Dialog } from '../parts/dialog.tsx';
import { SHORTCUTS, type ShortcutGroup } from '../shortcuts.ts';

const GROUPS: readonly ShortcutGroup[] = ['Tools', 'Selection', 'History', 'View and file'];

/** All of them, from the table that runs them. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} size="wide">
      <div class="shortcut-groups">
        {GROUPS.map(group => (
          <section key={group}>
            <h3 class="field-title">{group}</h3>
            <dl class="shortcut-list">
              {SHORTCUTS.filter(each => each.group === group).map(each => (
                <div key={each.label} class="shortcut">
                  <dt>{each.label}</dt>
                  <dd>
                    {each.shown.map((keys, index) => (
                      <span key={keys}>
                        {index > 0 && <span class="muted small"> or </span>}
                        <kbd>{keys}</kbd>
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
