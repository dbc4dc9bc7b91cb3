import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { DiskSpaceMonitor } from '../../../relay/disk-space.ts';
import type { Relay } from '../../../relay/index.ts';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import { GuardedStore, MemoryStore, NoRoom, ReserveFile } from '../../../relay/storage/index.ts';
import { ROUTES } from '../../../shared/api/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, equalDocs, put } from '../../support/documents.ts';
import { type Guest, hostOf, relayOn, send } from '../../support/relay.ts';
import { fill, freeBytes, smallDisk } from '../../support/small-disk.ts';
import { until } from '../../support/until.ts';
import { fetchDocument, RawClient, standingsOf, update } from '../../support/wire.ts';

const MiB = 1024 * 1024;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const blobUrl = (url: string, guest: Guest, sha256: string): string =>
  `${url}/api/sessions/${guest.session}/blobs/${sha256}`;

async function upload(url: string, guest: Guest, bytes: Buffer): Promise<number> {
  const response = await fetch(blobUrl(url, guest, hashOf(bytes)), {
    method: 'PUT',
    headers: { authorization: `Bearer ${guest.token}` },
    body: new Uint8Array(bytes),
  });
  await response.arrayBuffer();
  return response.status;
}

async function write(relay: Relay, guest: Guest, doc: Y.Doc, name: string, value: unknown): Promise<void> {
  const client = await RawClient.join(relay.url, guest);
  client.send(update(editOf(doc, put(name, value))));
  await client.barrier(1);
  client.ws.close();
}

const remove = async (relay: Relay, { session, token }: Guest): Promise<number> =>
  (await send(relay.url, 'DELETE', ROUTES.session(session), { token })).status;

const verified = async (folder: string) => {
  const done = await verifyFolder({ folder, masterKey: undefined });
  return done.ok ? done.value.findings : done.error;
};

it.for(['tmpfs', 'ext4'] as const)(
  '[FLOOR-4] on a full %s: uploads stop at the floor, deleting, verifying, stopping and starting go on at 0 bytes free',
  { timeout: 120_000 },
  async (type, { skip }) => {
    const disk = smallDisk(type, 96 * MiB);
    if ('why' in disk) {
      process.stdout.write(
        `[FLOOR-4] NOT run on a real ${type}, which cannot be mounted here: ${disk.why}\n`,
      );
      return skip(disk.why);
    }
    const { folder } = disk;
    const dataFolder = join(folder, 'data');
    const options = { dataFolder, minFreeBytes: 12 * MiB, reserveBytes: 16 * MiB, diskLookMs: 100 };
    let relay = await relayOn(options);
    const failures: unknown[] = [];
    const watch = (each: Relay): void => void each.failed.then(error => failures.push(error));
    watch(relay);
    const guests = [await hostOf(relay.url), await hostOf(relay.url), await hostOf(relay.url)] as const;
    const [first, second, kept] = guests;
    const doc = new Y.Doc();
    await write(relay, kept, doc, 'kept', 'x'.repeat(300_000));
    for (const each of [first, second]) {
      const own = new Y.Doc();
      for (let i = 0; i < 5; i++) await write(relay, each, own, `object-${i}`, 'y'.repeat(200_000));
    }
    await until(() => existsSync(join(dataFolder, 'reserve')), 'the reserve');
    const statuses = new Set<number>();
    for (let i = 0; i < 30; i++) {
      statuses.add(await upload(relay.url, i % 2 === 0 ? first : second, randomBytes(3 * MiB)));
    }
    expect(statuses).toEqual(new Set([201, 507]));
    expect(freeBytes(folder)).toBeGreaterThan(11 * MiB);

    fill(folder);
    expect(freeBytes(folder)).toBeLessThan(8 * 1024);
    // The room that comes free is somebody else's at once.
    expect(await remove(relay, first)).toBe(200);
    fill(folder);
    expect(equalDocs(await fetchDocument(relay.url, kept), doc)).toBe(true);
    expect(await upload(relay.url, kept, randomBytes(10))).toBe(507);
    expect((await send(relay.url, 'GET', ROUTES.session(first.session), { token: first.token })).status).toBe(
      410,
    );
    fill(folder);
    await relay.close();
    fill(folder);
    expect(await verified(dataFolder)).toEqual([]);
    fill(folder);

    relay = await relayOn(options);
    watch(relay);
    fill(folder);
    expect(equalDocs(await fetchDocument(relay.url, kept), doc)).toBe(true);
    expect(await remove(relay, second)).toBe(200);
    expect(readdirSync(join(dataFolder, 'blobs'))).toEqual([]);
    await relay.close();
    expect(failures).toEqual([]);

    rmSync(join(folder, 'somebody-elses'));
    relay = await relayOn(options);
    expect(await upload(relay.url, kept, randomBytes(MiB))).toBe(201);
    await until(
      () => statSync(join(dataFolder, 'reserve')).size === 16 * MiB,
      'the reserve to be taken again',
    );
    await relay.close();
    expect(await verified(dataFolder)).toEqual([]);
  },
);

