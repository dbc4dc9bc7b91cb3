import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { openDisk } from '../../client/disk/index.ts';
import { openTables } from '../../client/disk/tables/tables.ts';
import type { StoredAlignment } from '../../client/model/index.ts';
import { newObjectId, newSessionId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { InProcessLocks, tab } from '../support/tabs.ts';

const place = (used: number): StoredAlignment => ({
  of: { session: newSessionId(), frame: newObjectId() },
  label: 'Kitchen · Desk',
  alignment: { yaw: 0.3, translation: [1, 0, -2] },
  anchor: { handle: `handle ${used}`, at: { yaw: 1, translation: [0, 0.7, 0] } },
  by: 'touch',
  rms: 0.004,
  at: deviceTime(5),
  points: [
    [0, 0.7, 0],
    [2, 0.7, 0],
  ],
  used: deviceTime(used),
});

async function opened() {
  const disk = await openDisk(tab(new InProcessLocks()));
  if (!disk.ok) throw new Error(disk.error.code);
  return disk.value;
}

afterEach(async () => {
  for (const { name } of await indexedDB.databases()) {
    await new Promise(resolve => {
      indexedDB.deleteDatabase(name ?? '').onsuccess = resolve;
    });
  }
});

describe('alignments on the device', () => {
  it('[ROOM-17] are there after a restart, last used first, one for each place, and can be forgotten', async () => {
    const disk = await opened();
    const [a, b] = [place(1), place(2)];
    const home: StoredAlignment = {
      ...place(3),
      of: undefined,
      anchor: undefined,
      rms: undefined,
      points: undefined,
    };
    for (const each of [a, b, home]) expect(await disk.alignments.put(each)).toMatchObject({ ok: true });
    const again = { ...a, used: deviceTime(9), anchor: undefined };
    await disk.alignments.put(again);
    disk.close();
    const later = await opened();
    expect(await later.alignments.list()).toEqual({ ok: true, value: [again, home, b] });
    await later.alignments.remove(b.of);
    expect(await later.alignments.list()).toEqual({ ok: true, value: [again, home] });
    later.close();
  });

  it('[ROOM-17] what cannot be read counts as none', async () => {
    const tables = await openTables();
    if (!tables.ok) throw new Error(tables.error.code);
    const good = place(1);
    await tables.value.change('alignments', 'good', () => good);
    await tables.value.change('alignments', 'bad', () => ({ ...good, alignment: { yaw: 'north' } }));
    await tables.value.change('alignments', 'worse', () => 7);
    tables.value.close();
    const disk = await opened();
    expect(await disk.alignments.list()).toEqual({ ok: true, value: [good] });
    disk.close();
  });
});
