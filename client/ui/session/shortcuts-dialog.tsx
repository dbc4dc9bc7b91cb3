import { COMMANDS, type CommandId, texts } from '../../view/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { keysOf, SHORTCUT_GROUPS, WITH_SHORTCUTS } from '../shortcuts.ts';

/** All of them, from the table that runs them. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const title = texts.commands.NAMES['open-shortcuts'].label;
  return (
    <Dialog title={title} onClose={onClose} size="wide">
      <div class="shortcut-groups">
        {SHORTCUT_GROUPS.map(group => (
          <section key={group}>
            <h3 class="field-title">{texts.commands.GROUPS[group]}</h3>
            <dl class="shortcut-list">
              {WITH_SHORTCUTS.filter(id => COMMANDS[id].group === group).map(id => (
                <ShortcutRow key={id} id={id} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function ShortcutRow({ id }: { readonly id: CommandId }) {
  return (
    <div class="shortcut">
      <dt>{texts.commands.NAMES[id].label}</dt>
      <dd>
        {keysOf(id).map((keys, index) => (
          <span key={keys}>
            {index > 0 && <span class="muted small">{texts.commands.OR}</span>}
            <kbd>{keys}</kbd>
          </span>
        ))}
      </dd>
    </div>
  );
}