it('[FLOOR-4] the reserve is given up piece by piece, taken again as a whole, and never where that would need the last room', async () => {
  const folder = newFolder();
  const data = await relayOn({ dataFolder: folder });
  await data.close();
  const path = join(folder, 'reserve');
  const reserve = new ReserveFile(folder, 3 * MiB);
  const free = freeBytes(folder);
  await reserve.refill(2 * free);
  expect(existsSync(path)).toBe(false);
  await Promise.all([reserve.refill(0), reserve.refill(0)]);
  expect(statSync(path)).toMatchObject({ size: 3 * MiB });
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(reserve.makeRoom(1)).toBe(true);
  expect(statSync(path).size).toBe(3 * MiB);
  // More than any disk has: all of it is given up for nothing.
  expect(reserve.makeRoom(2 ** 60)).toBe(false);
  expect(existsSync(path)).toBe(false);
});

it('[FLOOR-5] a store is never asked to write where its disk has no room: deletion has the reserve, documents have not', async () => {
  let free = 100 * MiB;
  let reserved = 4 * MiB;
  const asked: string[] = [];
  class Disk extends MemoryStore {
    override async append(...args: Parameters<MemoryStore['append']>) {
      asked.push('append');
      if (free < args[1].length) throw new Error('a commit failed: the environment is gone');
      return super.append(...args);
    }
    override async compact(...args: Parameters<MemoryStore['compact']>) {
      asked.push('compact');
      return super.compact(...args);
    }
    override async erase(...args: Parameters<MemoryStore['erase']>) {
      asked.push('erase');
      if (free === 0) throw new Error('a commit failed: the environment is gone');
      return super.erase(...args);
    }
  }
  const inner = new Disk();
  const store = new GuardedStore(inner, {
    has: bytes => free >= bytes,
    makeRoom: bytes => {
      const given = Math.min(reserved, Math.max(0, bytes - free));
      reserved -= given;
      free += given;
      return free >= bytes;
    },
    refill: async () => undefined,
  });
  const [a, b] = [newSessionId(), newSessionId()];
  await store.append(a, new Uint8Array(10));
  free = 0;
  await expect(store.append(a, new Uint8Array(MiB))).rejects.toBeInstanceOf(NoRoom);
  // A small one that would fit must not follow one that is missing.
  free = 50 * MiB;
  await expect(store.append(a, new Uint8Array(1))).rejects.toBeInstanceOf(NoRoom);
  free = 0;
  await store.compact(a, 1, new Uint8Array(10));
  await store.put('sessions', a, { state: 'active' });
  await store.erase(a, { state: 'deleted' });
  expect(asked).toEqual(['append', 'erase']);
  expect(await store.get('sessions', a)).toMatchObject({ state: 'deleted' });
  expect(reserved).toBeLessThan(4 * MiB);
  [free, reserved] = [0, 0];
  await expect(store.erase(b, { state: 'deleted' })).rejects.toBeInstanceOf(NoRoom);
  expect(asked).toEqual(['append', 'erase']);
});

