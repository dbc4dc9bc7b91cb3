import type { Container } from '@pmndrs/uikit';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { refusedOf, renameReason, type StatusAction, statusActions, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { wordsRow } from '../widgets/rows.ts';
import { TONES } from '../widgets/tones.ts';
import { button, column, grid, LOOK, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';
import { createHostSettings } from './host-settings.ts';
import { createRefused } from './refused.ts';

/**
 * How the session is kept, in words; what it is called and who may edit it; or what the relay did not take,
 * which is decided first.
 */
export function createSessionPage(context: PanelContext): Container {
  const { open } = context;
  const question = signal<Question | undefined>(undefined);
  const isAsking = computed(() => question.value !== undefined);
  const isRefused = computed(() => open.value !== undefined && refusedOf(open.value) !== undefined);
  const view = signal<'kept' | 'host'>('kept');
  const isAt = (name: 'kept' | 'host'): ReadonlySignal<boolean> =>
    computed(() => !isAsking.value && !isRefused.value && view.value === name);
  const show = (name: 'kept' | 'host') => (): void => {
    view.value = name;
  };
  const page = column(14);
  page.add(
    shownIf(
      computed(() => !isAsking.value && isRefused.value),
      createRefused(context, question),
    ),
    shownIf(isAt('kept'), kept(context), ways(context, show('host'))),
    shownIf(isAt('host'), createHostSettings(context, question, show('kept'))),
    confirm(question),
  );
  // A question is about the session that was open when it was asked.
  const stop = effect(() => {
    void open.value;
    question.value = undefined;
    view.value = 'kept';
  });
  page.abortSignal.addEventListener('abort', stop, { once: true });
  return page;
}

function kept({ open }: PanelContext): Container {
  const status = computed(() => open.value?.status.value);
  const all = column(14);
  all.add(
    wordsRow({
      title: computed(() => open.value?.name.value || texts.status.NO_SESSION),
      detail: computed(() => (open.value ? texts.status.objects(open.value.objectCount.value) : '')),
    }),
    textSprite({
      text: computed(() => status.value?.text ?? texts.status.CLOSED),
      size: 24,
      weight: 600,
      color: computed(() => TONES[status.value?.tone ?? 'busy']),
      maxWidth: WIDTH,
    }),
    textSprite({
      text: computed(() => status.value?.detail ?? ''),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 3,
    }),
  );
  return all;
}

function ways({ model, actions, open, entry }: PanelContext, toHost: () => void): Container {
  const wide = (
    label: string,
    icon: string,
    onPress: () => void,
    isEnabled: ReadonlySignal<boolean>,
  ): Container => button({ label, icon, onPress, isEnabled, shape: 'row', height: TARGET });
  const rename = (): void => {
    const session = model.session.peek();
    if (session.state !== 'open') return;
    entry.value = {
      keys: 'words',
      title: texts.status.NAME,
      initial: session.open.name.peek(),
      maxChars: LIMITS.nameChars,
      answer: texts.status.RENAME,
      done: name => void actions.renameSession(session.id, name),
    };
  };
  const mayRename = computed(() => {
    const role = open.value?.role.value;
    return role !== undefined && renameReason(role) === undefined;
  });
  // This page is where it is decided.
  const offered = computed(() => (open.value ? statusActions(open.value, actions, () => undefined) : []));
  const offer = (id: StatusAction['id'], icon: string): Container => {
    const action = computed(() => offered.value.find(each => each.id === id));
    return wide(
      texts.status.ACTIONS[id],
      icon,
      () => void action.peek()?.run(),
      computed(() => action.value !== undefined),
    );
  };
  return grid(
    [
      wide(texts.status.RENAME, ICONS.text, rename, mayRename),
      wide(
        texts.status.HOST_SETTINGS,
        ICONS.people,
        toHost,
        computed(() => open.value !== undefined),
      ),
      offer('reconnect', ICONS.redo),
      offer('save', ICONS.check),
    ],
    2,
  );
}
