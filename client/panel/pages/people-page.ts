import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { deviceNow } from '../../model/index.ts';
import {
  type PersonAction,
  type PersonRow,
  peopleRows,
  personActions,
  type RequestRow,
  relayReason,
  requestRows,
  texts,
} from '../../view/index.ts';
import type { PanelContext } from '../context.ts';
import { commandButton } from '../widgets/command-button.ts';
import { confirm, type Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET } from '../widgets/widgets.ts';
import { createInvite } from './invite.ts';

const ROWS = 5;
const END = 112;

/**
 * The content of the page: everybody, what the host can do about one of them, or a code for the next person.
 */
type View =
  | { readonly view: 'all' }
  | { readonly view: 'one'; readonly user: string }
  | { readonly view: 'invite' };
const ALL: View = { view: 'all' };

/** One line of the list; requests come first. */
type Line = { readonly request: RequestRow } | { readonly person: PersonRow };

/**
 * Returns the page of who belongs to the session and who asks to; what the host can do about it; and a code
 * to ask more people in.
 */
export function createPeoplePage(context: PanelContext): Container {
  const { open, toast } = context;
  const people = computed(() => (open.value ? peopleRows(context, open.value, deviceNow()) : []));
  const lines = computed((): readonly Line[] => [
    ...(open.value ? requestRows(context, open.value, deviceNow()) : []).map(request => ({ request })),
    ...people.value.map(person => ({ person })),
  ]);
  const view = signal<View>(ALL);
  const invite = row(GAP);
  invite.add(
    button({
      label: texts.people.INVITE,
      icon: ICONS.share,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => open.value !== undefined),
      onPress: () => {
        view.value = { view: 'invite' };
      },
    }),
    commandButton('call-others', context, {
      shape: 'row',
      height: TARGET,
      before: () => toast.show(texts.people.CALLED),
    }),
  );
  const isAt = (name: View['view']): ReadonlySignal<boolean> => computed(() => view.value.view === name);
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
        empty: texts.people.NOBODY,
        item: item => lineRow(item, view),
      }),
      invite,
    ),
    shownIf(isAt('one'), onePerson(context, people, view)),
    shownIf(isAt('invite'), createInvite(context, toAll)),
  );
  return page;
}

function lineRow(item: ReadonlySignal<Line | undefined>, view: Signal<View>): Container {
  const request = computed(() => (item.value && 'request' in item.value ? item.value.request : undefined));
  const person = computed(() => (item.value && 'person' in item.value ? item.value.person : undefined));
  const isRequest = computed(() => request.value !== undefined);
  const isManaged = computed(() => person.value?.mayManage === true);
  const isEnabled = computed(() => request.value?.blocked === undefined);
  const end = (label: string, isShown: ReadonlySignal<boolean>, onPress: () => void): Container =>
    button({ label, isShown, isEnabled, onPress, shape: 'row', isOnRow: true, width: END, height: TARGET });
  const ends = row(6);
  ends.add(
    end(texts.requests.NOT_NOW, isRequest, () => void request.peek()?.answer(false)),
    end(texts.requests.ALLOW, isRequest, () => void request.peek()?.answer(true)),
    end(texts.people.MANAGE, isManaged, () => {
      const user = person.peek()?.user;
      if (user !== undefined) view.value = { view: 'one', user };
    }),
  );
  return wordsRow({
    title: computed(() => request.value?.name ?? person.value?.name ?? ''),
    detail: computed(() => {
      const asking = request.value;
      return asking ? texts.requests.inOneLine(asking.asks, asking.detail) : detailOf(person.value);
    }),
    dot: computed(() => request.value?.color ?? person.value?.color ?? LOOK.muted),
    ends: [ends],
    endsWidth: computed(() => (isRequest.value ? 2 * END + 18 : isManaged.value ? END + 12 : 0)),
  });
}

const detailOf = (person: PersonRow | undefined): string =>
  person ? texts.people.roleAndPresence(person.role, person.presence) : '';

/** For the host: what can be done about one person. */
function onePerson(
  { open }: PanelContext,
  people: ReadonlySignal<readonly PersonRow[]>,
  view: Signal<View>,
): Container {
  const question = signal<Question | undefined>(undefined);
  const person = computed(() => {
    const now = view.value;
    return now.view === 'one' ? people.value.find(({ user }) => user === now.user) : undefined;
  });
  const actions = computed(() =>
    open.value && person.value?.mayManage ? personActions(open.value, person.value) : undefined,
  );
  const isEnabled = computed(() => actions.value !== undefined && actions.value.blocked === undefined);
  const back = (): void => {
    view.value = ALL;
  };
  const wide = (
    label: ReadonlySignal<string> | string,
    icon: ReadonlySignal<string> | string,
    onPress: () => void,
  ): Container => {
    const holder = row(0);
    holder.add(button({ label, icon, onPress, isEnabled, shape: 'row', height: TARGET }));
    return holder;
  };
  const asking = (icon: string, name: 'handOver' | 'remove'): Container => {
    const action: ReadonlySignal<PersonAction | undefined> = computed(() => actions.value?.[name]);
    return wide(texts.people[name]('').label, icon, () => {
      const asked = action.peek();
      if (!asked) return;
      const yes = (): void => {
        back();
        void asked.run();
      };
      question.value = { text: asked.question, answer: asked.answer, yes };
    });
  };
  const isViewer = computed(() => person.value?.role === 'viewer');
  const end = row(GAP);
  end.add(
    button({
      label: texts.people.BACK,
      icon: ICONS.back,
      shape: 'row',
      width: 170,
      height: TARGET,
      onPress: back,
    }),
  );
  const all = column(14);
  all.add(
    wordsRow({
      title: computed(() => person.value?.name ?? texts.people.LEFT),
      // The actions here wait for the relay.
      detail: computed(() => (open.value && relayReason(open.value)) ?? detailOf(person.value)),
      dot: computed(() => person.value?.color ?? LOOK.muted),
    }),
    shownIf(
      computed(() => question.value === undefined),
      wide(
        computed(() => (isViewer.value ? texts.people.LET_EDIT : texts.numbers.ROLE_WORDS.viewer.title)),
        computed(() => (isViewer.value ? ICONS.pencil : ICONS.look)),
        () => void actions.peek()?.changeRole(isViewer.peek() ? 'editor' : 'viewer'),
      ),
      asking(ICONS.people, 'handOver'),
      asking(ICONS.leave, 'remove'),
      end,
    ),
    confirm(question),
  );
  return all;
}
