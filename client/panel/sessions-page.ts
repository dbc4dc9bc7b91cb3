import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { LIMITS } from '../../shared/limits.ts';
import { ago, count, freshName, type LibraryEntry, ROLE_WORDS } from '../model/index.ts';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import { list } from './list.ts';
import { button, column, GAP, row } from './parts.ts';
import { rowButton } from './rows.ts';

const ROWS = 4;
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
        const suggested = freshName(entries.peek().map(({ name }) => name));
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
      count(objects, 'object'),
      `opened ${ago(opened, Date.now())}`,
      ...(role === 'host' ? [] : [ROLE_WORDS[role].title]),
      ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ].join(' · ');
  const all = column(14);
  all.add(
    ways,
    list({
      items: entries,
      rows: ROWS,
      empty: 'No sessions on this device yet. Make one, or join somebody’s with the code that they give you.',
      item: item =>
        rowButton({
          title: computed(() => item.value?.name ?? ''),
          detail: computed(() => (item.value ? facts(item.value) : '')),
          isChosen: computed(() => item.value !== undefined && item.value.id === openId.value),
          onPress: () => {
            const chosen = item.peek();
            if (chosen) goTo(actions.openSession(chosen.id));
          },
        }),
    }),
  );
  return all;
}