it('[FLOOR-1] what is announced counts at once, over all that comes in, and what did not come is given back', async () => {
  let free = 100;
  const dropped: number[] = [];
  const floor = new DiskSpaceMonitor({
    freeBytes: async () => free,
    minBytes: 10,
    everyMs: 1_000_000,
    onFailure: () => undefined,
    makeRoom: async bytes => {
      dropped.push(bytes);
      return 0;
    },
  });
  const first = await floor.promise(50);
  expect(first).toBeDefined();
  expect(await floor.promise(41)).toBeUndefined();
  expect(dropped).toEqual([1]);
  const second = await floor.promise(40);
  // On the disk, which the disk says: nothing counts twice.
  expect(first?.arrived(30)).toBe(true);
  free -= 30;
  expect(await floor.promise(1)).toBeUndefined();
  first?.end();
  expect(await floor.promise(21)).toBeUndefined();
  expect(await floor.promise(20)).toBeDefined();
  second?.end();
  expect(floor.promisableBytes).toBe(40);
  floor.close();
});

it('[FLOOR-1] two uploads that have room one by one, and not together: the later one is refused before it sends', async () => {
  const { url } = await relayOn(
    { minFreeBytes: MiB, diskLookMs: 1_000_000 },
    undefined,
    async () => 10 * MiB,
  );
  const host = await hostOf(url);
  const bytes = randomBytes(6 * MiB);
  const sha256 = hashOf(bytes);
  const abort = new AbortController();
  const slow = Promise.allSettled([
    fetch(blobUrl(url, host, sha256), {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${host.token}`,
        'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
      },
      body: new ReadableStream({ start: stream => stream.enqueue(bytes.subarray(0, 1)) }),
      duplex: 'half',
      signal: abort.signal,
    } as RequestInit),
  ]);
  const offset = async (): Promise<number> => {
    const head = await fetch(blobUrl(url, host, sha256), {
      method: 'HEAD',
      headers: { authorization: `Bearer ${host.token}` },
    });
    return Number(head.headers.get('upload-offset'));
  };
  await until(async () => (await offset()) === 1, 'the first byte');
  expect(await upload(url, host, randomBytes(6 * MiB))).toBe(507);
  expect(await upload(url, host, randomBytes(MiB))).toBe(201);
  abort.abort();
  await slow;
  await until(
    async () => (await upload(url, host, randomBytes(6 * MiB))) === 201,
    'the room to be given back',
  );
});

it('[FLOOR-2] an upload that meets the floor on its way ends with 507, and goes on from there once there is room', async () => {
  let free = 100 * MiB;
  const { url } = await relayOn({ minFreeBytes: 50 * MiB, diskLookMs: 500 }, undefined, async () => free);
  const host = await hostOf(url);
  const bytes = randomBytes(30 * MiB);
  const sha256 = hashOf(bytes);
  let sent = 0;
  const body = new ReadableStream({
    pull(stream) {
      if (sent >= bytes.length) return stream.close();
      stream.enqueue(bytes.subarray(sent, sent + 256 * 1024));
      sent += 256 * 1024;
      // Somebody else fills the disk meanwhile.
      if (sent === 8 * MiB) free = 10 * MiB;
    },
  });
  const range = `bytes 0-${bytes.length - 1}/${bytes.length}`;
  const refused = await fetch(blobUrl(url, host, sha256), {
    method: 'PUT',
    headers: { authorization: `Bearer ${host.token}`, 'content-range': range },
    body,
    duplex: 'half',
  } as RequestInit);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([507, 'store/full']);
  const head = await fetch(blobUrl(url, host, sha256), {
    method: 'HEAD',
    headers: { authorization: `Bearer ${host.token}` },
  });
  const offset = Number(head.headers.get('upload-offset'));
  expect(offset).toBeGreaterThan(4 * MiB);
  expect(offset).toBeLessThan(bytes.length);
  free = 200 * MiB;
  await until(async () => (await fetch(`${url}/readyz`)).status === 200, 'the relay to see it');
  expect(await upload(url, host, bytes)).toBe(201);
});

/** Sends the first bytes of a file, and no more of it ever. */
async function begin(url: string, guest: Guest, bytes: number): Promise<string> {
  const sha256 = hashOf(randomBytes(8));
  const response = await fetch(blobUrl(url, guest, sha256), {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${guest.token}`,
      'content-range': `bytes 0-${bytes - 1}/${bytes + 1}`,
    },
    body: new Uint8Array(randomBytes(bytes)),
  });
  expect(response.status).toBe(202);
  await response.arrayBuffer();
  return sha256;
}

const offsetOf = async (url: string, guest: Guest, sha256: string): Promise<number> => {
  const headers = { authorization: `Bearer ${guest.token}` };
  const head = await fetch(blobUrl(url, guest, sha256), { method: 'HEAD', headers });
  return Number(head.headers.get('upload-offset'));
};

it('[FLOOR-3] an upload that nobody goes on with is dropped by the sweep', async () => {
  const { url } = await relayOn({ draftIdleMs: 100, sweepMs: 50 });
  const host = await hostOf(url);
  const sha256 = await begin(url, host, 1_000);
  await until(async () => (await offsetOf(url, host, sha256)) === 0, 'it to be dropped');
});

it('[FLOOR-3] and before that where its room is needed, for no longer than it takes', async () => {
  const dataFolder = newFolder();
  const used = (): number => {
    const blobs = join(dataFolder, 'blobs');
    const files = existsSync(blobs) ? readdirSync(blobs, { recursive: true, encoding: 'utf8' }) : [];
    return files
      .map(file => statSync(join(blobs, file), { throwIfNoEntry: false })?.size ?? 0)
      .reduce((a, b) => a + b, 0);
  };
  const { url } = await relayOn(
    { dataFolder, minFreeBytes: MiB, draftGraceMs: 50, diskLookMs: 1_000_000 },
    undefined,
    async () => 10 * MiB - used(),
  );
  const host = await hostOf(url);
  const oldest = await begin(url, host, 3 * MiB);
  const newer = await begin(url, host, 3 * MiB);
  // More than is left, and no more than it is with one of them gone.
  await until(async () => (await upload(url, host, randomBytes(4 * MiB))) === 201, 'the room to be found');
  expect([await offsetOf(url, host, oldest), await offsetOf(url, host, newer)]).toEqual([0, 3 * MiB]);
});

it('[FLOOR-6] document updates count as they are written, and not only from the next look on', async () => {
  let written = 0;
  class Counting extends MemoryStore {
    override append(...args: Parameters<MemoryStore['append']>) {
      written += args[1].length;
      return super.append(...args);
    }
  }
  const free = async (): Promise<number> => 20 * MiB - written;
  const relay = await relayOn({ minFreeBytes: 16 * MiB, diskLookMs: 1_000_000 }, new Counting(), free);
  const host = await hostOf(relay.url);
  const client = await RawClient.join(relay.url, host);
  const doc = new Y.Doc();
  for (let i = 0; i < 9; i++) client.send(update(editOf(doc, put(`part-${i}`, 'x'.repeat(MiB)))));
  await until(() => standingsOf(client).some(each => each.disk_full), 'the relay to see it');
  expect(written).toBeLessThan(6 * MiB);
});

it('[FLOOR-7] a session that was put away stays there while the disk is full, and can be deleted', async () => {
  let free = 100 * MiB;
  const relay = await relayOn({ minFreeBytes: 50 * MiB, diskLookMs: 20 }, undefined, async () => free);
  const host = await hostOf(relay.url);
  await write(relay, host, new Y.Doc(), 'a', 1);
  const ask = (method: string, path: string) => send(relay.url, method, path, { token: host.token });
  expect((await ask('POST', ROUTES.archive(host.session))).status).toBe(200);
  free = 0;
  await until(async () => (await fetch(`${relay.url}/readyz`)).status === 507, 'the relay to see it');
  expect(await ask('GET', ROUTES.session(host.session))).toMatchObject({
    status: 507,
    body: { code: 'store/full' },
  });
  expect(await ask('POST', ROUTES.restore(host.session))).toMatchObject({ status: 507 });
  expect(await remove(relay, host)).toBe(200);
});
