import type { GizmoMode, OpenSession } from '../../model/index.ts';
import { takePicture } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Snaps } from './snaps.tsx';

interface ToolbarProps {
  readonly open: OpenSession;
  /** Why nothing can be changed; undefined for who may. */
  readonly readOnly: string | undefined;
}

const MODES: readonly { readonly mode: GizmoMode; readonly label: string; readonly key: string }[] = [
  { mode: 'move', label: 'Move', key: 'W' },
  { mode: 'rotate', label: 'Rotate', key: 'E' },
  { mode: 'scale', label: 'Scale', key: 'R' },
];

/** How the handles of the selection change it. */
export function GizmoModes({ readOnly }: { readonly readOnly: string | undefined }) {
  const { model, actions } = useApp();
  return (
    <fieldset class="group bare" aria-label="Handles">
      {MODES.map(({ mode, label, key }) => (
        <IconButton
          key={mode}
          icon={mode}
          label={label}
          shortcut={key}
          pressed={model.gizmo.value === mode}
          blocked={readOnly}
          onClick={() => actions.setGizmo(mode)}
        />
      ))}
    </fieldset>
  );
}

export function Toolbar({ open, readOnly }: ToolbarProps) {
  const { model, actions, screen } = useApp();
  const { canUndo, canRedo } = open.history.value;
  const editable = readOnly === undefined;
  const choice = model.choice.value;
  return (
    <div class="toolbar floating group" role="toolbar" aria-label="Edit">
      <div class="group bare roomy-only">
        <GizmoModes readOnly={readOnly} />
        {editable && <Snaps />}
        <span class="divider" />
      </div>
      <IconButton
        icon="undo"
        label="Undo"
        shortcut="Ctrl+Z"
        blocked={readOnly ?? (canUndo ? undefined : 'nothing to undo.')}
        onClick={() => actions.undo()}
      />
      <IconButton
        icon="redo"
        label="Redo"
        shortcut="Ctrl+Shift+Z"
        blocked={readOnly ?? (canRedo ? undefined : 'nothing to redo.')}
        onClick={() => actions.redo()}
      />
      {editable && <span class="divider" />}
      {editable && (
        <button
          type="button"
          class="button quiet"
          title="Add in front of you (A)"
          aria-label="Add in front"
          onClick={() => actions.placeInFront(choice.tool === 'place' ? choice : screen.lastPlaced.value)}
        >
          <Icon name="add" />
          <span class="roomy-only">Add in front</span>
        </button>
      )}
      <IconButton
        icon="camera"
        label="Take a picture"
        shortcut="P"
        onClick={() => void takePicture(open, screen.telling)}
      />
      <div class="roomy-only">
        <IconButton icon="frame" label="Show everything" shortcut="F" onClick={() => actions.frameAll()} />
      </div>
    </div>
  );
}
