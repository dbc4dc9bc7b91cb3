import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { deviceNow, type LibraryEntry } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { PanelContext } from '../context.ts';
import { confirm, type Question, quoted } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import type { Live } from '../widgets/live.ts';
import { ROW_HEIGHT, rowButton } from '../widgets/rows.ts';
import { button, column, GAP, row, shownIf } from '../widgets/widgets.ts';

const ROWS = 5;
const END = 84;
/** A whole code with its hyphens. */
const CODE_CHARS = 14;

/** The sessions on this device, and the ways to another one: a new one, or somebody else's by its code. */
export function createSessionsPage({ model, actions, entry, page }: PanelContext): Container {
  const entries = computed(() => {
    const library = model.library.value;
    return library.state === 'loading' ? [] : library.entries;
  });
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
      label: 'New session',
      icon: ICONS.add,
      shape: 'row',
      height: 64,
      onPress: () => {
        const suggested = texts.numbers.freshName(entries.peek().map(({ name }) => name));
        entry.value = {
          keys: 'words',
          title: 'Name of the new session',
          initial: '',
          fallback: suggested,
          maxChars: LIMITS.nameChars,
          answer: 'Create',
          done: name => goTo(actions.createSession(name)),
        };
      },
    }),
    button({
      label: 'Join by code',
      icon: ICONS.people,
      shape: 'row',
      height: 64,
      onPress: () => {
        entry.value = {
          keys: 'code',
          title: 'The code that somebody gave you',
          initial: '',
          maxChars: CODE_CHARS,
          answer: 'Join',
          done: code => goTo(actions.joinSession(code)),
        };
      },
    }),
  );
  const facts = ({ objects, opened, role, waiting }: LibraryEntry): string =>
    [
      texts.numbers.count(objects, 'object'),
      texts.numbers.ago(opened, deviceNow()),
      ...(role === 'host' ? [] : [texts.numbers.ROLE_WORDS[role].title]),
      ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ].join(' · ');
  const question = signal<Question | undefined>(undefined);
  const remove = ({ id, name, waiting }: LibraryEntry): void => {
    const loss = texts.deletion.lossWords(waiting);
    question.value = {
      text: [
        `Delete ${quoted(name)}?`,
        texts.deletion.DELETED_HERE,
        ...(loss ? [loss.title, loss.detail] : []),
      ].join(' '),
      answer: 'Delete it here',
      yes: () => void actions.deleteSession(id),
    };
  };
  const line = (item: Live<LibraryEntry | undefined>): Container => {
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
        label: 'Delete',
        icon: ICONS.delete,
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
        empty:
          'No sessions on this device yet. Make one, or join somebody’s with the code that they give you.',
        item: line,
      }),
    ),
    confirm(question),
  );
  return all;
}
