import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Disk, openDisk, sha256 } from '../../client/disk/index.ts';
import type { Screenshot } from '../../client/model/index.ts';
import { newSessionId, type UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { InProcessLocks, tab } from '../support/tabs.ts';

const open: Disk[] = [];
async function opened(): Promise<Disk> {
  const disk = await openDisk(tab(new InProcessLocks()));
  if (!disk.ok) throw new Error(disk.error.code);
  open.push(disk.value);
  return disk.value;
}
afterEach(async () => {
  vi.restoreAllMocks();
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

const bytes = (size: number, seed = 1): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, (_, at) => (at * 31 + seed * 7) % 256);
const file = (size: number, seed = 1): Blob => new Blob([bytes(size, seed)], { type: 'model/gltf-binary' });
const content = async (blob: Blob | undefined): Promise<Uint8Array | undefined> =>
  blob && new Uint8Array(await blob.arrayBuffer());
const nameOf = (size: number, seed = 1): string =>
  createHash('sha256').update(bytes(size, seed)).digest('hex');

async function value<T>(
  result: Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>,
): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.error.code);
  return settled.value;
}

/** From now on the disk takes no bytes as long as `isFull` says so. */
function fill(isFull: () => boolean): void {
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, what, key) {
    if (this.name === 'bytes' && isFull()) throw new DOMException('full', 'QuotaExceededError');
    return put.call(this, what, key);
  });
}

describe('files', () => {
  it('[DISK-20] are kept by their SHA-256, also where there is no WebCrypto, and are there after a restart', async () => {
    const session = newSessionId();
    const disk = await opened();
    const name = await value(disk.blobs.put(session, file(5_000), 'waiting'));
    expect(name).toBe(nameOf(5_000));
    const subtle = vi.spyOn(globalThis.crypto, 'subtle', 'get').mockReturnValue(undefined as never);
    expect(await sha256(bytes(5_000))).toBe(name);
    subtle.mockRestore();
    disk.close();
    const again = await opened();
    const back = await value(again.blobs.get(session, name));
    expect(await content(back)).toEqual(bytes(5_000));
    expect(back?.type).toBe('model/gltf-binary');
    expect(await value(again.blobs.get(session, nameOf(1)))).toBeUndefined();
  });

  it('[DISK-20] wait for the relay of each session that needs them, until it has them', async () => {
    const [one, other] = [newSessionId(), newSessionId()];
    const { blobs } = await opened();
    const name = await value(blobs.put(one, file(10), 'waiting'));
    await value(blobs.get(other, name));
    expect(await value(blobs.waiting(other))).toEqual([name]);
    await value(blobs.markShared(one, name));
    await value(blobs.put(one, file(10), 'waiting'));
    expect(await value(blobs.waiting(one))).toEqual([]);
    expect(await value(blobs.waiting(other))).toEqual([name]);
  });

  it('[DISK-21] where the disk is full, those that a relay has give way, the least used first; the others never', async () => {
    const session = newSessionId();
    const { blobs } = await opened();
    const clock = vi.spyOn(Date, 'now');
    const kept: string[] = [];
    for (const [seed, state] of [
      [1, 'waiting'],
      [2, 'shared'],
      [3, 'shared'],
    ] as const) {
      clock.mockReturnValue(1_000_000 * seed);
      kept.push(await value(blobs.put(session, file(100, seed), state)));
    }
    let isFull = true;
    fill(() => {
      const was = isFull;
      isFull = false;
      return was;
    });
    await value(blobs.put(session, file(80, 4), 'waiting'));
    const there = await Promise.all(kept.map(name => value(blobs.get(session, name))));
    expect(there.map(each => each !== undefined)).toEqual([true, false, true]);
    isFull = true;
    fill(() => true);
    const refused = await blobs.put(session, file(60, 5), 'waiting');
    expect(refused).toMatchObject({ ok: false, error: { code: 'disk/full' } });
    expect(await value(blobs.get(session, kept[0] as string))).toBeDefined();
  });
});

