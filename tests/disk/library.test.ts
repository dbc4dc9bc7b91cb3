import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Disk, openDisk } from '../../client/disk/index.ts';
import { deviceIdentity } from '../../client/disk/tables/identity.ts';
import { openTables } from '../../client/disk/tables/tables.ts';
import type { LibraryEntry } from '../../client/model/index.ts';
import { isUserId, newSessionId, type UserId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { watchConnections } from '../support/disk-faults.ts';
import { InProcessLocks, place, tab } from '../support/tabs.ts';
import { until } from '../support/until.ts';

const open: Disk[] = [];
async function opened(): Promise<Disk> {
  const disk = await openDisk(tab(new InProcessLocks()));
  if (!disk.ok) throw new Error(disk.error.code);
  open.push(disk.value);
  return disk.value;
}
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const disk of open.splice(0)) disk.close();
  const names = (await indexedDB.databases()).map(each => each.name ?? '');
  await Promise.all(
    names.map(
      name =>
        new Promise(resolve => {
          indexedDB.deleteDatabase(name).onsuccess = resolve;
        }),
    ),
  );
});

const entry = (opened: number, name = 'a place'): LibraryEntry => ({
  id: newSessionId(),
  name,
  created: deviceTime(1),
  opened: deviceTime(opened),
  objects: 3,
  role: 'host',
  waiting: 2,
});

async function rawPut(store: string, key: string, value: unknown): Promise<void> {
  const tables = await openTables();
  if (!tables.ok) throw new Error(tables.error.code);
  await tables.value.change(store as 'sessions', key, () => value);
  tables.value.close();
}

describe('the library', () => {
  it('[DISK-16] lists the session last opened first, also after a reload', async () => {
    const disk = await opened();
    const [a, b, c] = [entry(10), entry(30), entry(20)];
    for (const each of [a, b, c]) expect(await disk.library.put(each)).toMatchObject({ ok: true });
    disk.close();
    const again = await opened();
    expect(await again.library.list()).toEqual({ ok: true, value: { entries: [b, c, a], skipped: 0 } });
  });

  it('[DISK-16] an entry that cannot be read is skipped and counted', async () => {
    const disk = await opened();
    const good = entry(1);
    await disk.library.put(good);
    await rawPut('sessions', 'junk', { id: 'junk', name: 7 });
    await rawPut('sessions', 'text', 'text');
    expect(await disk.library.list()).toEqual({ ok: true, value: { entries: [good], skipped: 2 } });
  });

  it('[DISK-16] a change reaches one entry, and none that was deleted', async () => {
    const disk = await opened();
    const one = entry(1);
    await disk.library.put(one);
    await disk.library.patch(one.id, { name: 'new', waiting: 0 });
    expect(await disk.library.list()).toMatchObject({
      value: { entries: [{ ...one, name: 'new', waiting: 0 }] },
    });
    await disk.library.remove(one.id);
    await disk.library.patch(one.id, { name: 'late' });
    expect(await disk.library.list()).toEqual({ ok: true, value: { entries: [], skipped: 0 } });
  });

  it('[DISK-16] deleting takes the document, the access and the way back to it along, and tells other tabs', async () => {
    const disk = await opened();
    const other = await opened();
    const one = entry(1);
    await disk.library.put(one);
    await disk.access.set(one.id, {
      token: 't',
      expires: deviceTime(1),
      role: 'host',
      user: 'u'.repeat(20) as UserId,
    });
    await disk.lastOpened.set(one.id);
    const document = new SessionDocument();
    const store = disk.attachDocument(one.id, document);
    await store.settled;
    place(document);
    await store.close();
    let told = 0;
    const stop = other.library.onChange(() => {
      told += 1;
    });
    expect(await disk.library.remove(one.id)).toEqual({ ok: true, value: undefined });
    expect(await disk.access.get(one.id)).toEqual({ ok: true, value: undefined });
    expect(await disk.lastOpened.get()).toEqual({ ok: true, value: undefined });
    expect((await indexedDB.databases()).map(each => each.name)).toEqual(['ai-frame']);
    await until(() => told > 0, 'the other tab to hear');
    stop();
  });

  it('[DISK-16] profile, access and the last session come back as they were, and junk as none', async () => {
    const disk = await opened();
    const id = newSessionId();
    const access = {
      token: 'secret',
      expires: deviceTime(123),
      role: 'editor',
      user: 'u'.repeat(20) as UserId,
    } as const;
    await disk.profile.set({ name: 'Ada', color: '#4cc2ff' });
    await disk.access.set(id, access);
    await disk.lastOpened.set(id);
    disk.close();
    const again = await opened();
    expect(await again.profile.get()).toEqual({ ok: true, value: { name: 'Ada', color: '#4cc2ff' } });
    expect(await again.access.get(id)).toEqual({ ok: true, value: access });
    expect(await again.lastOpened.get()).toEqual({ ok: true, value: id });
    await rawPut('settings', 'profile', { name: 1 });
    expect(await again.profile.get()).toEqual({ ok: true, value: undefined });
    await again.lastOpened.set(undefined);
    expect(await again.lastOpened.get()).toEqual({ ok: true, value: undefined });
  });

  it('[DISK-19] a lost connection is opened again', async () => {
    const connections = watchConnections();
    const disk = await opened();
    const one = entry(1);
    await disk.library.put(one);
    connections.stop();
    for (const db of connections.all) forceCloseDatabase(db as never);
    expect(await disk.library.list()).toMatchObject({ ok: true, value: { entries: [one] } });
  });

  it('[DISK-19] also where the browser does not say that it is lost', async () => {
    const connections = watchConnections();
    const disk = await opened();
    await disk.library.put(entry(1));
    connections.stop();
    for (const db of connections.all) db.close();
    expect(await disk.library.put(entry(2))).toMatchObject({ ok: true });
    expect(await disk.library.list()).toMatchObject({ value: { entries: [{ opened: 2 }, { opened: 1 }] } });
  });
});

