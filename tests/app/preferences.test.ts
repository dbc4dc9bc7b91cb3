import { describe, expect, it } from 'vitest';
import { createNotices } from '../../client/app/notices.ts';
import { openPreferences } from '../../client/app/preferences.ts';
import { type Disk, memoryDisk } from '../../client/disk/index.ts';
import { createModel, USUAL_PREFERENCES } from '../../client/model/index.ts';
import { preferenceLimit } from '../../client/view/index.ts';

async function open(disk: Disk) {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  return { model, ...(await openPreferences(disk, model, createNotices(model.notices))) };
}

describe('how a device behaves for its own person', () => {
  it('[SOUND-1] what was chosen is there again at the next start', async () => {
    const disk = memoryDisk();
    const first = await open(disk);
    expect(first.model.preferences.value).toEqual(USUAL_PREFERENCES);
    first.prefer({ sounds: true });
    expect(first.model.preferences.value.sounds).toBe(true);
    expect((await open(disk)).model.preferences.value).toEqual({ ...USUAL_PREFERENCES, sounds: true });
    disk.close();
  });

  it('[PANEL-9] the hand that one works with is the right one until one says otherwise, and remembered', async () => {
    const disk = memoryDisk();
    const first = await open(disk);
    expect(first.model.preferences.value.hand).toBe('right');
    first.prefer({ hand: 'left' });
    expect((await open(disk)).model.preferences.value.hand).toBe('left');
    disk.close();
  });

  it('[ROOM-21] that this browser keeps no anchors is known from then on', async () => {
    const disk = memoryDisk();
    const first = await open(disk);
    expect(first.model.preferences.value.knowsNoAnchors).toBe(false);
    first.prefer({ knowsNoAnchors: true });
    expect((await open(disk)).model.preferences.value.knowsNoAnchors).toBe(true);
    disk.close();
  });

  it('[XR-14] [XR-15] what the browser does not give is said, once, and only to who asked for it', async () => {
    const { model, prefer } = await open(memoryDisk());
    model.grants.value = { depth: 'refused', camera: 'refused' };
    expect(model.notices.value).toEqual([]);
    prefer({ occlusion: true });
    model.grants.value = { depth: 'refused', camera: 'unasked' };
    expect(model.notices.value.map(({ id }) => id)).toEqual(['no-occlusion']);
    model.notices.value = [];
    model.grants.value = { depth: 'refused', camera: 'unasked' };
    expect(model.notices.value).toEqual([]);
  });

  it('[XR-14] [XR-15] what was chosen in the middle of AR begins with the next visit, and says so', () => {
    const on = { ...USUAL_PREFERENCES, occlusion: true };
    const grants = { depth: 'unasked', camera: 'unasked' } as const;
    expect(preferenceLimit('occlusion', on, grants, true)).toContain('next time');
    expect(preferenceLimit('occlusion', on, grants, false)).toBeUndefined();
    expect(preferenceLimit('occlusion', on, { ...grants, depth: 'granted' }, true)).toBeUndefined();
    expect(preferenceLimit('camera', on, { ...grants, camera: 'refused' }, true)).toBeUndefined();
  });
});
