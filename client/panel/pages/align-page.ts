import { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { ObjectId } from '../../../shared/ids.ts';
import { describeAlignment, describeCommand, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import { panelCommandsAt } from '../commands.ts';
import type { PanelContext } from '../context.ts';
import { commandButton } from '../widgets/command-button.ts';
import { ICONS } from '../widgets/icons.ts';
import { TONES } from '../widgets/tones.ts';
import { button, GAP, LOOK, row, rule, shownIf, TEXT, WIDTH } from '../widgets/widgets.ts';
import { createFramePage, createFrames } from './frames.ts';
import { createStoredAlignments } from './stored-alignments.ts';

const HEIGHT = 72;

/**
 * The content below the state while nobody is at a step: the reference points, what can be done about some of
 * them, or the anchors.
 */
type View = 'points' | 'one' | 'anchors';

/** Where the session is in the room, and how to put it there, a step at a time. */
export function createAlignPage(context: PanelContext): Container {
  const { model, open, now } = context;
  const words = computed(() => describeAlignment(model, now.value));
  const isIdle = computed(() => model.guide.value.step === 'off');
  const managed = signal<ObjectId | undefined>(undefined);
  const hasAnchorsOpen = signal(false);
  const frame = computed(() => open.value?.frames.value.find(({ id }) => id === managed.value));
  // Points that are gone have no page, no matter who deleted them.
  const view = computed<View>(() => (frame.value ? 'one' : hasAnchorsOpen.value ? 'anchors' : 'points'));
  const isAt = (name: View): ReadonlySignal<boolean> => computed(() => isIdle.value && view.value === name);

  const state = new Container({ flexDirection: 'column', gap: 6, flexShrink: 0 });
  state.add(
    textSprite({
      text: computed(() => words.value.title),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH,
    }),
    textSprite({
      text: computed(() => words.value.detail),
      size: TEXT,
      weight: 500,
      color: computed(() => TONES[words.value.tone]),
      maxWidth: WIDTH,
      lines: 3,
    }),
  );
  const tiles = row(GAP);
  for (const id of panelCommandsAt('align'))
    tiles.add(
      commandButton(id, context, {
        shape: 'tile',
        height: HEIGHT,
        isShown: computed(() => describeCommand(id, context).isOffered),
      }),
    );
  tiles.add(
    button({
      label: texts.align.SHOW_ANCHORS,
      icon: ICONS.anchor,
      shape: 'tile',
      height: HEIGHT,
      isShown: isIdle,
      isChosen: hasAnchorsOpen,
      onPress: () => {
        hasAnchorsOpen.value = !hasAnchorsOpen.peek();
      },
    }),
  );
  const page = new Container({ flexDirection: 'column', gap: 16, flexShrink: 0 });
  page.add(
    state,
    rule(),
    shownIf(
      computed(() => !isIdle.value || view.value !== 'one'),
      tiles,
    ),
    shownIf(isAt('points'), createFrames(context, managed)),
    shownIf(
      isAt('one'),
      createFramePage(context, frame, () => {
        managed.value = undefined;
      }),
    ),
    shownIf(isAt('anchors'), createStoredAlignments(context)),
  );
  return page;
}
