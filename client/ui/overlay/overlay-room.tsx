import type { Signal } from '@preact/signals';
import type { Frame } from '../../../shared/frame.ts';
import { deviceNow, type OpenSession } from '../../model/index.ts';
import {
  ALIGN_ACTIONS,
  alignActions,
  describeAlignment,
  framesInQuestion,
  isAstray,
  measureReason,
  runAlignAction,
  texts,
} from '../../view/index.ts';
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
  const space = model.space.value;
  const isIdle = model.guide.value.step === 'off';
  const problem = space.state === 'aligned' ? space.problem?.code : undefined;
  // It is said until the person has put it away, as on the panel.
  const isSaid = model.notices.value.some(({ id }) => id === problem);
  if (isIdle && !isAstray(space) && !isSaid && !asked.value) return null;
  const { title, detail } = describeAlignment(model, deviceNow());
  const offered = alignActions(model, open);
  const act = (run: () => void) => () => {
    if (isIdle) {
      asked.value = false;
      if (problem) actions.dismissNotice(problem);
    }
    run();
  };
  // What has to wait is left out for want of room, and so is touching, which the list offers.
  const ways = ALIGN_ACTIONS.filter(action => offered[action] && action !== 'touch');
  const frames = isIdle ? framesInQuestion(space, open) : [];
  const { ACTIONS, REGION, CLOSE } = texts.align;
  return (
    <section class="floating overlay-room" aria-label={isIdle ? REGION.idle : REGION.step}>
      <div role="status">
        <h2>{title}</h2>
        <p class="muted">{detail}</p>
      </div>
      {frames.length > 0 && (
        <ul class="rows tight overlay-room-frames">
          {frames.map(frame => (
            <FrameRow
              key={frame.id}
              frame={frame}
              mayMeasure={measureReason(space) === undefined && open.permission.value === 'edit'}
              act={act}
            />
          ))}
        </ul>
      )}
      <div class="overlay-room-actions">
        {ways.map(action => (
          <button
            key={action}
            type="button"
            class={action === 'finish' ? 'button primary' : 'button'}
            onClick={act(() => runAlignAction[action](actions))}
          >
            {ACTIONS[action]}
          </button>
        ))}
        {isIdle && !isAstray(space) && (
          <button type="button" class="button" onClick={act(() => undefined)}>
            {CLOSE}
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
        aria-label={texts.align.touchLabel(name)}
        onClick={act(() => actions.alignByTouch(frame.id))}
      >
        {texts.align.FRAME.touch}
      </button>
      {mayMeasure && (
        <IconButton
          icon="ruler"
          label={texts.align.measureLabel(name)}
          onClick={act(() => actions.measureFrame(frame.id))}
        />
      )}
    </li>
  );
}
