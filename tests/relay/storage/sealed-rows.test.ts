import { describe, expect, it } from 'vitest';
import { CorruptData, type MemoryDisk, newMemoryDisk } from '../../../relay/storage/index.ts';
import type { newSessionId } from '../../../shared/ids.ts';
import { fill, sealedOn } from '../../support/sealed-disks.ts';

describe('[SEAL-2] a row that was changed behind the relay', () => {
  type Change = (disk: MemoryDisk, id: string, other: string) => void;
  const log = (disk: MemoryDisk, id: string) => {
    const found = disk.logs.get(id as ReturnType<typeof newSessionId>);
    if (!found) throw new Error('no log');
    return found;
  };
  const changes: Record<string, Change> = {
    'damaged update': (disk, id) => void ((log(disk, id).rows[0]?.update ?? [])[20] as number)++,
    'exchanged updates': (disk, id) => {
      const { rows } = log(disk, id);
      const [a, b] = [rows[0], rows[1]];
      if (a && b)
        log(disk, id).rows = [
          { ...a, update: b.update },
          { ...b, update: a.update },
        ];
    },
    'an update left out': (disk, id) => void log(disk, id).rows.shift(),
    'an update of another session': (disk, id, other) => {
      const [row, theirs] = [log(disk, id).rows[0], log(disk, other).rows[0]];
      if (row && theirs) log(disk, id).rows[0] = { ...row, update: theirs.update };
    },
    'an update in the place of the snapshot': (disk, id) => {
      log(disk, id).snapshot = log(disk, id).rows[0]?.update;
    },
    'no key': (disk, id) => void disk.records.delete(`keys/${id}`),
    'the key of another session': (disk, id, other) =>
      void disk.records.set(`keys/${id}`, disk.records.get(`keys/${other}`) ?? ''),
  };
  it.each(Object.entries(changes))('%s: does not open, and costs no other session', async (_what, change) => {
    const disk = newMemoryDisk();
    const before = await sealedOn(disk);
    const [id, other] = [await fill(before), await fill(before)];
    for (const row of log(disk, id).rows)
      (row as { update: Uint8Array }).update = Uint8Array.from(row.update);
    change(disk, id, other);
    const store = await sealedOn(disk);
    await expect(store.load(id)).rejects.toThrow(CorruptData);
    expect((await store.load(other))?.updates).toHaveLength(2);
  });

  it.each<[string, (disk: MemoryDisk, id: string, other: string) => void]>([
    ['damaged', (disk, id) => void disk.records.set(`members/${id}/u`, '{"sealed":"AAAA"}')],
    ['in the clear', (disk, id) => void disk.records.set(`members/${id}/u`, '{"role":"host"}')],
    [
      'of another session',
      (disk, id, other) =>
        void disk.records.set(`members/${id}/u`, disk.records.get(`members/${other}/u`) ?? ''),
    ],
    [
      'of another member',
      (disk, id) => void disk.records.set(`members/${id}/u`, disk.records.get(`members/${id}/v`) ?? ''),
    ],
  ])('a record %s: rejects, and a list goes on without it and says so', async (_what, change) => {
    const disk = newMemoryDisk();
    const before = await sealedOn(disk);
    const [id, other] = [await fill(before), await fill(before)];
    await before.put('members', `${id}/v`, { role: 'viewer' });
    change(disk, id, other);
    const reported: CorruptData[] = [];
    const store = await sealedOn(disk, error => void reported.push(error));
    await expect(store.get('members', `${id}/u`)).rejects.toThrow(CorruptData);
    expect((await store.list('members', { prefix: `${id}/` })).map(([key]) => key)).toEqual([`${id}/v`]);
    expect(reported).toHaveLength(1);
    expect((await store.list('members', { prefix: `${other}/` })).length).toBe(1);
  });

  it('the legible part of a session’s record cannot be changed either', async () => {
    const disk = newMemoryDisk();
    const id = await fill(await sealedOn(disk));
    const record = JSON.parse(disk.records.get(`sessions/${id}`) ?? '') as Record<string, unknown>;
    expect(record).toMatchObject({ state: 'active', accessed: 5 });
    for (const changed of [{ ...record, state: 'archived' }, { state: 'active', name: 'x' }, {}]) {
      disk.records.set(`sessions/${id}`, JSON.stringify(changed));
      await expect((await sealedOn(disk)).get('sessions', id)).rejects.toThrow(CorruptData);
    }
  });
});
