import type { Signal } from '@preact/signals';
import type { Frame } from '../../../shared/frame.ts';
import { deviceNow, type GuideState, measureProblem, type OpenSession } from '../../model/index.ts';
import { describeGuide, describeSpace, readOnlyReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { IconButton } from '../parts/icon-button.tsx';

interface OverlayRoomProps {
  readonly open: OpenSession;
  /** The person asked for it, though nothing has to be decided. */
  readonly asked: Signal<boolean>;
}

/**
 * Where the session is in the room, on a phone: when the person asks, or by itself where nothing can be shown
 * yet or something has come over the alignment; and step by step while they align.
 */
export function OverlayRoom({ open, asked }: OverlayRoomProps) {
  const { model, actions } = useApp();
  const guide = model.guide.value;
  const space = model.space.value;
  if (guide.step !== 'off') return <Step guide={guide} />;
  const isStuck = space.state === 'looking' || space.state === 'unaligned';
  const problem = space.state === 'aligned' ? space.problem?.code : undefined;
  const changed = space.state === 'aligned' && problem === 'align/changed' ? space.frame : undefined;
  // It is said until the person has put it away, as on the panel.
  const isSaid = model.notices.value.some(({ id }) => id === problem);
  if (!isStuck && !isSaid && !asked.value) return null;
  const words = describeSpace(space, deviceNow());
  const act = (run: () => void) => () => {
    asked.value = false;
    if (problem) actions.dismissNotice(problem);
    run();
  };
  const frames = changed ? open.frames.value.filter(({ id }) => id === changed) : open.frames.value;
  return (
    <section class="floating overlay-room" aria-label="The room">
      <div role="status">
        <h2>{words.text}</h2>
        <p class="muted">{words.detail}</p>
      </div>
      {frames.length > 0 && (
        <ul class="rows tight overlay-room-frames">
          {frames.map(frame => (
            <FrameRow
              key={frame.id}
              frame={frame}
              mayMeasure={measureProblem(space) === undefined && readOnlyReason(open) === undefined}
              act={act}
            />
          ))}
        </ul>
      )}
      <div class="overlay-room-actions">
        <button type="button" class="button" onClick={act(() => actions.alignByHand())}>
          By hand
        </button>
        {isStuck && (
          <button type="button" class="button" onClick={() => actions.useLastPlace()}>
            Use last place
          </button>
        )}
        {!isStuck && readOnlyReason(open) === undefined && (
          <button type="button" class="button" onClick={act(() => actions.definePoints())}>
            New points
          </button>
        )}
        {!isStuck && (
          <button type="button" class="button" onClick={act(() => undefined)}>
            Close
          </button>
        )}
      </div>
    </section>
  );
}

interface FrameRowProps {
  readonly frame: Frame;
  readonly mayMeasure: boolean;
  readonly act: (run: () => void) => () => void;
}

function FrameRow({ frame, mayMeasure, act }: FrameRowProps) {
  const { actions } = useApp();
  const name = texts.space.frameName(frame);
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">{name}</p>
        <p class="muted small">{texts.space.framePointWords(frame)}</p>
      </div>
      <button
        type="button"
        class="button primary"
        aria-label={`Touch the points of ${name}`}
        onClick={act(() => actions.alignByTouch(frame.id))}
      >
        Touch
      </button>
      {mayMeasure && (
        <IconButton
          icon="ruler"
          label={`Measure ${name} again`}
          onClick={act(() => actions.measureFrame(frame.id))}
        />
      )}
    </li>
  );
}

function Step({ guide }: { readonly guide: Exclude<GuideState, { step: 'off' }> }) {
  const { actions } = useApp();
  const words = describeGuide(guide);
  const touched = guide.step === 'carry' ? 0 : guide.touched.length;
  return (
    <section class="floating overlay-room" aria-label="Aligning to the room">
      <div role="status">
        <h2>{words.title}</h2>
        <p class="muted">{words.problem ?? words.detail}</p>
      </div>
      <div class="overlay-room-actions">
        {touched > 0 && (
          <button type="button" class="button" onClick={() => actions.takeTouchBack()}>
            Take back
          </button>
        )}
        {words.canFinish && (
          <button type="button" class="button primary" onClick={() => actions.finishAligning()}>
            Done
          </button>
        )}
        <button type="button" class="button" onClick={() => actions.cancelAligning()}>
          Cancel
        </button>
      </div>
    </section>
  );
}
