import type { Container } from '@pmndrs/uikit';
import { computed, effect, type Signal, signal } from '@preact/signals-core';
import type { Screenshot } from '../../model/index.ts';
import { personOf, pictureQuestion, pictureReason, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';
import { screenshot } from './screenshot.ts';

const HEIGHT = 336;

/** The name of the picture that is looked at; undefined for none. */
export type Looking = Signal<string | undefined>;

/** One picture, as large as the page; its neighbours, and what can be done about it. */
export function createOnePicture(
  context: PanelContext,
  pictures: Live<readonly Screenshot[]>,
  looking: Looking,
): Container {
  const { open } = context;
  const at = computed(() => pictures.value.findIndex(({ name }) => name === looking.value));
  const picture = computed(() => pictures.value[at.value]);
  const question = signal<Question | undefined>(undefined);
  const reason = computed(() => open.value && picture.value && pictureReason(open.value, picture.value));
  const facts = computed(() => {
    if (!open.value || !picture.value) return '';
    const { by, taken, state } = picture.value;
    const who = personOf(context, open.value, by);
    const waits = state === 'waiting' ? ' · waiting to upload' : '';
    return `By ${who.isMe ? 'you' : who.name} · ${texts.numbers.moment(taken)}${waits}`;
  });
  const neighbour = (by: number): Screenshot | undefined => pictures.value[at.value + by];
  const step = (label: string, icon: string, by: number): Container =>
    button({
      label,
      icon,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => neighbour(by) !== undefined),
      onPress: () => {
        looking.value = neighbour(by)?.name;
      },
    });
  const remove = (): void => {
    const [session, shown] = [open.peek(), picture.peek()];
    if (!session || !shown) return;
    question.value = {
      text: pictureQuestion(context, session, shown),
      answer: 'Delete it',
      yes: () => {
        // Its neighbour takes its place, so that several can be looked through and deleted.
        looking.value = (neighbour(1) ?? neighbour(-1))?.name;
        void session.service.deleteScreenshot(shown.name);
      },
    };
  };
  const deeds = row(GAP);
  deeds.add(
    button({
      label: 'All',
      icon: ICONS.sessions,
      shape: 'row',
      height: TARGET,
      onPress: () => {
        looking.value = undefined;
      },
    }),
    step('Newer', ICONS.back, -1),
    step('Older', ICONS.next, 1),
    button({
      label: 'Delete',
      icon: ICONS.delete,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => reason.value === undefined),
      onPress: remove,
    }),
  );
  const line = (text: Live<string>): Container =>
    textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH });
  const all = column(12);
  all.add(
    screenshot(context, picture, 'full', { width: WIDTH, height: HEIGHT, fit: 'contain' }),
    shownIf(
      computed(() => question.value === undefined),
      line(facts),
      deeds,
      line(computed(() => reason.value ?? '')),
    ),
    confirm(question),
  );
  // What was asked is about the picture that was looked at then, which somebody else may have deleted
  // meanwhile.
  const name = computed(() => picture.value?.name);
  const stop = effect(() => {
    void name.value;
    question.value = undefined;
  });
  all.abortSignal.addEventListener('abort', stop, { once: true });
  return all;
}
