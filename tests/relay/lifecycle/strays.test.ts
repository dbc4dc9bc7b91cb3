import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { backUp, restore } from '../../../relay/backup/index.ts';
import { DEFAULTS, startRelay } from '../../../relay/index.ts';
import { Sweeper, verifyFolder } from '../../../relay/lifecycle/index.ts';
import { storeMessage } from '../../../relay/messages.ts';
import { newSessionId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, put } from '../../support/documents.ts';
import { flipRecordKey } from '../../support/flipped-keys.ts';
import { furnish, HOST, type Parts, partsOn, storageIn } from '../../support/lifecycle-parts.ts';
import { logged, relayOn } from '../../support/relay.ts';

const DAY_MS = 24 * 3_600_000;
const [active, archived] = [newSessionId(), newSessionId()];
const edit = (): Uint8Array => editOf(new Y.Doc(), put('a', 1));

/** One session that is active and one that is archived, both with a file. Nothing has it open. */
async function filled(): Promise<string> {
  const folder = newFolder();
  const parts = await partsOn(await storageIn(folder));
  for (const id of [active, archived]) await furnish(parts, id, [edit()]);
  expect(await parts.lifecycle.archive(archived)).toMatchObject({ ok: true });
  await parts.close();
  return folder;
}

/** The paths of all files but the store's. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/^(relay\.|master)/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const verified = async (folder: string) => {
  const found = await verifyFolder({ folder, masterKey: undefined });
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
};

const tryStart = (dataFolder: string) =>
  startRelay({ ...DEFAULTS, port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent' });

/** Sweeps once, by a clock that says `now`. */
async function sweep({ access, lifecycle, rooms }: Parts, now: number): Promise<void> {
  const sweeper = new Sweeper({
    lifecycle,
    sessions: access.sessions,
    shares: access.shares,
    rooms,
    everyMs: DAY_MS,
    archiveAfterMs: undefined,
    deleteAfterMs: undefined,
    onSwept: () => undefined,
    onNotice: message => {
      throw new Error(message);
    },
  });
  await sweeper.sweep(now);
  await sweeper.close();
}

it.each([
  ['that is missing', (path: string) => rmSync(path)],
  ['of no bytes', (path: string) => writeFileSync(path, '')],
  [
    'that knows no session',
    async (path: string) => {
      const other = newFolder();
      await (await relayOn({ dataFolder: other })).close();
      cpSync(join(other, 'relay.mdb'), path);
      cpSync(join(other, 'master.key'), join(path, '../master.key'));
    },
  ],
])(
  '[LIFE-20] a store %s beside files of sessions is refused in words, and nothing is touched',
  async (_, lose) => {
    const folder = await filled();
    const [store, key] = [join(folder, 'relay.mdb'), join(folder, 'master.key')];
    const before = filesIn(folder);
    const kept = newFolder();
    cpSync(folder, kept, { recursive: true });
    await lose(store);
    const started = await tryStart(folder);
    if (started.ok) await started.value.close();
    if (started.ok || started.error.type !== 'store') throw new Error('it was not refused');
    const sentence = storeMessage(started.error.error, folder);
    expect(sentence).toMatch(/relay\.mdb (is missing|is empty|knows none of them), beside sessions: /);
    expect(sentence).toMatch(
      /1 in archive\/, the files of 2 in blobs\/.*relay\.mdb.*nothing was touched|nothing was touched.*1 in archive\//s,
    );
    expect(sentence).toContain('Put the relay.mdb back');
    expect(filesIn(folder)).toEqual(before);
    cpSync(join(kept, 'relay.mdb'), store);
    cpSync(join(kept, 'master.key'), key);
    await (await relayOn({ dataFolder: folder })).close();
    expect(filesIn(folder)).toEqual(before);
    expect((await verified(folder)).findings).toEqual([]);
  },
);

it('[LIFE-20] an empty folder, and one whose import was cut short, is no such thing', async () => {
  await (await relayOn({ dataFolder: newFolder() })).close();
  const folder = newFolder();
  const storage = await storageIn(folder);
  await storage.blobs.put(newSessionId(), 'shot', new Uint8Array(10));
  await storage.store.close();
  await (await relayOn({ dataFolder: folder })).close();
});

