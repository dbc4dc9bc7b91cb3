import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { socketPath } from '../../../shared/protocol.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, put } from '../../support/documents.ts';
import { flipRowKeys } from '../../support/flipped-keys.ts';
import { furnish, partsOn, storageIn } from '../../support/lifecycle-parts.ts';
import { type Guest, hostOf, logged, relayOn, send } from '../../support/relay.ts';
import { fetchDocument, RawClient, update } from '../../support/wire.ts';

const findingsIn = async (folder: string) => {
  const verified = await verifyFolder({ folder, masterKey: undefined });
  if (!verified.ok) throw new Error(verified.error.code);
  return verified.value.findings;
};

async function write(url: string, guest: Guest, count: number): Promise<void> {
  const client = await RawClient.join(url, guest);
  const doc = new Y.Doc();
  for (let i = 0; i < count; i++) client.send(update(editOf(doc, put(`o${i}`, i))));
  await client.barrier(1);
  client.ws.close();
}

it('[RELAY-20] a document whose rows are not found is missed: 4422, an error in the API, a line in the log, and others are fine', async () => {
  const log = logged();
  const dataFolder = newFolder();
  const first = await relayOn({ dataFolder });
  const [lost, fine, empty] = [await hostOf(first.url), await hostOf(first.url), await hostOf(first.url)];
  await write(first.url, lost, 3);
  await write(first.url, fine, 3);
  await first.close();
  expect(await findingsIn(dataFolder)).toEqual([]);
  expect(flipRowKeys(dataFolder, lost.session, 'updates')).toBeGreaterThan(0);
  expect((await findingsIn(dataFolder)).map(({ place }) => place)).toContain(`document ${lost.session}`);

  const relay = await relayOn({ dataFolder, logLevel: 'warn' });
  const client = new RawClient(relay.url, socketPath(lost.session), ['aiframe.v1', `token.${lost.token}`]);
  expect(await client.closes()).toEqual({ code: 4422, reason: 'the session cannot be read' });
  const read = await send(relay.url, 'GET', `/api/sessions/${lost.session}`, { token: lost.token });
  expect(read).toMatchObject({ status: 500, body: { code: 'api/unreadable' } });
  const line = log()
    .split('\n')
    .find(each => each.includes('"level":50') && each.includes(lost.session));
  expect(line).toContain('cannot be read');
  expect((await fetchDocument(relay.url, fine)).getMap('objects').size).toBe(3);
  // Nothing was ever written here: that is not missed.
  expect((await fetchDocument(relay.url, empty)).getMap('objects').size).toBe(0);
});

it('[RELAY-20] a snapshot that is not found is missed too, and so are the newest rows alone', async () => {
  const sound = newFolder();
  const parts = await partsOn(await storageIn(sound));
  const id = newSessionId();
  const doc = new Y.Doc();
  const updates = [1, 2, 3].map(n => editOf(doc, put(`o${n}`, n)));
  await furnish(parts, id, updates.slice(0, 2));
  const { store } = parts.storage;
  await store.compact(id, 2, Y.mergeUpdates(updates.slice(0, 2)));
  await parts.close();
  const noRows = newFolder();
  cpSync(sound, noRows, { recursive: true });
  const withRow = await storageIn(sound);
  await withRow.store.append(id, updates[2] as Uint8Array);
  await withRow.store.close();
  const noUpdate = newFolder();
  cpSync(sound, noUpdate, { recursive: true });
  expect(await findingsIn(sound)).toEqual([]);

  for (const folder of [noRows, sound]) {
    expect(flipRowKeys(folder, id, 'snapshot')).toBeGreaterThan(0);
    expect((await findingsIn(folder)).map(({ place }) => place)).toContain(`document ${id}`);
  }
  expect(flipRowKeys(noUpdate, id, 'updates')).toBeGreaterThan(0);
  expect((await findingsIn(noUpdate)).map(({ place }) => place)).toContain(`document ${id}`);
});

