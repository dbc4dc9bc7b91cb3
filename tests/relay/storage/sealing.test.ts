import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  CorruptData,
  Keyring,
  MemoryFileStore,
  MemoryStore,
  newMaster,
  newMemoryFiles,
  openLmdb,
  openStorage,
  SealedBlobs,
  type Storage,
} from '../../../relay/storage/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import {
  expectFilled,
  fill,
  hash,
  MASTER,
  once,
  text,
  unexpected,
  whole,
} from '../../support/sealed-disks.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-sealing-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(root, `data-${++folders}`);

const open = (folder: string, masterKey?: Uint8Array) =>
  openStorage({ folder, masterKey, onUnreadable: unexpected });
async function opened(folder: string, masterKey?: Uint8Array): Promise<Storage> {
  const storage = await open(folder, masterKey);
  if (!storage.ok) throw new Error(`${storage.error.code}: ${storage.error.detail}`);
  return storage.value;
}

/** Every byte below a folder. */
function everything(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(each => each.isFile());
  return Buffer.concat(files.map(each => readFileSync(join(each.parentPath, each.name))));
}

const SECRETS = ['a secret text', 'a name', 'editor', 'a secret blob', 'half a blob', 'signing', 'a share'];

it('[SEAL-1] nothing that is stored can be read in the data folder', async () => {
  const folder = newFolder();
  const { store, blobs } = await opened(folder, MASTER);
  const id = await fill(store);
  await blobs.put(id, 'shot', text('a secret blob'));
  const half = { offset: 0, total: 100, sha256: '0', source: once(text('half a blob')) };
  await blobs.receive(id, 'half', half);
  await store.put('members', `${id}/u`, { role: 'editor', at: 2 });
  await store.close();
  const bytes = everything(folder);
  for (const secret of SECRETS) expect([secret, bytes.includes(secret)]).toEqual([secret, false]);
  expect(bytes.includes(id)).toBe(true);
});

it('[SEAL-3] a file whose frames were damaged, exchanged, cut off or taken from elsewhere does not open', async () => {
  const disk = newMemoryFiles();
  const keys = await Keyring.open(new MemoryStore(), MASTER);
  if (!keys.ok) throw new Error(keys.error.code);
  const blobs = new SealedBlobs(new MemoryFileStore(disk), keys.value);
  const id = newSessionId();
  const content = new Uint8Array(200_000).fill(7);
  await blobs.put(id, 'a', content);
  await blobs.put(id, 'b', content);
  const [a, b] = [disk.files.get(`${id}/a`), disk.files.get(`${id}/b`)] as [Uint8Array, Uint8Array];
  const [head, frame] = [20, 65_536 + 28];
  const cut = (...ends: number[]) => ends.map(end => a.slice(0, end));
  const flip = (at: number) => a.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const part = (from: Uint8Array, i: number) => from.subarray(head + i * frame, head + (i + 1) * frame);
  const join_ = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  const first = a.subarray(0, head);
  const wrong = [
    ...cut(0, 10, 20, 40, head + frame, head + 2 * frame, a.length - 1),
    ...[0, 5, 19, 20, 40, head + frame - 1, head + frame, a.length - 1].map(flip),
    join_(a, Uint8Array.of(0)),
    join_(first, part(a, 1), part(a, 0), part(a, 2), part(a, 3)),
    join_(first, part(a, 0), part(a, 2), part(a, 3)),
    join_(first, part(a, 0), part(b, 1), part(a, 2), part(a, 3)),
    b,
  ];
  for (const [i, bytes] of wrong.entries()) {
    disk.files.set(`${id}/a`, bytes);
    await expect(blobs.read(id, 'a').then(whole), `variant ${i}`).rejects.toThrow(CorruptData);
  }
  disk.files.set(`${id}/a`, a);
  expect(await whole(await blobs.read(id, 'a'))).toEqual(Buffer.from(content));
});

it('[SEAL-3] an unfinished file whose end a crash has torn goes on from what can be read', async () => {
  const disk = newMemoryFiles();
  const keys = await Keyring.open(new MemoryStore(), MASTER);
  if (!keys.ok) throw new Error(keys.error.code);
  const blobs = new SealedBlobs(new MemoryFileStore(disk), keys.value);
  const id = newSessionId();
  const content = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  const all = { total: content.length, sha256: hash(content) };
  await blobs.receive(id, 'a', { ...all, offset: 0, source: once(content.subarray(0, 80_000)) });
  const draft = disk.drafts.get(`${id}/a`) as Uint8Array;
  disk.drafts.set(`${id}/a`, draft.slice(0, -1));
  for (let tries = 0; tries < 2; tries++) {
    const offset = await blobs.received(id, 'a');
    const sent = await blobs.receive(id, 'a', { ...all, offset, source: once(content.subarray(offset)) });
    if (sent.ok) break;
    expect(sent.error.code).toBe('api/range');
  }
  expect(await whole(await blobs.read(id, 'a'))).toEqual(Buffer.from(content));
});