it('[LIFE-21] files of a session whose record is not found are moved aside, said in the log, and put back once it is there', async () => {
  const folder = await filled();
  const sound = newFolder();
  cpSync(folder, sound, { recursive: true });
  for (const id of [active, archived]) expect(flipRecordKey(folder, id)).toBeGreaterThan(0);
  const log = logged();
  const relay = await relayOn({ dataFolder: folder, logLevel: 'warn' });
  const aside = readdirSync(join(folder, 'strays'));
  expect(aside.map(name => name.slice(20)).sort()).toEqual(
    [`archive-${archived}`, `blobs-${active}`, `blobs-${archived}`].sort(),
  );
  for (const name of aside)
    expect(log()).toMatch(
      new RegExp(`strays/${name} \\(one file, \\d+ bytes\\): kept for 30 days .* until 20`),
    );
  expect(existsSync(join(folder, 'blobs', active))).toBe(false);
  await relay.close();
  expect(await verified(folder)).toMatchObject({ strays: { count: 3 } });

  cpSync(join(sound, 'relay.mdb'), join(folder, 'relay.mdb'));
  await (await relayOn({ dataFolder: folder })).close();
  expect(filesIn(folder)).toEqual(filesIn(sound));
  expect(await verified(folder)).toMatchObject({ sessions: 2, archives: 1, blobs: 2, findings: [] });
});

it('[LIFE-21] what is put back takes the place of nothing', async () => {
  const folder = await filled();
  const parts = await partsOn(await storageIn(folder), () => undefined);
  const record = await parts.storage.store.get('sessions', active);
  await parts.storage.store.write([{ type: 'remove', collection: 'sessions', key: active }]);
  await parts.lifecycle.recover();
  await parts.storage.store.put('sessions', active, { ...record });
  await parts.storage.blobs.put(active, 'shot', new Uint8Array(5));
  await parts.storage.blobs.put(active, 'other', new Uint8Array(5));
  await parts.lifecycle.recover();
  expect(await parts.storage.blobs.stat(active, 'shot')).toEqual({ bytes: 5 });
  expect(readdirSync(join(folder, 'strays'))).toHaveLength(1);
  await parts.close();
  expect((await verified(folder)).findings).toEqual([]);
});

it('[LIFE-22] they are deleted by a sweep after having been nobody’s for the time that is set, and never at a start', async () => {
  const folder = await filled();
  let parts = await partsOn(await storageIn(folder), () => undefined);
  await parts.storage.store.write([{ type: 'remove', collection: 'sessions', key: archived }]);
  const now = parts.access.sessions.clock.now();
  await sweep(parts, now);
  await sweep(parts, now + 29 * DAY_MS);
  expect(readdirSync(join(folder, 'strays'))).toHaveLength(2);
  expect(await parts.storage.store.list('memberships', { prefix: `${HOST}/${archived}` })).toHaveLength(1);
  // Long ago by what the store says, and yet a start takes nothing.
  await parts.storage.store.put('relay', `nobody/${archived}`, { since: now - 300 * DAY_MS });
  await parts.close();
  parts = await partsOn(await storageIn(folder), () => undefined);
  await parts.lifecycle.recover();
  expect(readdirSync(join(folder, 'strays'))).toHaveLength(2);
  await sweep(parts, now);
  expect(readdirSync(join(folder, 'strays'))).toEqual([]);
  expect(await parts.storage.store.list('memberships', { prefix: `${HOST}/${archived}` })).toEqual([]);
  expect(await parts.storage.blobs.list(active)).toHaveLength(1);
  await parts.close();
});

it('[LIFE-22] what of a deleted session lies aside goes with it at once', async () => {
  const folder = await filled();
  const parts = await partsOn(await storageIn(folder), () => undefined);
  const { store } = parts.storage;
  const record = await store.get('sessions', active);
  await store.write([{ type: 'remove', collection: 'sessions', key: active }]);
  await parts.lifecycle.recover();
  expect(readdirSync(join(folder, 'strays'))).toHaveLength(1);
  await store.put('sessions', active, { ...record });
  expect(await parts.lifecycle.delete(active)).toMatchObject({ ok: true });
  expect(readdirSync(join(folder, 'strays'))).toEqual([]);
  await parts.close();
  expect((await verified(folder)).findings).toEqual([]);
});

