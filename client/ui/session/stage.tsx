import { isForLooking, type OpenSession } from '../../model/index.ts';
import { texts, toolHint } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { SeveralBar } from './several-bar.tsx';

interface StageProps {
  readonly open: OpenSession;
  /** Why nothing can be changed; undefined for who may. */
  readonly readOnly: string | undefined;
}

/** The free middle: hints that let every press through to the room. */
export function StageView({ open, readOnly }: StageProps) {
  const { model, toast, press } = useApp();
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
  const hint = toolHint(choice, press);
  if (readOnly !== undefined && (hint === undefined || !isForLooking(choice)))
    return <div class="stage">{empty && <Hint text={texts.tooling.NOTHING_PLACED} />}</div>;
  return (
    <div class="stage">
      {hint ? (
        <Hint text={hint} keys={texts.tooling.ESCAPE} />
      ) : (
        empty && (
          <div class="stage-empty">
            <Icon name="model" />
            <p class="stage-title">{texts.tooling.EMPTY_ROOM}</p>
            <p class="muted">
              {texts.tooling.howToBegin(press)}
              {canEnter && texts.tooling.OR_ENTER_AR}
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
