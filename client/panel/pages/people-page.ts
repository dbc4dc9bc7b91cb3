import type { Container } from '@pmndrs/uikit';
import { computed, type Signal, signal } from '@preact/signals-core';
import type { UserId } from '../../../shared/ids.ts';
import { deviceNow } from '../../model/index.ts';
import { answer, requestsOf, texts } from '../../view/index.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import type { Live } from '../widgets/live.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET } from '../widgets/widgets.ts';
import { createInvite } from './invite.ts';
import { type Line, linesOf } from './people-lines.ts';

const ROWS = 5;
const END = 112;

/** What the page shows: everybody, what the host can do about one of them, or a code for the next person. */
type View =
  | { readonly view: 'all' }
  | { readonly view: 'one'; readonly user: string }
  | { readonly view: 'invite' };
const ALL: View = { view: 'all' };

/**
 * Who belongs to the session and who asks to; what the host can do about it; and a code to ask more people
 * in.
 */
export function createPeoplePage(context: PanelContext): Container {
  const { open, actions, toast } = context;
  const lines = computed(() => (open.value ? linesOf(context, open.value, deviceNow()) : []));
  const view = signal<View>(ALL);
  const invite = row(GAP);
  invite.add(
    button({
      label: 'Ask somebody in',
      icon: ICONS.share,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => open.value !== undefined),
      onPress: () => {
        view.value = { view: 'invite' };
      },
    }),
    button({
      label: 'Bring everybody to me',
      icon: ICONS.ping,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => (open.value?.peers.value.length ?? 0) > 0),
      onPress: () => {
        actions.callOthers();
        toast.show('Everybody at a screen is asked to come to you; the others see where you are.');
      },
    }),
  );
  const isAt = (name: View['view']): Live<boolean> => computed(() => view.value.view === name);
  const toAll = (): void => {
    view.value = ALL;
  };
  const page = column(14);
  page.add(
    shownIf(
      isAt('all'),
      list({
        items: lines,
        rows: ROWS,
        empty: 'Nobody is known here yet.',
        item: item => personRow(context, item, view),
      }),
      invite,
    ),
    shownIf(isAt('one'), onePerson(context, lines, view)),
    shownIf(isAt('invite'), createInvite(context, toAll)),
  );
  return page;
}

const isOnlineIn = ({ open }: PanelContext): Live<boolean> =>
  computed(() => open.value !== undefined && texts.permissions.relayReason(open.value) === undefined);

function personRow(context: PanelContext, item: Live<Line | undefined>, view: Signal<View>): Container {
  const { open } = context;
  const isRequest = computed(() => item.value?.state === 'asks');
  const isManaged = computed(() => item.value?.state === 'member' && item.value.mayManage);
  const reply = (isGranted: boolean): void => {
    const session = open.peek();
    const request = session && requestsOf(session).find(each => each.user_id === item.peek()?.user);
    if (session && request) void answer(session, request, isGranted);
  };
  const isEnabled = isOnlineIn(context);
  const deed = (label: string, isShown: Live<boolean>, onPress: () => void): Container =>
    button({ label, isShown, isEnabled, onPress, shape: 'row', isOnRow: true, width: END, height: TARGET });
  const ends = row(6);
  ends.add(
    deed('Not now', isRequest, () => reply(false)),
    deed('Allow', isRequest, () => reply(true)),
    deed('Manage', isManaged, () => {
      const user = item.peek()?.user;
      if (user !== undefined) view.value = { view: 'one', user };
    }),
  );
  return wordsRow({
    title: computed(() => item.value?.name ?? ''),
    detail: computed(() => item.value?.detail ?? ''),
    dot: computed(() => item.value?.color ?? LOOK.muted),
    ends: [ends],
    endsWidth: computed(() => (isRequest.value ? 2 * END + 18 : isManaged.value ? END + 12 : 0)),
  });
}

/** For the host: what can be done about one person. */
function onePerson(context: PanelContext, lines: Live<readonly Line[]>, view: Signal<View>): Container {
  const { open } = context;
  const question = signal<Question | undefined>(undefined);
  const line = computed(() => {
    const now = view.value;
    return now.view === 'one' ? lines.value.find(({ user }) => user === now.user) : undefined;
  });
  const isOnline = isOnlineIn(context);
  const isManaged = computed(() => isOnline.value && line.value?.state === 'member' && line.value.mayManage);
  const service = () => open.peek()?.service;
  const user = (): UserId => line.peek()?.user as UserId;
  const name = (): string => line.peek()?.name ?? '';
  const back = (): void => {
    view.value = ALL;
  };
  const deed = (
    label: Live<string> | string,
    icon: Live<string> | string,
    onPress: () => void,
  ): Container => {
    const holder = row(0);
    holder.add(button({ label, icon, onPress, isEnabled: isManaged, shape: 'row', height: TARGET }));
    return holder;
  };
  const isViewer = computed(() => line.value?.role === 'viewer');
  const turn = (): void => {
    void service()?.changeRole(user(), isViewer.peek() ? 'editor' : 'viewer');
  };
  const handOver = (): void => {
    const [who, called] = [user(), name()];
    question.value = {
      text: `Make ${called} the host? You stay as an editor, and only ${called} can make you host again.`,
      answer: 'Hand over',
      yes: () => {
        back();
        void service()?.changeRole(who, 'host');
      },
    };
  };
  const remove = (): void => {
    const [who, called] = [user(), name()];
    question.value = {
      text: `Remove ${called} from this session? Their copy stays on their device; they get no more changes.`,
      answer: 'Remove',
      yes: () => {
        back();
        void service()?.removeMember(who);
      },
    };
  };
  const end = row(GAP);
  end.add(
    button({ label: 'Back', icon: ICONS.back, shape: 'row', width: 170, height: TARGET, onPress: back }),
  );
  const all = column(14);
  all.add(
    wordsRow({
      title: computed(() => line.value?.name ?? 'Not here any more'),
      // What can be done here waits for the relay.
      detail: computed(
        () => (open.value && texts.permissions.relayReason(open.value)) ?? line.value?.detail ?? '',
      ),
      dot: computed(() => line.value?.color ?? LOOK.muted),
    }),
    shownIf(
      computed(() => question.value === undefined),
      deed(
        computed(() => (isViewer.value ? 'Let edit' : 'View only')),
        computed(() => (isViewer.value ? ICONS.draw : ICONS.look)),
        turn,
      ),
      deed('Make host', ICONS.people, handOver),
      deed('Remove', ICONS.leave, remove),
      end,
    ),
    confirm(question),
  );
  return all;
}