it('[RELAY-21] the host begins the session again where its document cannot be read, and only there; what lay there is kept', async () => {
  const log = logged();
  const dataFolder = newFolder();
  const first = await relayOn({ dataFolder });
  const host = await hostOf(first.url);
  await write(first.url, host, 3);
  const path = `/api/sessions/${host.session}/begin-again`;
  expect(await send(first.url, 'POST', path, { body: {}, token: host.token })).toMatchObject({
    status: 400,
    body: { code: 'api/bad-request' },
  });
  expect((await fetchDocument(first.url, host)).getMap('objects').size).toBe(3);
  await first.close();
  const doc = new Y.Doc();
  const storage = await storageIn(dataFolder);
  // Cut short by damage: the rows are there and do not decode.
  await storage.store.append(host.session, Uint8Array.of(1, 2, 3));
  await storage.store.close();

  const relay = await relayOn({ dataFolder, logLevel: 'warn' });
  expect(await send(relay.url, 'POST', path, { body: {}, token: host.token })).toMatchObject({ status: 200 });
  expect(log()).toContain('was kept as strays/');
  expect((await fetchDocument(relay.url, host)).getMap('objects').size).toBe(0);
  const client = await RawClient.join(relay.url, host);
  client.send(update(editOf(doc, put('again', 1))));
  await client.barrier(1);
  await relay.close();
  const verified = await verifyFolder({ folder: dataFolder, masterKey: undefined });
  expect(verified).toMatchObject({ value: { findings: [], strays: { count: 1 } } });
});

it('[RELAY-21] an archive that cannot be read and cannot be put aside is not given up: nothing begins', async () => {
  const folder = newFolder();
  const parts = await partsOn(await storageIn(folder), () => undefined);
  const id = newSessionId();
  await furnish(parts, id, [editOf(new Y.Doc(), put('o', 1))]);
  expect(await parts.lifecycle.archive(id)).toMatchObject({ ok: true });
  const archive = join(folder, 'archive', id);
  const bytes = readFileSync(archive);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(archive, bytes);
  // In the place of the folder: nothing can be moved there.
  const strays = join(folder, 'strays');
  writeFileSync(strays, '');
  await expect(parts.lifecycle.beginAgain(id)).rejects.toMatchObject({ code: 'EEXIST' });
  await parts.lifecycle.recover(parts.access.sessions.clock.now()).catch(() => 'the place is still taken');
  expect(readFileSync(archive).equals(bytes)).toBe(true);
  expect(await parts.access.sessions.live(id)).toMatchObject({ value: { state: 'archived' } });
  rmSync(strays);
  expect(await parts.lifecycle.beginAgain(id)).toMatchObject({ ok: true, value: { state: 'active' } });
  expect(readdirSync(strays).some(name => name.endsWith(`-archive-${id}`))).toBe(true);
  await parts.close();
});

it('[RELAY-20] what an older version wrote without keeping that number is not missed', async () => {
  const folder = newFolder();
  const storage = await storageIn(folder);
  const id = newSessionId();
  for (const n of [1, 2, 3]) await storage.store.append(id, editOf(new Y.Doc(), put(`o${n}`, n)));
  await storage.store.close();
  // As it does: opens the file, erases the document and writes another one.
  const env = open({ path: join(folder, 'relay.mdb'), maxDbs: 4, overlappingSync: false });
  const openings = env.openDB<number, number>({ name: 'openings', encoding: 'json' });
  const log = env.openDB({ name: 'log', encoding: 'binary' });
  const [newest = 0] = openings.getKeys({ reverse: true, limit: 1 });
  await openings.put(newest + 1, 0);
  for (const seq of [2, 3]) await log.remove([id, seq]);
  await env.close();
  const again = await storageIn(folder);
  expect((await again.store.load(id))?.updates).toHaveLength(1);
  await again.store.close();
});