it('[SEAL-4] another master key, or none where one was used, is refused and changes nothing', async () => {
  const folder = newFolder();
  const { store } = await opened(folder, MASTER);
  const id = await fill(store);
  await store.close();
  for (const key of [newMaster(), newMaster().subarray(0, 16), undefined]) {
    expect(await open(folder, key)).toMatchObject({ ok: false, error: { code: 'store/key' } });
  }
  const again = await opened(folder, MASTER);
  await expectFilled(again.store, id);
  await again.store.close();
  expect(readdirSync(folder).includes('master.key')).toBe(false);
});

it('[SEAL-5] a folder from before there was sealing is taken over whole, and holds nothing legible afterwards', async () => {
  const folder = newFolder();
  const plain = await openLmdb(folder);
  if (!plain.ok) throw new Error(plain.error.code);
  const id = await fill(plain.value);
  const deleted = newSessionId();
  await plain.value.put('sessions', deleted, { state: 'deleted' });
  await plain.value.close();
  expect(everything(folder).includes('a secret text')).toBe(true);
  // A start that was killed on the way left this.
  const killed = join(folder, 'sealing');
  mkdirSync(killed);
  writeFileSync(join(killed, 'relay.mdb'), 'half');
  for (let starts = 0; starts < 2; starts++) {
    const { store } = await opened(folder, MASTER);
    await expectFilled(store, id);
    expect(await store.get('sessions', deleted)).toEqual({ state: 'deleted' });
    await store.close();
    const bytes = everything(folder);
    for (const secret of SECRETS) expect([secret, bytes.includes(secret)]).toEqual([secret, false]);
  }
});

it('[SEAL-6] a deleted session’s key is gone with it: no copy opens, and no key is made for it again', async () => {
  const folder = newFolder();
  const first = await opened(folder, MASTER);
  const id = await fill(first.store);
  await first.blobs.put(id, 'shot', text('a secret blob'));
  const stolen = join(root, 'stolen');
  cpSync(join(folder, 'blobs'), stolen, { recursive: true });
  await first.store.erase(id, { state: 'deleted' });
  await expect(first.store.append(id, text('late'))).rejects.toThrow(CorruptData);
  await expect(first.store.put('members', `${id}/u`, { role: 'host' })).rejects.toThrow(CorruptData);
  cpSync(stolen, join(folder, 'blobs'), { recursive: true });
  await first.store.close();
  const { store, blobs } = await opened(folder, MASTER);
  expect(await store.get('keys', id)).toBeUndefined();
  expect(await store.get('sessions', id)).toEqual({ state: 'deleted' });
  await expect(blobs.read(id, 'shot').then(whole)).rejects.toThrow(CorruptData);
  await store.close();
});

it('[SEAL-7] the master key is changed for all keys at once; the former opens nothing, what is sealed stays', async () => {
  const folder = newFolder();
  const { store } = await opened(folder, MASTER);
  const id = await fill(store);
  await store.close();
  const next = newMaster();
  const storage = await opened(folder, MASTER);
  // The relay's own secrets, the relay's key, this session's, and the check.
  expect(await storage.keys.changeMaster(next)).toBe(4);
  await expectFilled(storage.store, id);
  await storage.store.close();
  expect(await open(folder, MASTER)).toMatchObject({ error: { code: 'store/key' } });
  const again = await opened(folder, next);
  await expectFilled(again.store, id);
  await again.store.close();
});

it('[SEAL-7] a change of the key in the folder that is cut short at any step is as before or done', async () => {
  for (const step of ['before', 'after']) {
    const folder = newFolder();
    const storage = await opened(folder);
    const id = await fill(storage.store);
    const next = newMaster();
    writeFileSync(join(folder, 'master.key.next'), Buffer.from(next).toString('base64'));
    if (step === 'after') await storage.keys.changeMaster(next);
    await storage.store.close();
    const again = await opened(folder);
    await expectFilled(again.store, id);
    await again.store.close();
    const kept = Buffer.from(readFileSync(join(folder, 'master.key'), 'utf8'), 'base64');
    expect(kept.equals(next)).toBe(step === 'after');
    expect(readdirSync(folder)).not.toContain('master.key.next');
  }
});

it('[SEAL-8] without a key one is made in the folder, for its owner’s eyes, and the operator is told once', async () => {
  const folder = newFolder();
  const first = await opened(folder);
  expect(first.warning).toMatch(/^A master key was made in .*AI_FRAME_MASTER_KEY_FILE/);
  const id = await fill(first.store);
  await first.store.close();
  expect(statSync(join(folder, 'master.key')).mode & 0o077).toBe(0);
  const second = await opened(folder);
  expect(second.warning).toBeUndefined();
  await expectFilled(second.store, id);
  await second.store.close();
  writeFileSync(join(folder, 'master.key'), 'spoilt');
  expect(await open(folder)).toMatchObject({ error: { code: 'store/key' } });
});
