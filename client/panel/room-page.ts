import { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { mayWrite } from '../../shared/session/index.ts';
import { describeGuide, describeSpace, type Model } from '../model/index.ts';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, GAP, LOOK, row, rule, TEXT, WIDTH } from './parts.ts';
import { createPlaces } from './places.ts';
import { TONES } from './tones.ts';
import { writing } from './writing.ts';

const HEIGHT = 72;

/** What the page shows: the state of the alignment with the ways to change it, or the step that the person is at. */
interface Shown {
  readonly title: string;
  readonly detail: string;
  readonly tone: string;
  readonly step: 'off' | 'touch' | 'carry';
  readonly canFinish: boolean;
  readonly canGoBack: boolean;
}

/** True while the session cannot be shown where it belongs, or the person is at it: then this page is the one to see. */
export const needsRoomPage = (model: Model): boolean =>
  model.guide.value.step !== 'off' ||
  model.space.value.state === 'looking' ||
  model.space.value.state === 'unaligned';

function shownOf(model: Model): Shown {
  const guide = model.guide.value;
  if (guide.step !== 'off') {
    const { title, detail, problem, canFinish } = describeGuide(guide);
    return {
      title,
      detail: problem ?? detail,
      tone: problem === undefined ? LOOK.muted : LOOK.waiting,
      step: guide.step,
      canFinish,
      canGoBack: guide.step === 'touch' && guide.touched.length > 0,
    };
  }
  const { text, detail, tone } = describeSpace(model.space.value, Date.now());
  return { title: text, detail, tone: TONES[tone], step: 'off', canFinish: false, canGoBack: false };
}

/** Where the session is in the room, and how to put it there, a step at a time. */
export function createRoomPage({ model, actions, open }: PanelContext): Container {
  const shown = computed(() => shownOf(model));
  const isIdle = computed(() => shown.value.step === 'off');
  const isAtIt = computed(() => shown.value.step !== 'off');
  const isStuck = computed(() => isIdle.value && needsRoomPage(model));
  const hasFrames = computed(() => (open.value?.frames.value.length ?? 0) > 0);
  const mayDefine = computed(() => {
    const role = open.value?.role.value;
    return role !== undefined && mayWrite(role, 'frames');
  });
  const tile = (
    label: Live<string> | string,
    icon: string,
    onPress: () => void,
    options: { readonly isShown?: Live<boolean>; readonly isEnabled?: Live<boolean> } = {},
  ): Container => button({ label, icon, onPress, shape: 'tile', height: HEIGHT, ...options });

  const words = new Container({ flexDirection: 'column', gap: 6, flexShrink: 0 });
  words.add(
    writing({
      text: computed(() => shown.value.title),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH,
    }),
    writing({
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
    tile(
      computed(() => (hasFrames.value ? 'Touch points' : 'New points')),
      ICONS.room,
      () => actions.alignByTouch(),
      { isShown: isIdle, isEnabled: computed(() => hasFrames.value || mayDefine.value) },
    ),
    tile('By hand', ICONS.hand, () => actions.alignByHand(), { isShown: isIdle }),
    tile('New points', ICONS.add, () => actions.definePoints(), {
      isShown: computed(() => isIdle.value && hasFrames.value && !isStuck.value),
      isEnabled: mayDefine,
    }),
    tile('Use last place', ICONS.done, () => actions.useLastPlace(), { isShown: isStuck }),
    tile('Take back', ICONS.undo, () => actions.takeTouchBack(), {
      isShown: computed(() => shown.value.step === 'touch'),
      isEnabled: computed(() => shown.value.canGoBack),
    }),
    tile('Done', ICONS.done, () => actions.finishAligning(), {
      isShown: isAtIt,
      isEnabled: computed(() => shown.value.canFinish),
    }),
    tile('Cancel', ICONS.close, () => actions.cancelAligning(), { isShown: isAtIt }),
  );
  const page = new Container({ flexDirection: 'column', gap: 16, flexShrink: 0 });
  page.add(words, rule(), ways, createPlaces({ model, actions }, isIdle));
  return page;
}
