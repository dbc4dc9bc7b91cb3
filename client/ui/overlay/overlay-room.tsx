import { describeGuide, describeSpace, type GuideState } from '../../model/index.ts';
import { useApp } from '../app-context.ts';

/** Where the session is in the room, on a phone: asked for where nothing can be shown yet, and step by step while a person aligns. */
export function OverlayRoom() {
  const { model, actions } = useApp();
  const guide = model.guide.value;
  const space = model.space.value;
  if (guide.step !== 'off') return <Step guide={guide} />;
  if (space.state !== 'looking' && space.state !== 'unaligned') return null;
  const words = describeSpace(space, Date.now());
  return (
    <section class="floating overlay-room" aria-label="The room">
      <div role="status">
        <h2>{words.text}</h2>
        <p class="muted">{words.detail}</p>
      </div>
      <div class="overlay-room-actions">
        <button type="button" class="button primary" onClick={() => actions.alignByTouch()}>
          Touch the points
        </button>
        <button type="button" class="button" onClick={() => actions.alignByHand()}>
          By hand
        </button>
        <button type="button" class="button" onClick={() => actions.useLastPlace()}>
          Use last place
        </button>
      </div>
    </section>
  );
}

function Step({ guide }: { readonly guide: Exclude<GuideState, { step: 'off' }> }) {
  const { actions } = useApp();
  const words = describeGuide(guide);
  const touched = guide.step === 'touch' ? guide.touched.length : 0;
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
