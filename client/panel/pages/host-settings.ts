import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { hostReason, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { type Question, quoted } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, GAP, LOOK, row, rule, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const SWITCH = 112;
const PEOPLE = [2, 5, 10, 20, 30, LIMITS.participantsPerSessionCount] as const;
/** Letters that every keyboard has, whatever the session is called. */
const MEANT = 'delete';

/**
 * Returns the page of the host's settings for everybody, and of the ways to end a session. A person who may
 * not change them, or not now, reads why; the values shown are the relay's.
 */
export function createHostSettings(
  context: PanelContext,
  question: Signal<Question | undefined>,
  back: () => void,
): Container {
  const { open } = context;
  const reason = computed(() => open.value && hostReason(open.value));
  const policy = computed(() => open.value?.service.standing.value?.settings);
  const mayDecide = computed(() => open.value !== undefined && reason.value === undefined);
  const maySet = computed(() => mayDecide.value && policy.value !== undefined);
  const words = computed(() => {
    if (reason.value !== undefined) return reason.value;
    const { note, unknown } = texts.permissions.HOST_SETTINGS;
    return policy.value ? note : unknown;
  });
  const all = column(14);
  all.add(
    line(words),
    editing(context, policy, maySet),
    people(context, policy, maySet),
    rule(),
    endings(context, question, mayDecide),
    backRow(back),
  );
  return all;
}

type Policy = ReadonlySignal<
  { readonly max_participants: number; readonly allow_editing: boolean } | undefined
>;

const line = (text: ReadonlySignal<string>): Container =>
  textSprite({ text, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH, lines: 2, isSnug: true });

function editing({ open }: PanelContext, policy: Policy, isEnabled: ReadonlySignal<boolean>): Container {
  const mayOthers = computed(() => policy.value?.allow_editing === true);
  const words = texts.permissions.HOST_SETTINGS;
  return wordsRow({
    title: words.editing.label,
    detail: computed(() => {
      if (!policy.value) return '';
      return mayOthers.value ? words.editing.on : words.editing.off;
    }),
    ends: [
      button({
        label: computed(() => {
          if (!policy.value) return words.switches.unknown;
          return mayOthers.value ? words.switches.on : words.switches.off;
        }),
        shape: 'row',
        isOnRow: true,
        width: SWITCH,
        height: TARGET,
        isChosen: mayOthers,
        isEnabled,
        onPress: () => void open.peek()?.service.changePolicy({ allow_editing: !mayOthers.peek() }),
      }),
    ],
    endsWidth: SWITCH + 12,
  });
}

function people({ open }: PanelContext, policy: Policy, isEnabled: ReadonlySignal<boolean>): Container {
  const most = computed(() => policy.value?.max_participants);
  const choices = row(GAP);
  for (const n of PEOPLE) {
    choices.add(
      button({
        label: String(n),
        shape: 'row',
        height: TARGET,
        isChosen: computed(() => most.value === n),
        isEnabled,
        onPress: () => {
          if (most.peek() !== n) void open.peek()?.service.changePolicy({ max_participants: n });
        },
      }),
    );
  }
  const all = column(GAP);
  all.add(
    wordsRow({
      title: computed(() => texts.permissions.HOST_SETTINGS.people(most.value)),
      detail: texts.permissions.HOST_SETTINGS.peopleDetail,
    }),
    choices,
  );
  return all;
}

function endings(
  { open, entry }: PanelContext,
  question: Signal<Question | undefined>,
  isEnabled: ReadonlySignal<boolean>,
): Container {
  const words = texts.permissions.HOST_SETTINGS;
  const ending = (label: string, icon: string, onPress: () => void): Container =>
    button({ label, icon, shape: 'row', height: TARGET, isEnabled, onPress });
  const archive = (): void => {
    question.value = {
      text: texts.deletion.ARCHIVE_QUESTION,
      answer: words.archive,
      yes: () => void open.peek()?.service.archive(),
    };
  };
  const remove = (): void => {
    const session = open.peek();
    if (!session) return;
    const called = quoted(session.name.peek());
    question.value = {
      text: texts.deletion.everywhereQuestion(called),
      answer: words.goOn,
      yes: () => {
        entry.value = {
          keys: 'words',
          title: words.typeToDelete(MEANT),
          initial: '',
          wanted: MEANT,
          maxChars: MEANT.length,
          answer: words.remove,
          done: () => void session.service.deleteEverywhere(),
        };
      },
    };
  };
  const both = row(GAP);
  both.add(ending(words.archive, ICONS.all, archive), ending(words.remove, ICONS.trash, remove));
  return both;
}

function backRow(back: () => void): Container {
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
  return end;
}
