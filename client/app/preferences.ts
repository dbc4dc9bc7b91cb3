import type { Disk } from '../disk/index.ts';
import type { Actions, Model } from '../model/index.ts';
import type { Notices } from './notices.ts';

/** Reads how this device is to behave, and answers the way to change it. What cannot be read is as usual. */
export async function openPreferences(
  disk: Disk,
  model: Model,
  notices: Notices,
): Promise<Pick<Actions, 'prefer'>> {
  const stored = await disk.preferences.get();
  if (stored.ok && stored.value) model.preferences.value = stored.value;
  return {
    prefer: change => {
      model.preferences.value = { ...model.preferences.peek(), ...change };
      void disk.preferences.set(model.preferences.peek()).then(kept => kept.ok || notices.report(kept.error));
    },
  };
}
