import type { Container } from '@pmndrs/uikit';
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { deviceNow } from '../../model/index.ts';
import {
  afterDeletion,
  describePicture,
  pictureQuestion,
  pictureReason,
  placeOfPicture,
  texts,
} from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';
import { screenshot } from './screenshot.ts';

const HEIGHT = 336;

/** The name of the picture that is looked at; undefined for none. */
export type Looking = Signal<string | undefined>;

/** One picture, as large as the page; its neighbours, and what can be done about it. */
export function createOnePicture(context: PanelContext, looking: Looking): Container {
  const { open } = context;
  const { NEWER, OLDER, DELETE, ALL } = texts.pictures;
  const place = computed(() => open.value && placeOfPicture(open.value, looking.value));
  const picture = computed(() => place.value?.picture);
  const question = signal<Question | undefined>(undefined);
  const reason = computed(() => open.value && picture.value && pictureReason(open.value, picture.value));
  const facts = computed(() =>
    open.value && picture.value ? describePicture(context, open.value, picture.value, deviceNow()).facts : '',
  );
  const step = (label: string, icon: string, to: 'newer' | 'older'): Container =>
    button({
      label,
      icon,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => place.value?.[to] !== undefined),
      onPress: () => {
        looking.value = place.value?.[to]?.name;
      },
    });
  const remove = (): void => {
    const [session, shown] = [open.peek(), place.peek()];
    if (!session || !shown) return;
    question.value = {
      text: pictureQuestion(context, session, shown.picture),
      answer: DELETE.answer,
      yes: () => {
        const now = place.peek();
        looking.value = now && afterDeletion(now);
        void session.service.deleteScreenshot(shown.picture.name);
      },
    };
  };
  const actions = row(GAP);
  actions.add(
    button({
      label: ALL,
      icon: ICONS.all,
      shape: 'row',
      height: TARGET,
      onPress: () => {
        looking.value = undefined;
      },
    }),
    step(NEWER.short, ICONS.back, 'newer'),
    step(OLDER.short, ICONS.next, 'older'),
    button({
      label: DELETE.label,
      icon: ICONS.trash,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => reason.value === undefined),
      onPress: remove,
    }),
  );
  const line = (text: ReadonlySignal<string>): Container =>
    textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH });
  const all = column(12);
  all.add(
    screenshot(context, picture, 'full', { width: WIDTH, height: HEIGHT, fit: 'contain' }),
    shownIf(
      computed(() => question.value === undefined),
      line(facts),
      actions,
      line(computed(() => reason.value ?? '')),
    ),
    confirm(question),
  );
  // The question is about one picture, which somebody else may have deleted meanwhile.
  const name = computed(() => picture.value?.name);
  const stop = effect(() => {
    void name.value;
    question.value = undefined;
  });
  all.abortSignal.addEventListener('abort', stop, { once: true });
  return all;
}