it('[LIFE-23] of two that hold one session neither goes while the other cannot be read', async () => {
  const folder = await filled();
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  const notices: string[] = [];
  const parts = await partsOn(await storageIn(folder), message => notices.push(message));
  const { store, files } = parts.storage;
  // A restore that was killed, and an archive that is damaged since.
  await store.append(archived, edit());
  const path = join(folder, 'archive', archived);
  renameSync(path, `${path}-elsewhere`);
  await parts.lifecycle.recover();
  expect((await store.load(archived))?.updates).toHaveLength(1);
  renameSync(`${path}-elsewhere`, path);
  // An archive that was left beside rows which do not decode.
  const record = await store.get('sessions', archived);
  await store.put('sessions', archived, { ...record, state: 'active' });
  await store.append(archived, Uint8Array.of(1, 2, 3));
  await parts.lifecycle.recover();
  expect((await files.list('archive')).map(({ name }) => name)).toEqual([archived]);
  expect(notices.filter(each => each.includes('stays'))).toHaveLength(2);
  await parts.close();
});

it('[LIFE-24] the check counts what lies aside as kept, and a backup holds it', async () => {
  const folder = await filled();
  const parts = await partsOn(await storageIn(folder), () => undefined);
  const { store } = parts.storage;
  const id = newSessionId() as SessionId;
  await furnish(parts, id, []);
  const prefixes = ['members', 'shares', 'clients', 'events'] as const;
  for (const collection of prefixes) {
    for (const [key] of await store.list(collection, { prefix: `${id}/` }))
      await store.write([{ type: 'remove', collection, key }]);
  }
  for (const [key, { session }] of await store.list('codes'))
    if (session === id) await store.write([{ type: 'remove', collection: 'codes', key }]);
  await store.write([
    { type: 'remove', collection: 'memberships', key: `${HOST}/${id}` },
    { type: 'remove', collection: 'sessions', key: id },
  ]);
  await parts.lifecycle.recover();
  await parts.close();
  const found = await verified(folder);
  expect(found).toMatchObject({ findings: [], strays: { count: 1 } });
  const target = join(newFolder(), '../strays.backup');
  expect(await backUp({ folder, target, onProgress: () => undefined })).toMatchObject({ ok: true });
  const restored = newFolder();
  cpSync(join(folder, 'master.key'), join(restored, 'master.key'));
  const done = await restore({
    backup: target,
    folder: restored,
    masterKey: undefined,
    onProgress: () => undefined,
  });
  expect(done).toMatchObject({ ok: true });
  expect(filesIn(restored)).toEqual(filesIn(folder));
  expect(await verified(restored)).toEqual(found);
});

it('[LIFE-29] a session that has lost its record goes to nobody who was not its host or an editor', async () => {
  const folder = await filled();
  const parts = await partsOn(await storageIn(folder), () => undefined);
  const { access, storage } = parts;
  const user = (name: string) => name.padEnd(32, 'x') as UserId;
  await access.members.admit(active, user('viewer'), 'viewer');
  await access.members.admit(active, user('removed'), 'editor');
  await access.members.remove(active, user('removed'), HOST);
  await storage.store.write([{ type: 'remove', collection: 'sessions', key: active }]);
  await parts.lifecycle.recover();
  const born = { created: new Date().toISOString(), device: undefined };
  for (const name of ['viewer', 'removed', 'stranger']) {
    expect(await access.register(active, user(name), born)).toMatchObject({
      error: { code: 'api/conflict' },
    });
  }
  expect(await access.register(active, HOST, born)).toMatchObject({ ok: true, value: { isNew: true } });
  await parts.lifecycle.recover();
  expect(await storage.blobs.list(active)).toHaveLength(1);
  expect((await storage.store.load(active))?.updates).toHaveLength(1);
  expect(await access.register(newSessionId(), user('stranger'), born)).toMatchObject({ ok: true });
  await parts.close();
  expect((await verified(folder)).findings).toEqual([]);
});