describe('identity', () => {
  it('[DISK-17] several tabs that ask first at the same time get one key, which stays', async () => {
    const disks = await Promise.all([opened(), opened(), opened()]);
    const identities = await Promise.all(disks.map(disk => disk.identity()));
    const users = new Set(identities.map(each => (each.ok ? each.value.user : each.error.code)));
    expect(users.size).toBe(1);
    for (const disk of disks) disk.close();
    const [again] = await Promise.all([(await opened()).identity()]);
    expect(again).toMatchObject({ ok: true, value: { user: [...users][0] } });
  });

  it('[DISK-17] the private key stays in the browser and the user id is the thumbprint', async () => {
    const identity = await (await opened()).identity();
    if (!identity.ok || !identity.value.keys) throw new Error('no key');
    const { privateKey, publicKey } = identity.value.keys;
    await expect(exportJWK(privateKey)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
    expect(privateKey.extractable).toBe(false);
    expect(identity.value.user).toBe(await calculateJwkThumbprint(await exportJWK(publicKey), 'sha256'));
    expect(isUserId(identity.value.user)).toBe(true);
  });

  it('[DISK-17] where there is no WebCrypto the id is random and stays, until a key can be made', async () => {
    const tables = await openTables();
    if (!tables.ok) throw new Error(tables.error.code);
    const real = globalThis.crypto;
    vi.stubGlobal('crypto', { getRandomValues: real.getRandomValues.bind(real) });
    const first = await deviceIdentity(tables.value);
    expect(first).toMatchObject({ ok: true, value: { keys: undefined } });
    expect(first.ok && isUserId(first.value.user)).toBe(true);
    expect(await deviceIdentity(tables.value)).toEqual(first);
    vi.unstubAllGlobals();
    const later = await deviceIdentity(tables.value);
    expect(later.ok && later.value.keys?.privateKey.extractable).toBe(false);
    tables.value.close();
  });
});
