import { texts } from '../../view/index.ts';
import { screenCommandsAt } from '../commands.ts';
import { CommandButton, useCommand } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Snaps } from './snaps.tsx';

/** How the handles of the selection change it. */
export function GizmoModes() {
  return (
    <fieldset class="group bare" aria-label={texts.commands.HANDLES}>
      {screenCommandsAt('handles').map(id => (
        <CommandButton key={id} id={id} />
      ))}
    </fieldset>
  );
}

/** `readOnly`: why nothing can be changed; undefined for who may. */
export function Toolbar({ readOnly }: { readonly readOnly: string | undefined }) {
  const editable = readOnly === undefined;
  return (
    <div class="toolbar floating group" role="toolbar" aria-label={texts.commands.EDIT}>
      <div class="group bare roomy-only">
        <GizmoModes />
        {editable && <Snaps />}
        <span class="divider" />
      </div>
      <CommandButton id="undo" />
      <CommandButton id="redo" />
      {editable && <span class="divider" />}
      {editable && <AddInFront />}
      <CommandButton id="take-picture" />
      <div class="roomy-only">
        <CommandButton id="frame-all" />
      </div>
    </div>
  );
}

function AddInFront() {
  const { icon, label, title, run } = useCommand('add-in-front');
  return (
    <button type="button" class="button quiet" title={title} aria-label={label} onClick={run}>
      <Icon name={icon} />
      <span class="roomy-only">{label}</span>
    </button>
  );
}
