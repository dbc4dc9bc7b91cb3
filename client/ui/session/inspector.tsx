import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';
import type { OpenSession, SelectedFields } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { Swatches } from '../parts/swatches.tsx';
import { count, ROLE_WORDS } from '../words.ts';
import { TextField } from './text-field.tsx';
import { GizmoModes } from './toolbar.tsx';

interface InspectorProps {
  readonly open: OpenSession;
  readonly editable: boolean;
}

const titleOf = ({ count: n, kind, asset }: SelectedFields): string => {
  const title =
    bundledModel(asset)?.title ?? (kind === undefined ? undefined : (kindOf(kind)?.title ?? kind));
  if (n === 1) return title ?? 'Object';
  return title ? `${n} × ${title}` : count(n, 'object');
};

/** What is selected, and what can be done with it. */
export function Inspector({ open, editable }: InspectorProps) {
  const { actions } = useApp();
  const selected = open.selected.value;
  if (!selected) return null;
  const readOnly = editable ? undefined : ROLE_WORDS.viewer.detail;
  const locked = selected.locked ? 'unlock it first.' : undefined;
  const blocked = readOnly ?? locked;
  return (
    <section class="inspector floating" aria-label="Selection">
      <header class="inspector-header">
        <h2>{titleOf(selected)}</h2>
        <div class="narrow-only">
          <GizmoModes editable={editable} />
        </div>
        <IconButton
          icon="close"
          label="Clear the selection"
          shortcut="Esc"
          onClick={() => actions.select(new Set())}
        />
      </header>
      {!readOnly && locked && <p class="muted small">Locked. Unlock it to change it.</p>}
      {selected.hasText && (
        <TextField
          key={[...open.selection.value].sort().join()}
          value={selected.text}
          disabled={blocked !== undefined}
        />
      )}
      <Swatches
        label="Colour"
        value={selected.color}
        disabled={blocked !== undefined}
        onChoose={color => actions.editSelection({ color })}
      />
      <div class="inspector-actions">
        <IconButton
          icon="duplicate"
          label="Duplicate"
          shortcut="Ctrl+D"
          blocked={readOnly}
          onClick={() => actions.duplicateSelection()}
        />
        <IconButton
          icon={selected.locked ? 'lock' : 'unlock'}
          label={selected.locked ? 'Unlock' : 'Lock'}
          pressed={selected.locked}
          blocked={readOnly}
          onClick={() => actions.editSelection({ locked: selected.locked ? undefined : open.user })}
        />
        <IconButton
          icon="hide"
          label="Hide (undo brings it back)"
          blocked={blocked}
          onClick={() => actions.editSelection({ hidden: true })}
        />
        <span class="spring" />
        <IconButton
          icon="trash"
          danger
          label="Delete"
          shortcut="Del"
          blocked={blocked}
          onClick={() => actions.deleteSelection()}
        />
      </div>
    </section>
  );
}
