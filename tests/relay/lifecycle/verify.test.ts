import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import { openLmdb, type Storage } from '../../../relay/storage/index.ts';
import { newSessionId, type SessionId } from '../../../shared/ids.ts';
import { furnish, partsOn, storageIn } from '../../support/lifecycle-parts.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-verify-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [active, archived, gone] = [newSessionId(), newSessionId(), newSessionId()];

async function makeFolder(): Promise<string> {
  const folder = join(root, 'sound');
  const parts = await partsOn(await storageIn(folder));
  const doc = new Y.Doc();
  doc.getMap('objects').set('a', 1);
  for (const id of [active, archived, gone]) await furnish(parts, id, [Y.encodeStateAsUpdate(doc)]);
  await parts.lifecycle.archive(archived);
  await parts.lifecycle.delete(gone);
  await parts.close();
  return folder;
}

const damages: Record<string, (storage: Storage, folder: string) => Promise<unknown> | unknown> = {
  'an update that is no Yjs': ({ store }) => store.append(active, Uint8Array.of(1, 2, 3)),
  'a document of nobody': ({ store }) => store.append(newSessionId(), Uint8Array.of(0, 0)),
  'a document of an archived session': ({ store }) => store.append(archived, Uint8Array.of(0, 0)),
  'a record of a deleted session': ({ store }) =>
    store.put('members', `${newSessionId()}/someone`, { role: 'editor' }),
  'a code of nobody': ({ store }) => store.put('codes', 'hash', { session: gone }),
  'a record that is none': ({ store }) => store.put('sessions', newSessionId(), { state: 'active' }),
  'a damaged blob': (_storage, folder) => {
    const path = join(folder, 'blobs', active, 'shot');
    const bytes = readFileSync(path);
    bytes[70_000] = (bytes[70_000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  },
  'a blob that goes on': (_storage, folder) => appendFileSync(join(folder, 'blobs', active, 'shot'), 'x'),
  'blobs of nobody': (_storage, folder) => mkdirSync(join(folder, 'blobs', gone)),
  'no archive': (_storage, folder) => rmSync(join(folder, 'archive', archived)),
  'an archive cut short': (_storage, folder) => {
    const path = join(folder, 'archive', archived);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
  },
  'an archive of another session': (_storage, folder) =>
    cpSync(join(folder, 'archive', archived), join(folder, 'archive', active)),
};

it('[LIFE-6] the check finds nothing in a sound folder, and each damage, and changes nothing', async () => {
  const sound = await makeFolder();
  const check = async (folder: string) => {
    const verified = await verifyFolder({ folder, masterKey: undefined });
    if (!verified.ok) throw new Error(verified.error.code);
    return verified.value;
  };
  expect(await check(sound)).toEqual({ sessions: 2, archives: 1, blobs: 2, findings: [] });
  for (const [what, damage] of Object.entries(damages)) {
    const folder = join(root, 'damaged');
    cpSync(sound, folder, { recursive: true });
    const storage = await storageIn(folder);
    await damage(storage, folder);
    await storage.store.close();
    const { findings } = await check(folder);
    expect([what, findings.length]).toEqual([what, 1]);
    expect((await check(folder)).findings).toEqual(findings);
    rmSync(folder, { recursive: true });
  }
  expect(await check(sound)).toMatchObject({ findings: [] satisfies SessionId[] });
});

it('[LIFE-30] damage is named once and in words, and what belongs to a session with a damaged record is not taken for nobody’s', async () => {
  const folder = join(root, 'damaged-record');
  const parts = await partsOn(await storageIn(folder));
  await furnish(parts, active, [Y.encodeStateAsUpdate(new Y.Doc())]);
  await parts.close();
  const raw = await openLmdb(folder);
  if (!raw.ok) throw new Error(raw.error.code);
  const record = await raw.value.get('sessions', active);
  const sealed = String(record?.sealed);
  await raw.value.put('sessions', active, { ...record, sealed: `${sealed.slice(0, -8)}AAAAAAAA` });
  await raw.value.close();
  const verified = await verifyFolder({ folder, masterKey: undefined });
  expect(verified).toMatchObject({
    ok: true,
    value: { findings: [{ place: 'records', problem: `cannot be read: sessions/${active}` }] },
  });
});
