import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';
import type { OpenSession } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

interface StageProps {
  readonly open: OpenSession;
  /** Why nothing can be changed; undefined for who may. */
  readonly readOnly: string | undefined;
}

/** The free middle: hints that let every press through to the room. */
export function Stage({ open, readOnly }: StageProps) {
  const { model } = useApp();
  const choice = model.choice.value;
  const canEnter = model.xr.value.state === 'available';
  const empty = open.objectCount.value === 0;
  const placing =
    choice.tool === 'place'
      ? (choice.name ?? (bundledModel(choice.asset) ?? kindOf(choice.kind))?.title.toLowerCase())
      : undefined;
  if (readOnly !== undefined)
    return <div class="stage">{empty && <Hint text="Nothing has been placed here yet." />}</div>;
  return (
    <div class="stage">
      {placing ? (
        <Hint text={`Press where the ${placing} should go.`} keys="Esc stops placing." />
      ) : (
        empty && (
          <div class="stage-empty">
            <Icon name="model" />
            <p class="stage-title">An empty room</p>
            <p class="muted">
              Choose a shape, then press on the floor.
              {canEnter && ' Or enter AR and place it in your own room.'}
            </p>
          </div>
        )
      )}
    </div>
  );
}

function Hint({ text, keys }: { readonly text: string; readonly keys?: string }) {
  return (
    <p class="hint floating small" role="status">
      {text}
      {keys && <span class="with-keyboard"> {keys}</span>}
    </p>
  );
}