const picture = (name: string, taken: number): Screenshot => ({
  name,
  taken: deviceTime(taken),
  by: 'somebody-somebody' as UserId,
  width: 640,
  height: 480,
  state: 'waiting',
});

describe('pictures', () => {
  it('[DISK-22] are there after a restart, newest first, each as a whole or not at all', async () => {
    const session = newSessionId();
    const disk = await opened();
    await value(disk.screenshots.put(session, picture('first', 1), { full: file(300), thumbnail: file(30) }));
    await value(disk.screenshots.put(session, picture('second', 2), { full: file(200) }));
    let count = 0;
    fill(() => ++count > 1);
    const third = await disk.screenshots.put(session, picture('third', 3), {
      full: file(9),
      thumbnail: file(3),
    });
    expect(third).toMatchObject({ ok: false, error: { code: 'disk/full' } });
    disk.close();
    vi.restoreAllMocks();
    const { screenshots } = await opened();
    expect(await value(screenshots.list(session))).toEqual([picture('second', 2), picture('first', 1)]);
    expect(await content(await value(screenshots.bytes(session, 'first', 'thumbnail')))).toEqual(bytes(30));
    expect(await value(screenshots.bytes(session, 'second', 'thumbnail'))).toBeUndefined();
    expect(await value(screenshots.bytes(session, 'third', 'full'))).toBeUndefined();
    await value(screenshots.remove(session, 'first'));
    expect(await value(screenshots.bytes(session, 'first', 'full'))).toBeUndefined();
  });
});

describe('events', () => {
  it('[DISK-23] wait in the order in which they happened, over a restart, and only so many of them', async () => {
    const session = newSessionId();
    const disk = await opened();
    const event = (n: number) => ({ id: `an-event-${n}`, type: 'ar.entered', at: deviceTime(n) }) as const;
    await value(disk.events.add(session, event(2)));
    await value(disk.events.add(session, event(1)));
    await value(disk.events.add(newSessionId(), event(3)));
    disk.close();
    const { events } = await opened();
    expect(await value(events.waiting(session))).toEqual([event(1), event(2)]);
    for (let n = 3; n <= 1_001; n++) await value(events.add(session, event(n)));
    const waiting = await value(events.waiting(session));
    expect([waiting.length, waiting[0], waiting.at(-1)]).toEqual([1_000, event(2), event(1_001)]);
    await value(events.remove(session, ['an-event-2']));
    expect((await value(events.waiting(session))).length).toBe(999);
  });
});

it('[DISK-24] a session that is deleted from the device takes its files, pictures and events along, and nobody else’s', async () => {
  const [gone, stays] = [newSessionId(), newSessionId()];
  const { blobs, screenshots, events, library } = await opened();
  const both = await value(blobs.put(gone, file(10, 1), 'waiting'));
  await value(blobs.put(stays, file(10, 1), 'waiting'));
  const own = await value(blobs.put(gone, file(10, 2), 'shared'));
  for (const session of [gone, stays]) {
    await value(screenshots.put(session, picture('a', 1), { full: file(5) }));
    await value(events.add(session, { id: 'an-event', type: 'ar.left', at: deviceTime(1) }));
  }
  await value(library.remove(gone));
  expect(await value(screenshots.list(gone))).toEqual([]);
  expect(await value(screenshots.bytes(gone, 'a', 'full'))).toBeUndefined();
  expect(await value(events.waiting(gone))).toEqual([]);
  expect(await value(blobs.waiting(gone))).toEqual([]);
  expect(await value(blobs.get(stays, own))).toBeUndefined();
  expect(await content(await value(blobs.get(stays, both)))).toEqual(bytes(10, 1));
  expect(await value(screenshots.list(stays))).toHaveLength(1);
  expect(await value(events.waiting(stays))).toHaveLength(1);
});
