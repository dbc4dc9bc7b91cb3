import { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Model } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { TONES } from '../widgets/tones.ts';
import { button, GAP, LOOK, row, rule, shownIf, TEXT, WIDTH } from '../widgets/widgets.ts';
import { createFramePage, createFrames } from './frames.ts';
import { createStoredAlignments } from './stored-alignments.ts';

const HEIGHT = 72;

/**
 * What the page shows: the state of the alignment with the ways to change it, or the step that the person is
 * at.
 */
interface Shown {
  readonly title: string;
  readonly detail: string;
  readonly tone: string;
  readonly step: 'off' | 'touch' | 'measure' | 'carry';
  readonly canFinish: boolean;
  readonly canGoBack: boolean;
}

/**
 * True while the session cannot be shown where it belongs, or the person is at it: then this page is the one
 * to see.
 */
export const needsAlignPage = (model: Model): boolean =>
  model.guide.value.step !== 'off' ||
  model.space.value.state === 'looking' ||
  model.space.value.state === 'unaligned';

function shownOf({ model, now }: PanelContext): Shown {
  const guide = model.guide.value;
  if (guide.step !== 'off') {
    const { title, detail, problem, canFinish } = texts.space.describeGuide(guide);
    return {
      title,
      detail: problem ?? detail,
      tone: problem === undefined ? LOOK.muted : LOOK.waiting,
      step: guide.step,
      canFinish,
      canGoBack: guide.step !== 'carry' && guide.touched.length > 0,
    };
  }
  const { text, detail, tone } = texts.space.describeSpace(model.space.value, now.value);
  return { title: text, detail, tone: TONES[tone], step: 'off', canFinish: false, canGoBack: false };
}

/**
 * What stands below the state while nobody is at a step: the reference points, what can be done about some of
 * them, or the anchors.
 */
type View = 'points' | 'one' | 'anchors';

/** Where the session is in the room, and how to put it there, a step at a time. */
export function createAlignPage(context: PanelContext): Container {
  const { model, actions, open, mayEdit } = context;
  const shown = computed(() => shownOf(context));
  const isIdle = computed(() => shown.value.step === 'off');
  const isAtIt = computed(() => shown.value.step !== 'off');
  const isStuck = computed(() => isIdle.value && needsAlignPage(model));
  const count = computed(() => open.value?.frames.value.length ?? 0);
  const managed = signal<ObjectId | undefined>(undefined);
  const hasAnchorsOpen = signal(false);
  const frame = computed(() => open.value?.frames.value.find(({ id }) => id === managed.value));
  // Whoever deletes them, points that are gone have no page.
  const view = computed<View>(() => (frame.value ? 'one' : hasAnchorsOpen.value ? 'anchors' : 'points'));
  const isAt = (name: View): Live<boolean> => computed(() => isIdle.value && view.value === name);
  const tile = (
    label: Live<string> | string,
    icon: string,
    onPress: () => void,
    options: {
      readonly isShown?: Live<boolean>;
      readonly isEnabled?: Live<boolean>;
      readonly isChosen?: Live<boolean>;
    } = {},
  ): Container => button({ label, icon, onPress, shape: 'tile', height: HEIGHT, ...options });

  const words = new Container({ flexDirection: 'column', gap: 6, flexShrink: 0 });
  words.add(
    textSprite({
      text: computed(() => shown.value.title),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH,
    }),
    textSprite({
      text: computed(() => shown.value.detail),
      size: TEXT,
      weight: 500,
      color: computed(() => shown.value.tone),
      maxWidth: WIDTH,
      lines: 3,
    }),
  );
  const ways = row(GAP);
  ways.add(
    // Of several, the list below is where one is chosen.
    tile('Touch points', ICONS.room, () => actions.alignByTouch(), {
      isShown: computed(() => isIdle.value && count.value === 1),
    }),
    tile('By hand', ICONS.hand, () => actions.alignByHand(), { isShown: isIdle }),
    tile('New points', ICONS.add, () => actions.definePoints(), {
      isShown: computed(() => isIdle.value && (count.value === 0 || !isStuck.value)),
      isEnabled: mayEdit,
    }),
    tile('Use last place', ICONS.done, () => actions.useLastPlace(), { isShown: isStuck }),
    tile(
      'Anchors',
      ICONS.anchor,
      () => {
        hasAnchorsOpen.value = !hasAnchorsOpen.peek();
      },
      { isShown: isIdle, isChosen: hasAnchorsOpen },
    ),
    tile('Take back', ICONS.undo, () => actions.takeTouchBack(), {
      isShown: computed(() => shown.value.step === 'touch' || shown.value.step === 'measure'),
      isEnabled: computed(() => shown.value.canGoBack),
    }),
    tile('Done', ICONS.done, () => actions.finishAligning(), {
      // Measuring is done with its last point.
      isShown: computed(() => isAtIt.value && shown.value.step !== 'measure'),
      isEnabled: computed(() => shown.value.canFinish),
    }),
    tile('Cancel', ICONS.close, () => actions.cancelAligning(), { isShown: isAtIt }),
  );
  const page = new Container({ flexDirection: 'column', gap: 16, flexShrink: 0 });
  page.add(
    words,
    rule(),
    shownIf(
      computed(() => isAtIt.value || view.value !== 'one'),
      ways,
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
