import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import type { LibraryEntry } from '../../model/index.ts';
import { deletionQuestion, freshName, sessionFacts, sessionsIn, texts } from '../../view/index.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question, quoted } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import { ROW_HEIGHT, rowButton } from '../widgets/rows.ts';
import { button, column, GAP, row, shownIf } from '../widgets/widgets.ts';

const ROWS = 5;
const END = 84;
/** A whole code with its hyphens. */
const CODE_CHARS = 14;

/** The sessions on this device, and the ways to another one: a new one, or somebody else's by its code. */
export function createSessionsPage({ model, actions, entry, page, now }: PanelContext): Container {
  const entries = computed(() => sessionsIn(model.library.value));
  const openId = computed(() => {
    const session = model.session.value;
    return session.state === 'closed' ? undefined : session.id;
  });
  const goTo = (opening: Promise<void>): void => {
    page.value = 'place';
    void opening;
  };
  const ways = row(GAP);
  ways.add(
    button({
      label: texts.sessions.CREATE.label,
      icon: ICONS.add,
      shape: 'row',
      height: 64,
      onPress: () => {
        entry.value = {
          keys: 'words',
          title: texts.sessions.CREATE.title,
          initial: '',
          fallback: freshName(entries.peek()),
          maxChars: LIMITS.nameChars,
          answer: texts.sessions.CREATE.answer,
          done: name => goTo(actions.createSession(name)),
        };
      },
    }),
    button({
      label: texts.sessions.JOIN.short,
      icon: ICONS.people,
      shape: 'row',
      height: 64,
      onPress: () => {
        entry.value = {
          keys: 'code',
          title: texts.sessions.JOIN.title,
          initial: '',
          maxChars: CODE_CHARS,
          answer: texts.sessions.JOIN.answer,
          done: code => goTo(actions.joinSession(code)),
        };
      },
    }),
  );
  const facts = (session: LibraryEntry): string => {
    const { objects, opened, role, waiting } = sessionFacts(session, now.value);
    return [objects, opened, role?.title, waiting?.title].filter(each => each !== undefined).join(' · ');
  };
  const question = signal<Question | undefined>(undefined);
  const remove = (session: LibraryEntry): void => {
    const { title, detail, loss, answer } = deletionQuestion(session, quoted(session.name));
    question.value = {
      text: [title, detail, ...(loss ? [loss.title, loss.detail] : [])].join(' '),
      answer,
      yes: () => void actions.deleteSession(session.id),
    };
  };
  const line = (item: ReadonlySignal<LibraryEntry | undefined>): Container => {
    const whole = rowButton({
      title: computed(() => item.value?.name ?? ''),
      detail: computed(() => (item.value ? facts(item.value) : '')),
      isChosen: computed(() => item.value !== undefined && item.value.id === openId.value),
      endsWidth: END + GAP,
      onPress: () => {
        const chosen = item.peek();
        if (chosen) goTo(actions.openSession(chosen.id));
      },
    });
    whole.setProperties({ flexGrow: 1 });
    const both = row(GAP);
    both.add(
      whole,
      button({
        label: texts.deletion.DELETE,
        icon: ICONS.trash,
        shape: 'tile',
        width: END,
        height: ROW_HEIGHT,
        onPress: () => {
          const chosen = item.peek();
          if (chosen) remove(chosen);
        },
      }),
    );
    return both;
  };
  const all = column(14);
  all.add(
    shownIf(
      computed(() => question.value === undefined),
      ways,
      list({
        items: entries,
        rows: ROWS,
        empty: texts.sessions.EMPTY.line,
        item: line,
      }),
    ),
    confirm(question),
  );
  return all;
}
