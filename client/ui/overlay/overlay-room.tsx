import type { Signal } from '@preact/signals';
import type { Frame } from '../../../shared/frame.ts';
import { deviceNow, type GuideState, type OpenSession } from '../../model/index.ts';
import { describeGuide, describeSpace, measureReason, readOnlyReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { screenCommandsAt } from '../commands.ts';
import { CommandWords } from '../parts/command-button.tsx';
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
  const close = () => {
    asked.value = false;
    if (problem) actions.dismissNotice(problem);
  };
  const frames = changed ? open.frames.value.filter(({ id }) => id === changed) : open.frames.value;
  return (
    <section class="floating overlay-room" aria-label={texts.pages.TITLES.align}>
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
              mayMeasure={measureReason(space) === undefined && readOnlyReason(open) === undefined}
              close={close}
            />
          ))}
        </ul>
      )}
      <div class="overlay-room-actions">
        <AlignCommands before={close} />
        {!isStuck && (
          <button type="button" class="button" onClick={close}>
            {texts.controls.CLOSE}
          </button>
        )}
      </div>
    </section>
  );
}

interface FrameRowProps {
  readonly frame: Frame;
  readonly mayMeasure: boolean;
  /** Called before what is chosen begins. */
  readonly close: () => void;
}

function FrameRow({ frame, mayMeasure, close }: FrameRowProps) {
  const { actions } = useApp();
  const { FRAME, touchLabel, measureLabel } = texts.align;
  const act = (run: () => void) => () => {
    close();
    run();
  };
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
        aria-label={touchLabel(name)}
        onClick={act(() => actions.alignByTouch(frame.id))}
      >
        {FRAME.touch}
      </button>
      {mayMeasure && (
        <IconButton
          icon="ruler"
          label={measureLabel(name)}
          onClick={act(() => actions.measureFrame(frame.id))}
        />
      )}
    </li>
  );
}

function Step({ guide }: { readonly guide: Exclude<GuideState, { step: 'off' }> }) {
  const words = describeGuide(guide);
  return (
    <section class="floating overlay-room" aria-label={texts.pages.TITLES.align}>
      <div role="status">
        <h2>{words.title}</h2>
        <p class="muted">{words.problem ?? words.detail}</p>
      </div>
      <div class="overlay-room-actions">
        <AlignCommands />
      </div>
    </section>
  );
}

const AlignCommands = ({ before }: { readonly before?: () => void }) =>
  screenCommandsAt('align').map(id => (
    <CommandWords
      key={id}
      id={id}
      isPlain
      className={id === 'finish-aligning' ? 'primary' : ''}
      {...(before ? { before } : {})}
    />
  ));
