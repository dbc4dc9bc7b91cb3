import { effect } from '@preact/signals-core';
import type { Disk } from '../disk/index.ts';
import { type Actions, type Model, PREFERENCE_NAMES } from '../model/index.ts';
import { preferenceLimit, texts } from '../view/index.ts';
import type { XrWishes } from '../xr/index.ts';
import type { Notices } from './notices.ts';

/** Reads how this device is to behave, and answers the way to change it. What cannot be read is as usual. */
export async function openPreferences(
  disk: Disk,
  model: Model,
  notices: Notices,
): Promise<Pick<Actions, 'prefer'>> {
  const stored = await disk.preferences.get();
  if (stored.ok && stored.value) model.preferences.value = stored.value;
  sayLimits(model, notices);
  return {
    prefer: change => {
      model.preferences.value = { ...model.preferences.peek(), ...change };
      void disk.preferences.set(model.preferences.peek()).then(kept => kept.ok || notices.report(kept.error));
    },
  };
}

/** What of the real room the browser is to be asked for. */
export const xrFeaturesWanted = (model: Model) => (): XrWishes => {
  const { occlusion, camera } = model.preferences.peek();
  return { depth: occlusion, camera };
};

/** What was wished for and not given is said when AR begins; once, since nothing can be done about it. */
function sayLimits(model: Model, notices: Notices): void {
  const said = new Set<string>();
  effect(() => {
    const grants = model.grants.value;
    for (const name of PREFERENCE_NAMES) {
      const detail = preferenceLimit(name, model.preferences.peek(), grants, false);
      if (detail === undefined || said.has(name)) continue;
      said.add(name);
      notices.say({
        id: `no-${name}`,
        tone: 'info',
        title: `${texts.preferences.PREFERENCES[name].label}: not here`,
        detail,
      });
    }
  });
}
