import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  DiskFileStore,
  Keyring,
  type MemoryDisk,
  MemoryFileStore,
  type MemoryFiles,
  MemoryStore,
  newMaster,
  newMemoryDisk,
  newMemoryFiles,
  openLmdb,
  SealedBlobs,
  SealedStore,
} from '../../../relay/storage/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import type { RelayStore } from '../../../shared/ports.ts';
import { BLOB_TEST_LIMITS, blobStoreContract } from '../../contracts/blob-store.contract.ts';
import { relayStoreContract } from '../../contracts/relay-store.contract.ts';
import { useProgram } from '../../support/programs.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lmdb = async (name: string): Promise<RelayStore> => {
  const opened = await openLmdb(join(root, name));
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
};

const disks = new Map<string, MemoryDisk>();
const diskOf = (name: string): MemoryDisk => {
  const disk = disks.get(name) ?? newMemoryDisk();
  disks.set(name, disk);
  return disk;
};
relayStoreContract('memory', async name => new MemoryStore(diskOf(name)));
relayStoreContract('lmdb', lmdb);

const unexpected = (error: Error): never => {
  throw error;
};
const MASTER = newMaster();
const keysOf = async (store: RelayStore): Promise<Keyring> => {
  const keys = await Keyring.open(store, MASTER);
  if (!keys.ok) throw new Error(keys.error.code);
  return keys.value;
};
const sealed = async (inner: RelayStore): Promise<RelayStore> =>
  new SealedStore(inner, await keysOf(inner), unexpected);
relayStoreContract('sealed, in memory', async name => sealed(new MemoryStore(diskOf(`sealed-${name}`))));
relayStoreContract('sealed, in lmdb', async name => sealed(await lmdb(`sealed-${name}`)));

const shelves = new Map<string, MemoryFiles>();
blobStoreContract('memory', async name => {
  const disk = shelves.get(name) ?? newMemoryFiles();
  shelves.set(name, disk);
  const keys = await keysOf(new MemoryStore(diskOf(`keys-${name}`)));
  return new SealedBlobs(new MemoryFileStore(disk), keys, BLOB_TEST_LIMITS);
});
blobStoreContract('files', async name => {
  const keys = await keysOf(new MemoryStore(diskOf(`file-keys-${name}`)));
  return new SealedBlobs(new DiskFileStore(join(root, name)), keys, BLOB_TEST_LIMITS);
});

it('[STORE-10] a second relay on the same data folder is refused until the first has closed', async () => {
  const first = await lmdb('locked');
  const second = await openLmdb(join(root, 'locked'));
  expect(second).toMatchObject({ ok: false, error: { code: 'store/locked' } });
  await first.close();
  await (await lmdb('locked')).close();
});

it('[STORE-10] a lock that a dead or an unreadable process left behind is taken over', async () => {
  await (await lmdb('stale')).close();
  const path = join(root, 'stale', 'relay.lock');
  // 2^22 is above the largest process id that Linux gives out.
  for (const left of ['{"pid":4194305}', '{"pid"', `{"pid":${process.pid}}`, `{"pid":1,"started":"-"}`]) {
    writeFileSync(path, left);
    await (await lmdb('stale')).close();
  }
  expect(
    readdirSync(join(root, 'stale')).filter(name => name.includes('lock.') || name === 'relay.lock'),
  ).toEqual([]);
});

it('[STORE-10] a lock of a live process is respected', async () => {
  const folder = join(root, 'live');
  writeFileSync(join(root, 'not-a-folder'), '');
  expect(await openLmdb(join(root, 'not-a-folder'))).toMatchObject({ error: { code: 'store/unavailable' } });
  await (await lmdb('live')).close();
  writeFileSync(join(folder, 'relay.lock'), JSON.stringify({ pid: process.ppid }));
  expect(await openLmdb(folder)).toMatchObject({ error: { code: 'store/locked' } });
  rmSync(join(folder, 'relay.lock'));
});

it('[STORE-11] nobody else on the machine can read what is stored', async () => {
  await (await lmdb('private')).close();
  expect(statSync(join(root, 'private')).mode & 0o077).toBe(0);
  expect(statSync(join(root, 'private', 'relay.mdb')).mode & 0o077).toBe(0);
});

it('[STORE-13] a file that is no store, or was cut short, is refused, and stays as it is', async () => {
  await (await lmdb('foreign')).close();
  const path = join(root, 'foreign', 'relay.mdb');
  const whole = readFileSync(path);
  for (const bytes of [
    Buffer.from('a note to myself'),
    Buffer.alloc(100_000, 7),
    whole.subarray(0, 4096),
    whole.subarray(0, 100),
  ]) {
    writeFileSync(path, bytes);
    expect(await openLmdb(join(root, 'foreign'))).toMatchObject({
      ok: false,
      error: { code: 'store/damaged' },
    });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
  for (const bytes of [Buffer.alloc(0), whole]) {
    writeFileSync(path, bytes);
    await (await lmdb('foreign')).close();
  }
});

it('[STORE-12] of two relays on one folder the one that came later writes; nothing is written over', async () => {
  const id = newSessionId();
  const bytes = (n: number) => Uint8Array.of(n);
  const first = await lmdb('fenced');
  await first.append(id, bytes(1));
  await first.compact(id, 1, bytes(1));
  await first.append(id, bytes(2));
  // Process ids say nothing across containers: the lock of a living relay may look stale.
  rmSync(join(root, 'fenced', 'relay.lock'));
  symlinkSync(join(root, 'fenced'), join(root, 'fenced-again'));
  const second = await lmdb('fenced-again');
  expect(await second.append(id, bytes(3))).toBe(3);
  const late = [
    () => first.append(id, bytes(9)),
    () => first.compact(id, 2, bytes(9)),
    () => first.put('sessions', 'a', { late: true }),
    () => first.put('sessions', 'a', { late: true }, true),
  ];
  for (const write of late) await expect(write()).rejects.toThrow('another relay');
  expect(await second.put('sessions', 'a', { late: false }, true)).toBe(true);
  await first.close();
  const expected = { snapshot: bytes(1), updates: [bytes(2), bytes(3)], through: 3 };
  expect(await second.load(id)).toEqual(expected);
  await second.close();
  expect(await (await lmdb('fenced')).load(id)).toEqual(expected);
});

const ROUNDS = 150;
/** All start each round at the same moment, as near as clocks allow, and nobody lets go. */
const LOCKER = useProgram('locker', {
  folder: import.meta.dirname,
  source: `
    import { lockFolder } from '../../../relay/storage/lock.ts';
    const [folder, start] = process.argv.slice(2);
    const taken = [];
    for (let round = 0; round < ${ROUNDS}; round++) {
      while (Date.now() < Number(start) + round * 10);
      if (lockFolder(folder + '/' + round + '.lock').ok) taken.push(round);
    }
    process.stdout.write(JSON.stringify(taken));
    process.stdin.resume();`,
});

it('[STORE-10] of many relays that find a stale lock at once, one gets it', async () => {
  const folder = join(root, 'race');
  mkdirSync(folder);
  for (let round = 0; round < ROUNDS; round++)
    writeFileSync(join(folder, `${round}.lock`), '{"pid":4194305}');
  const starters = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [LOCKER, folder, String(Date.now() + 1_500)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const taken = await Promise.all(
    starters.map(async ({ stdout }) => JSON.parse(String((await once(stdout, 'data'))[0])) as number[]),
  );
  for (const starter of starters) starter.stdin.end();
  await Promise.all(starters.map(starter => once(starter, 'exit')));
  expect(taken.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: ROUNDS }, (_, round) => round));
});
