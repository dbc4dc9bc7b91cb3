import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { requestsOf, texts } from '../../view/index.ts';
import { panelCommandsAt } from '../commands.ts';
import type { PanelContext } from '../context.ts';
import { commandButton } from '../widgets/command-button.ts';
import { column, TARGET } from '../widgets/widgets.ts';

export const RAIL_WIDTH = 112;

/** The way to every page from every page. */
export function createRail(context: PanelContext): Container {
  const { page, open } = context;
  const rail = column(5);
  rail.setProperties({ width: RAIL_WIDTH });
  const { TITLES, peopleAsking } = texts.pages;
  const requests = computed(() => (open.value ? requestsOf(open.value).length : 0));
  const people = computed(() => (requests.value > 0 ? peopleAsking(requests.value) : TITLES.people));
  for (const id of panelCommandsAt('rail')) {
    rail.add(
      commandButton(id, context, {
        ...(id === 'open-people' ? { label: people } : {}),
        shape: 'tile',
        width: RAIL_WIDTH,
        height: TARGET,
        isChosen: computed(() => id === `open-${page.value}`),
      }),
    );
  }
  return rail;
}
