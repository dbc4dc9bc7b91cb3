import type { Container } from '@pmndrs/uikit';
import { computed, effect, signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { mayWrite } from '../../../shared/session/index.ts';
import { refusedOf, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
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
  const isAt = (name: 'kept' | 'host'): Live<boolean> =>
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
    shownIf(isAt('kept'), kept(context), deeds(context, show('host'))),
    shownIf(isAt('host'), createHostSettings(context, question, show('kept'))),
    confirm(question),
  );
  // What was asked is about the session that was open then.
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
      title: computed(() => open.value?.name.value || 'No session'),
      detail: computed(() =>
        open.value ? `${texts.numbers.count(open.value.objectCount.value, 'object')} in this session` : '',
      ),
    }),
    textSprite({
      text: computed(() => status.value?.text ?? 'Closed'),
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

function deeds({ model, actions, open, entry }: PanelContext, toHost: () => void): Container {
  const wide = (
    label: Live<string> | string,
    icon: string,
    onPress: () => void,
    isEnabled: Live<boolean>,
  ): Container =>
    button({
      label,
      icon,
      onPress,
      isEnabled,
      shape: 'row',
      height: TARGET,
    });
  const rename = (): void => {
    const session = model.session.peek();
    if (session.state !== 'open') return;
    entry.value = {
      keys: 'words',
      title: 'Name of this session',
      initial: session.open.name.peek(),
      maxChars: LIMITS.nameChars,
      answer: 'Rename',
      done: name => void actions.renameSession(session.id, name),
    };
  };
  const mayRename = computed(() => {
    const role = open.value?.role.value;
    return role !== undefined && mayWrite(role, 'settings');
  });
  const isLive = computed(() => open.value?.link.value.state === 'live');
  const hasFailed = computed(() => open.value?.disk.value.state === 'failed');
  return grid(
    [
      wide('Rename', ICONS.text, rename, mayRename),
      wide(
        'Host settings',
        ICONS.people,
        toHost,
        computed(() => open.value !== undefined),
      ),
      wide(
        'Connect again',
        ICONS.redo,
        () => actions.reconnect(),
        computed(() => open.value !== undefined && !isLive.value),
      ),
      wide('Save again', ICONS.done, () => actions.retryDisk(), hasFailed),
    ],
    2,
  );
}
