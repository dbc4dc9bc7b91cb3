import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { requestsOf, texts } from '../../view/index.ts';
import type { PageName, PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { button, column, TARGET } from '../widgets/widgets.ts';

export const RAIL_WIDTH = 112;

const PAGES: readonly { readonly page: PageName; readonly icon: string }[] = [
  { page: 'place', icon: ICONS.place },
  { page: 'models', icon: ICONS.models },
  { page: 'selection', icon: ICONS.select },
  { page: 'session', icon: ICONS.session },
  { page: 'people', icon: ICONS.people },
  { page: 'pictures', icon: ICONS.pictures },
  { page: 'activity', icon: ICONS.history },
  { page: 'sessions', icon: ICONS.sessions },
  { page: 'align', icon: ICONS.room },
  { page: 'settings', icon: ICONS.settings },
];

/** The way to every page from every page. */
export function createRail({ page, open }: PanelContext): Container {
  const rail = column(5);
  rail.setProperties({ width: RAIL_WIDTH });
  const requests = computed(() => (open.value ? requestsOf(open.value).length : 0));
  const { TITLES, peopleAsking } = texts.pages;
  const people: Live<string> = computed(() =>
    requests.value > 0 ? peopleAsking(requests.value) : TITLES.people,
  );
  for (const { page: name, icon } of PAGES) {
    rail.add(
      button({
        label: name === 'people' ? people : TITLES[name],
        icon,
        shape: 'tile',
        width: RAIL_WIDTH,
        height: TARGET,
        isChosen: computed(() => page.value === name),
        onPress: () => {
          page.value = name;
        },
      }),
    );
  }
  return rail;
}
