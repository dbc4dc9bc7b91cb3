import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type MemoryDisk, MemoryStore, newMemoryDisk, openLmdb } from '../../relay/storage/index.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { relayStoreContract } from '../contracts/relay-store.contract.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lmdb = (name: string): RelayStore => {
  const opened = openLmdb(join(root, name));
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
};

const disks = new Map<string, MemoryDisk>();
relayStoreContract('memory', async name => {
  const disk = disks.get(name) ?? newMemoryDisk();
  disks.set(name, disk);
  return new MemoryStore(disk);
});
relayStoreContract('lmdb', async name => lmdb(name));

it('[STORE-10] a second relay on the same data folder is refused until the first has closed', async () => {
  const first = lmdb('locked');
  const second = openLmdb(join(root, 'locked'));
  expect(second).toMatchObject({ ok: false, error: { code: 'store/locked' } });
  await first.close();
  await lmdb('locked').close();
});

it('[STORE-10] a lock that a dead or an unreadable process left behind is taken over', async () => {
  await lmdb('stale').close();
  const path = join(root, 'stale', 'relay.lock');
  // 2^22 is above the largest process id that Linux gives out.
  for (const left of ['{"pid":4194305}', '{"pid"', `{"pid":${process.pid}}`, `{"pid":1,"started":"-"}`]) {
    writeFileSync(path, left);
    await lmdb('stale').close();
  }
  expect(
    readdirSync(join(root, 'stale')).filter(name => name.includes('lock.') || name === 'relay.lock'),
  ).toEqual([]);
});

it('[STORE-10] a lock of a live process is respected', async () => {
  const folder = join(root, 'live');
  writeFileSync(join(root, 'not-a-folder'), '');
  expect(openLmdb(join(root, 'not-a-folder'))).toMatchObject({ error: { code: 'store/unavailable' } });
  await lmdb('live').close();
  writeFileSync(join(folder, 'relay.lock'), JSON.stringify({ pid: process.ppid }));
  expect(openLmdb(folder)).toMatchObject({ error: { code: 'store/locked' } });
  rmSync(join(folder, 'relay.lock'));
});

it('[STORE-11] nobody else on the machine can read what is stored', async () => {
  await lmdb('private').close();
  expect(statSync(join(root, 'private')).mode & 0o077).toBe(0);
  expect(statSync(join(root, 'private', 'relay.mdb')).mode & 0o077).toBe(0);
});
