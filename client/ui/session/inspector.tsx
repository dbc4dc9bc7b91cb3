import { deviceNow, type OpenSession } from '../../model/index.ts';
import { selectionFacts, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { CommandButton } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Swatches } from '../parts/swatches.tsx';
import { ArrangeMenu } from './arrange-menu.tsx';
import { Makers } from './makers.tsx';
import { TextField } from './text-field.tsx';
import { GizmoModes } from './toolbar.tsx';

/**
 * Shows the selection, who made it, and what can be done with it. On a narrow screen a short form of it comes
 * first.
 */
export function Inspector({ open }: { readonly open: OpenSession }) {
  const app = useApp();
  const { actions, screen } = app;
  const facts = selectionFacts(app, deviceNow());
  if (!facts) return null;
  const { fields, title, lock, blocked, makers } = facts;
  const isWhole = screen.inspector.value === 'whole';
  return (
    <section
      class={isWhole ? 'inspector floating' : 'inspector short floating'}
      aria-label={texts.selection.SELECTION}
    >
      <header class="inspector-header">
        <h2>{title}</h2>
        <div class="narrow-only">
          <GizmoModes />
        </div>
        <div class="narrow-only">
          <button
            type="button"
            class="icon-button"
            aria-label={isWhole ? texts.selection.SHOW_LESS : texts.selection.SHOW_MORE}
            aria-expanded={isWhole}
            onClick={() => {
              screen.inspector.value = isWhole ? 'short' : 'whole';
            }}
          >
            <Icon name={isWhole ? 'chevron-down' : 'chevron'} />
          </button>
        </div>
        <CommandButton id="clear-selection" />
      </header>
      {fields.locked && (
        <p class="lock-line small">
          <Icon name="lock" />
          {lock.words}
        </p>
      )}
      {fields.hasText && (
        <TextField
          key={[...open.selection.value].sort().join()}
          value={fields.text}
          disabled={blocked !== undefined}
        />
      )}
      <div class="inspector-more">
        <Swatches
          label={texts.selection.COLOUR}
          value={fields.color}
          disabled={blocked !== undefined}
          onChoose={color => actions.editSelection({ color })}
        />
        <div class="inspector-actions">
          <CommandButton id="duplicate" />
          <CommandButton id={fields.locked ? 'unlock' : 'lock'} />
          <CommandButton id="hide" />
          {blocked === undefined && <ArrangeMenu count={fields.count} />}
          <span class="spring" />
          <CommandButton id="delete" danger />
        </div>
        <Makers rows={makers} />
      </div>
    </section>
  );
}
