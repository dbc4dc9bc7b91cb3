import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import type { UserId } from '../../shared/ids.ts';
import { isEditingOff, relayReason } from '../model/index.ts';
import { confirm, type Question } from './confirm.ts';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import { list } from './list.ts';
import type { Live } from './live.ts';
import { button, column, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from './parts.ts';
import { type Line, linesOf } from './people-lines.ts';
import { wordsRow } from './rows.ts';
import { writing } from './writing.ts';

const ROWS = 4;
const ENDS_WIDTH = 268;
const DAY_S = 24 * 60 * 60;

/** Who belongs to the session and who asks to; what the host can do about it; and a code to ask more people in. */
export function createPeoplePage(context: PanelContext): Container {
  const { open } = context;
  const lines = computed(() => (open.value ? linesOf(context, open.value, Date.now()) : []));
  const question = signal<Question | undefined>(undefined);
  const ask = (asked: Question): void => {
    question.value = asked;
  };
  const page = column(14);
  page.add(
    shownIf(
      computed(() => question.value === undefined),
      list({
        items: lines,
        rows: ROWS,
        empty: 'Nobody is known here yet.',
        width: WIDTH,
        row: item => personRow(context, item, ask),
      }),
      share(context),
    ),
    confirm(question),
  );
  return page;
}

function personRow(
  { open }: PanelContext,
  item: Live<Line | undefined>,
  ask: (question: Question) => void,
): Container {
  const isRequest = computed(() => item.value?.state === 'asks');
  const isManaged = computed(() => item.value?.state === 'member' && item.value.mayManage);
  const isOnline = computed(() => open.value !== undefined && relayReason(open.value) === undefined);
  const service = () => open.peek()?.service;
  const user = (): UserId => item.peek()?.user as UserId;
  const deed = (
    label: Live<string> | string,
    isShown: Live<boolean>,
    onPress: () => void,
    width: number,
  ): Container =>
    button({ label, isShown, isEnabled: isOnline, onPress, shape: 'row', width, height: TARGET - 4 });
  const allow = async (): Promise<void> => {
    const session = open.peek();
    const line = item.peek();
    if (!session || line?.state !== 'asks') return;
    if (line.role === 'editor' && isEditingOff(session))
      await session.service.changePolicy({ allow_editing: true });
    await session.service.answerRequest(user(), true);
  };
  const turn = (): void => {
    const line = item.peek();
    if (line?.state === 'member')
      void service()?.changeRole(user(), line.role === 'viewer' ? 'editor' : 'viewer');
  };
  const remove = (): void => {
    const name = item.peek()?.name ?? '';
    const who = user();
    ask({
      text: `Remove ${name} from this session? Their copy stays on their device; they get no more changes.`,
      answer: 'Remove',
      yes: () => void service()?.removeMember(who),
    });
  };
  const ends = row(6);
  ends.add(
    deed('Not now', isRequest, () => void service()?.answerRequest(user(), false), 120),
    deed('Allow', isRequest, () => void allow(), 120),
    deed(
      computed(() => (item.value?.role === 'viewer' ? 'Let edit' : 'View only')),
      isManaged,
      turn,
      130,
    ),
    deed('Remove', isManaged, remove, 120),
  );
  return wordsRow({
    title: computed(() => item.value?.name ?? ''),
    detail: computed(() => item.value?.detail ?? ''),
    dot: computed(() => item.value?.color ?? LOOK.muted),
    ends: [ends],
    endsWidth: ENDS_WIDTH,
  });
}

/** A code for the next person, large enough to be read out. */
function share({ open, actions, told }: PanelContext): Container {
  const blocked = computed(() =>
    open.value?.role.value === 'host' ? relayReason(open.value) : 'Only the host asks people in.',
  );
  const made = computed(() => open.value?.service.newShare.value);
  const code = computed(() => (made.value?.state === 'ready' ? made.value.value.code : ''));
  const all = column(8);
  const deeds = row(8);
  deeds.add(
    button({
      label: computed(() => (made.value?.state === 'asking' ? 'Asking the relay' : 'Make a share code')),
      icon: ICONS.share,
      shape: 'row',
      width: (WIDTH - 8) / 2,
      height: TARGET,
      isEnabled: computed(() => blocked.value === undefined && made.value?.state !== 'asking'),
      onPress: () => void open.peek()?.service.createShare({ role: 'editor', expiresIn: DAY_S }),
    }),
    button({
      label: 'Bring everybody to me',
      icon: ICONS.ping,
      shape: 'row',
      width: (WIDTH - 8) / 2,
      height: TARGET,
      isEnabled: computed(() => (open.value?.peers.value.length ?? 0) > 0),
      onPress: () => {
        actions.callOthers();
        told.value = 'Everybody at a screen is asked to come to you; the others see where you are.';
      },
    }),
  );
  all.add(
    deeds,
    shownIf(
      computed(() => code.value === ''),
      writing({
        text: computed(() => blocked.value ?? 'Whoever has the code can edit for 24 hours.'),
        size: TEXT,
        weight: 500,
        color: LOOK.muted,
        maxWidth: WIDTH,
      }),
    ),
    shownIf(
      computed(() => code.value !== ''),
      writing({ text: code, size: 44, weight: 600, color: LOOK.text, maxWidth: WIDTH }),
    ),
  );
  return all;
}
