import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { LIMITS } from '../../shared/limits.ts';
import { mayWrite } from '../../shared/session/index.ts';
import { count, isOut, mayAskHost, reasonWords, refusalTitle, refusedOf } from '../model/index.ts';
import { confirm, type Question } from './confirm.ts';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, column, grid, LOOK, shownIf, TARGET, TEXT, WIDTH } from './parts.ts';
import { wordsRow } from './rows.ts';
import { TONES } from './tones.ts';
import { writing } from './writing.ts';

/** How the session is kept, in words; what it is called; and what the relay did not take, with the choices that are left. */
export function createSessionPage(context: PanelContext): Container {
  const { open } = context;
  const status = computed(() => open.value?.status.value);
  const question = signal<Question | undefined>(undefined);
  const isAsking = computed(() => question.value !== undefined);
  const page = column(14);
  page.add(
    wordsRow({
      title: computed(() => open.value?.name.value || 'No session'),
      detail: computed(() =>
        open.value ? `${count(open.value.objectCount.value, 'object')} in this session` : '',
      ),
    }),
    writing({
      text: computed(() => status.value?.text ?? 'Closed'),
      size: 24,
      weight: 600,
      color: computed(() => TONES[status.value?.tone ?? 'busy']),
      maxWidth: WIDTH,
    }),
    writing({
      text: computed(() => status.value?.detail ?? ''),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 3,
    }),
    shownIf(
      computed(() => !isAsking.value),
      deeds(context),
      refused(context, asked => {
        question.value = asked;
      }),
    ),
    confirm(question),
  );
  return page;
}

const wide = (
  label: Live<string> | string,
  icon: string,
  onPress: () => void,
  isEnabled?: Live<boolean>,
): Container =>
  button({ label, icon, onPress, shape: 'row', height: TARGET, ...(isEnabled ? { isEnabled } : {}) });

function deeds({ model, actions, open, entry }: PanelContext): Container {
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
  const hidden = computed(() => open.value?.hiddenCount.value ?? 0);
  return grid(
    [
      wide('Rename', ICONS.text, rename, mayRename),
      wide(
        computed(() => `Show hidden (${hidden.value})`),
        ICONS.show,
        () => actions.showHidden(),
        computed(() => hidden.value > 0),
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

function refused({ open }: PanelContext, ask: (question: Question) => void): Container {
  const now = computed(() => (open.value ? refusedOf(open.value) : undefined));
  const isIdle = computed(() => now.value !== undefined && now.value.state !== 'working');
  const refusals = () => open.peek()?.refusals;
  const discard = (): void => {
    const out = now.peek() && isOut(now.peek() as NonNullable<typeof now.value>);
    ask({
      text: out
        ? 'Delete this session from this device? Nobody can bring it back, unless you keep a copy or a file first.'
        : 'Give up these edits? Nobody can bring them back, unless you keep a copy or a file first.',
      answer: out ? 'Delete it' : 'Discard them',
      yes: () => void refusals()?.discard(),
    });
  };
  return shownIf(
    computed(() => now.value !== undefined),
    writing({
      text: computed(() => (now.value ? `${refusalTitle(now.value)}. ${reasonWords(now.value)}` : '')),
      size: TEXT,
      weight: 600,
      color: LOOK.loss,
      maxWidth: WIDTH,
      lines: 2,
    }),
    grid(
      [
        wide(
          computed(() => (now.value?.state === 'asked' ? 'Ask again' : 'Ask the host')),
          ICONS.people,
          () => void refusals()?.askHost(),
          computed(() =>
            Boolean(isIdle.value && open.value && now.value && mayAskHost(open.value, now.value)),
          ),
        ),
        wide('Keep a copy', ICONS.duplicate, () => void refusals()?.keepAsCopy(), isIdle),
        wide('Try again', ICONS.redo, () => void refusals()?.sendAgain(), isIdle),
        wide('Discard', ICONS.delete, discard, isIdle),
      ],
      2,
    ),
  );
}
