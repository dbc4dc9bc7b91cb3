import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import type { PageName, PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import { button, column, TARGET } from './parts.ts';

export const RAIL_WIDTH = 104;

const PAGES: readonly { readonly page: PageName; readonly label: string; readonly icon: string }[] = [
  { page: 'place', label: 'Place', icon: ICONS.place },
  { page: 'selection', label: 'Selection', icon: ICONS.select },
  { page: 'session', label: 'Session', icon: ICONS.session },
  { page: 'people', label: 'People', icon: ICONS.people },
  { page: 'sessions', label: 'Sessions', icon: ICONS.sessions },
  { page: 'align', label: 'Align', icon: ICONS.room },
  { page: 'settings', label: 'Settings', icon: ICONS.settings },
];

/** The way to every page from every page, and out. */
export function createRail(context: PanelContext): Container {
  const { model, actions, page, open, told } = context;
  const rail = column(5);
  rail.setProperties({ width: RAIL_WIDTH });
  for (const { page: name, label, icon } of PAGES) {
    rail.add(
      item(label, icon, {
        isChosen: computed(() => page.value === name),
        onPress: () => {
          page.value = name;
        },
      }),
    );
  }
  const takePicture = async (): Promise<void> => {
    const service = open.peek()?.service;
    const newest = () => service?.screenshots.peek()[0]?.name;
    const before = newest();
    await service?.takeScreenshot();
    if (newest() !== before) told.value = 'Picture taken. It is in the pictures of this session.';
  };
  rail.add(
    item('Picture', ICONS.picture, {
      isEnabled: computed(() => open.value !== undefined),
      onPress: () => void takePicture(),
    }),
    button({
      label: computed(() => {
        const xr = model.xr.value;
        return xr.state === 'presenting' && xr.mode === 'immersive-vr' ? 'Leave VR' : 'Leave AR';
      }),
      icon: ICONS.leave,
      shape: 'tile',
      width: RAIL_WIDTH,
      height: TARGET,
      onPress: () => void actions.leaveXr(),
    }),
  );
  return rail;
}

type ItemOptions = Pick<Parameters<typeof button>[0], 'isChosen' | 'isEnabled' | 'onPress'>;

const item = (label: string, icon: string, options: ItemOptions): Container =>
  button({ label, icon, shape: 'tile', width: RAIL_WIDTH, height: TARGET, ...options });
