import type { OpenSession } from '../../model/index.ts';
import { lockOf, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Swatches } from '../parts/swatches.tsx';
import { ArrangeMenu } from './arrange-menu.tsx';
import { Makers } from './makers.tsx';
import { TextField } from './text-field.tsx';
import { GizmoModes } from './toolbar.tsx';

interface InspectorProps {
  readonly open: OpenSession;
  /** Why nothing can be changed; undefined for who may. */
  readonly readOnly: string | undefined;
}

/**
 * What is selected, who made it, and what can be done with it. On a narrow screen a short form of it comes
 * first.
 */
export function Inspector({ open, readOnly }: InspectorProps) {
  const app = useApp();
  const { actions, screen } = app;
  const selected = open.selected.value;
  if (!selected) return null;
  const lock = lockOf(app, open, selected);
  const blocked = readOnly ?? lock.blocked;
  const isWhole = screen.inspector.value === 'whole';
  return (
    <section class={isWhole ? 'inspector floating' : 'inspector short floating'} aria-label="Selection">
      <header class="inspector-header">
        <h2>{texts.selection.selectionTitle(selected)}</h2>
        <div class="narrow-only">
          <GizmoModes readOnly={blocked} />
        </div>
        <div class="narrow-only">
          <button
            type="button"
            class="icon-button"
            aria-label={isWhole ? 'Show less' : 'Show more'}
            aria-expanded={isWhole}
            onClick={() => {
              screen.inspector.value = isWhole ? 'short' : 'whole';
            }}
          >
            <Icon name={isWhole ? 'chevron-down' : 'chevron'} />
          </button>
        </div>
        <IconButton
          icon="close"
          label="Clear the selection"
          shortcut="Esc"
          onClick={() => actions.select(new Set())}
        />
      </header>
      {selected.locked && (
        <p class="lock-line small">
          <Icon name="lock" />
          {lock.words}
        </p>
      )}
      {selected.hasText && (
        <TextField
          key={[...open.selection.value].sort().join()}
          value={selected.text}
          disabled={blocked !== undefined}
        />
      )}
      <div class="inspector-more">
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
            blocked={readOnly ?? lock.fixed}
            onClick={() => actions.editSelection({ locked: selected.locked ? undefined : open.user })}
          />
          <IconButton
            icon="hide"
            label="Hide (undo brings it back)"
            blocked={blocked}
            onClick={() => actions.editSelection({ hidden: true })}
          />
          {blocked === undefined && <ArrangeMenu count={selected.count} />}
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
        <Makers open={open} selected={selected} />
      </div>
    </section>
  );
}
