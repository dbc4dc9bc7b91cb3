import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';
import { isForLooking, type OpenSession, type ToolChoice } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { SeveralBar } from './several-bar.tsx';

interface StageProps {
  readonly open: OpenSession;
  /** Why nothing can be changed; undefined for who may. */
  readonly readOnly: string | undefined;
}

/** What the next press does; nothing where that is to select. */
function hintFor(choice: ToolChoice): string | undefined {
  switch (choice.tool) {
    case 'select':
      return undefined;
    case 'draw':
      return 'Press and move to draw. What you draw stays when you let go.';
    case 'measure':
      return 'Press two points to measure between them.';
    case 'ping':
      return 'Press where the others should look.';
    case 'place': {
      const name = choice.name ?? (bundledModel(choice.asset) ?? kindOf(choice.kind))?.title.toLowerCase();
      return name && `Press where the ${name} should go.`;
    }
  }
}

/** The free middle: hints that let every press through to the room. */
export function Stage({ open, readOnly }: StageProps) {
  const { model, toast } = useApp();
  const several = model.several.value;
  const choice = model.choice.value;
  const canEnter = model.xr.value.state === 'available';
  const empty = open.objectCount.value === 0;
  const told = toast.words.value;
  if (told || several)
    return (
      <div class="stage lines">
        {told && <Hint text={told} />}
        <SeveralBar open={open} />
      </div>
    );
  const hint = hintFor(choice);
  if (readOnly !== undefined && (hint === undefined || !isForLooking(choice)))
    return <div class="stage">{empty && <Hint text="Nothing has been placed here yet." />}</div>;
  return (
    <div class="stage">
      {hint ? (
        <Hint text={hint} keys="Esc goes back to selecting." />
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
