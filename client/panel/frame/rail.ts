import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { requestsOf } from '../../view/index.ts';
import type { PageName, PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { button, column, TARGET } from '../widgets/widgets.ts';

export const RAIL_WIDTH = 112;

const PAGES: readonly { readonly page: PageName; readonly label: string; readonly icon: string }[] = [
  { page: 'place', label: 'Place', icon: ICONS.place },
  { page: 'models', label: 'Models', icon: ICONS.models },
  { page: 'selection', label: 'Selection', icon: ICONS.select },
  { page: 'session', label: 'Session', icon: ICONS.session },
  { page: 'people', label: 'People', icon: ICONS.people },
  { page: 'pictures', label: 'Pictures', icon: ICONS.pictures },
  { page: 'activity', label: 'Activity', icon: ICONS.history },
  { page: 'sessions', label: 'Sessions', icon: ICONS.sessions },
  { page: 'align', label: 'Align', icon: ICONS.room },
  { page: 'settings', label: 'Settings', icon: ICONS.settings },
];

/** The way to every page from every page. */
export function createRail({ page, open }: PanelContext): Container {
  const rail = column(5);
  rail.setProperties({ width: RAIL_WIDTH });
  const requests = computed(() => (open.value ? requestsOf(open.value).length : 0));
  const people: Live<string> = computed(() => (requests.value > 0 ? `People (${requests.value})` : 'People'));
  for (const { page: name, label, icon } of PAGES) {
    rail.add(
      button({
        label: name === 'people' ? people : label,
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
