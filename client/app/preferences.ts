import { effect } from '@preact/signals-core';
import type { Disk } from '../disk/index.ts';
import { type Actions, type Model, PREFERENCE_NAMES } from '../model/index.ts';
import { preferenceLimit, texts } from '../view/index.ts';
import type { XrWishes } from '../xr/index.ts';
import type { Notices } from './notices.ts';

/** Reads this device's preferences, and returns the way to change them. Unreadable ones are the defaults. */
export async function openPreferences(
  disk: Disk,
  model: Model,
  notices: Notices,
): Promise<Pick<Actions, 'prefer'>> {
  const stored = await disk.preferences.get();
  if (stored.ok && stored.value) model.preferences.value = stored.value;
  announceLimits(model, notices);
  return {
    prefer: change => {
      model.preferences.value = { ...model.preferences.peek(), ...change };
      void disk.preferences.set(model.preferences.peek()).then(kept => kept.ok || notices.report(kept.error));
    },
  };
}

/** The features of AR that the browser is to be asked for. */
export const xrFeaturesWanted = (model: Model) => (): XrWishes => {
  const { occlusion, camera } = model.preferences.peek();
  return { depth: occlusion, camera };
};

/**
 * Shows when AR begins which features were wanted and not given; once, since nothing can be done about it.
 */
function announceLimits(model: Model, notices: Notices): void {
  const shown = new Set<string>();
  effect(() => {
    const grants = model.grants.value;
    for (const name of PREFERENCE_NAMES) {
      const detail = preferenceLimit(name, model.preferences.peek(), grants, false);
      if (detail === undefined || shown.has(name)) continue;
      shown.add(name);
      notices.show({
        id: `no-${name}`,
        tone: 'info',
        title: texts.notices.notHere(texts.preferences.PREFERENCES[name].label),
        detail,
      });
    }
  });
}
