import { expect, it } from 'vitest';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { furnish, partsOn, storageIn } from '../../support/lifecycle-parts.ts';

it('[LIFE-8] nothing of a session is erased whose record this relay cannot read', async () => {
  const folder = newFolder();
  const id = newSessionId();
  const notices: string[] = [];
  const parts = await partsOn(await storageIn(folder), message => notices.push(message));
  const { store, blobs, files } = parts.storage;
  await furnish(parts, id, []);
  expect(await parts.lifecycle.archive(id)).toMatchObject({ ok: true });
  const record = await store.get('sessions', id);
  await store.put('sessions', id, { ...record, state: 'frozen' });
  expect(await parts.lifecycle.recover()).toBe(0);
  expect(notices.length).toBeGreaterThan(0);
  expect(await blobs.list(id)).toHaveLength(1);
  expect((await files.list('archive')).map(each => each.name)).toEqual([id]);
  await parts.close();
  const verified = await verifyFolder({ folder, masterKey: undefined });
  expect(JSON.stringify(verified)).toContain(`sessions/${id}`);
});

it('[LIFE-8] what a newer relay keeps besides is no reason not to read a record', async () => {
  const id = newSessionId();
  const parts = await partsOn(await storageIn(newFolder()));
  await furnish(parts, id, []);
  const { store } = parts.storage;
  const record = await store.get('sessions', id);
  await store.put('sessions', id, {
    ...record,
    colour: 'red',
    policy: { max_participants: 7, allow_editing: false, quiet_hours: true },
  });
  expect(await parts.access.sessions.get(id)).toMatchObject({
    policy: { max_participants: 7, allow_editing: false },
  });
  await parts.close();
});

it('[LIFE-9] a session that was used since the sweep looked at it is not deleted', async () => {
  const id = newSessionId();
  const parts = await partsOn(await storageIn(newFolder()));
  await furnish(parts, id, []);
  const before = Date.now() - 60_000;
  expect(await parts.lifecycle.delete(id, before)).toMatchObject({ error: { code: 'api/in-use' } });
  expect(await parts.access.sessions.live(id)).toMatchObject({ ok: true });
  expect(await parts.lifecycle.delete(id, Date.now())).toMatchObject({ ok: true });
  await parts.close();
});
