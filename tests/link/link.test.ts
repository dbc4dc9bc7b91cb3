import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Acks } from '../../client/link/acks.ts';
import { backoffMs } from '../../client/link/link.ts';
import type { UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { ORIGINS, SessionDocument } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { newFolder, onCleanup } from '../support/cleanup.ts';
import { equalDocs } from '../support/documents.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { names, place } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { fetchDocument } from '../support/wire.ts';
import { type Device, isLive, open, waiting } from './harness.ts';
import { HeldStore } from './held-store.ts';
import { syncSent, tap } from './tap.ts';

afterEach(() => {
  vi.useRealTimers();
});

const live = (device: Device): Promise<void> => until(() => isLive(device), 'the link to be live');
const relayHas = (url: string, device: Device): Promise<Y.Doc> => {
  const { access } = device.stored;
  if (!access) throw new Error('no access yet');
  return fetchDocument(url, { session: device.id, token: access.token, user: access.user });
};
/** A second device of the same person, in the same session. */
const another = (url: string, device: Device, options: Parameters<typeof open>[1] = {}): Promise<Device> =>
  open(url, { id: device.id, identity: device.identity, ...options });

describe('what is on the device', () => {
  it('[LINK-1] goes up with the first handshake, without a further edit', async () => {
    const relay = await relayOn();
    const document = new SessionDocument();
    for (let i = 0; i < 50; i++) place(document, `offline ${i}`);
    const device = await open(relay.url, { document, waiting: 50 });
    expect(waiting(device)).toBe(50);
    await live(device);
    expect(waiting(device)).toBe(0);
    expect((await relayHas(relay.url, device)).getMap('objects').size).toBe(50);
    expect(device.stored.waiting).toEqual([0]);
  });

  it('[LINK-1] meets what others did meanwhile, and both are equal', async () => {
    const relay = await relayOn();
    const one = await open(relay.url);
    place(one.document, 'one');
    await live(one);
    const document = new SessionDocument();
    place(document, 'two');
    const two = await another(relay.url, one, { document, waiting: 1 });
    await two.link.synced;
    expect(names(two.document)).toEqual(['one', 'two']);
    await until(() => equalDocs(one.document.doc, two.document.doc), 'both equal');
  });
});

describe('acks', () => {
  it('[LINK-2] an edit waits until the relay’s disk has it, though others see it', async () => {
    const store = new HeldStore();
    const relay = await relayOn({}, store);
    const one = await open(relay.url);
    await live(one);
    const two = await another(relay.url, one);
    await live(two);
    store.hold();
    place(one.document, 'seen');
    place(one.document, 'seen too');
    await until(() => names(two.document).length === 2, 'the other to see it');
    // Another round trip, so that an ack that came too soon would be here.
    place(two.document, 'and back');
    await until(() => names(one.document).length === 3, 'the answer');
    expect(waiting(one)).toBe(2);
    expect(waiting(two)).toBe(1);
    store.release();
    await until(() => waiting(one) === 0 && waiting(two) === 0, 'the acks');
  });

  it('[LINK-2] the link is not live before the relay has confirmed what was there', async () => {
    const store = new HeldStore();
    const relay = await relayOn({}, store);
    const document = new SessionDocument();
    place(document, 'offline');
    store.hold();
    const device = await open(relay.url, { document, waiting: 1 });
    await device.link.synced;
    expect(device.link.state.value).toEqual({ state: 'connecting', waiting: 1 });
    store.release();
    await live(device);
    expect(device.link.state.value).toEqual({ state: 'live', waiting: 0 });
  });

  it('[LINK-2] edits made while barriers are on their way go on waiting', () => {
    const acks = new Acks(2);
    acks.addEdit();
    const first = acks.newBarrier();
    acks.addEdit();
    const second = acks.newBarrier();
    acks.addEdit();
    expect(acks.confirm(first)).toBe(true);
    expect(acks.waiting).toBe(2);
    expect(acks.confirm(second)).toBe(true);
    expect(acks.waiting).toBe(1);
    expect(acks.confirm(second)).toBe(false);
    expect(acks.confirm(99)).toBe(false);
  });

  it('[LINK-3] what an older connection is told confirms nothing', () => {
    const acks = new Acks(0);
    acks.addEdit();
    const old = acks.newBarrier();
    acks.reset();
    expect(acks.confirm(old)).toBe(false);
    expect(acks.waiting).toBe(1);
    expect(acks.confirm(acks.newBarrier())).toBe(true);
    expect(acks.waiting).toBe(0);
  });

  it('[LINK-3] a connection that is cut while the disk is slow leaves the edit waiting', async () => {
    const store = new HeldStore();
    const relay = await relayOn({}, store);
    const { WebSocket, sockets } = tap();
    const device = await open(relay.url, { environment: { WebSocket } as never });
    await live(device);
    store.hold();
    place(device.document, 'kept');
    await until(() => syncSent(sockets.slice(0, 1)) > 2, 'the edit to leave');
    sockets[0]?.cut();
    await until(() => sockets.length === 2, 'the next connection');
    expect(waiting(device)).toBe(1);
    store.release();
    await until(() => waiting(device) === 0, 'the ack');
  });

  it('[LINK-2] how many wait is told at the first, at the last and now and then between', async () => {
    const store = new HeldStore();
    const relay = await relayOn({}, store);
    const device = await open(relay.url);
    await live(device);
    store.hold();
    for (let i = 0; i < 20; i++) place(device.document);
    expect(device.stored.waiting).toEqual([1]);
    await until(() => device.stored.waiting.at(-1) === 20, 'the number');
    store.release();
    await until(() => device.stored.waiting.at(-1) === 0, 'none');
    expect(device.stored.waiting).toEqual([1, 20, 0]);
  });
});

describe('when the connection ends', () => {
  it('[LINK-7] a relay that stops and starts again on its data has everything, and so have the devices', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const first = await relayOn({ port, dataFolder });
    const one = await open(first.url);
    await live(one);
    const two = await another(first.url, one);
    await live(two);
    place(one.document, 'before');
    await until(() => waiting(one) === 0 && names(two.document).length === 1, 'both to have it');
    await first.close();
    await until(() => !isLive(one) && !isLive(two), 'both to notice');
    place(one.document, 'one, away');
    place(two.document, 'two, away');
    await until(() => one.link.state.value.state === 'offline', 'offline');
    expect(one.link.state.value).toEqual({ state: 'offline', waiting: 1 });
    const second = await relayOn({ port, dataFolder });
    await live(one);
    await live(two);
    await until(() => names(one.document).length === 3 && names(two.document).length === 3, 'all of it');
    await until(() => waiting(one) === 0 && waiting(two) === 0, 'the acks');
    expect((await relayHas(second.url, one)).getMap('objects').size).toBe(3);
  });

  it('[LINK-7] the pause ends when the network comes back', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const first = await relayOn({ port, dataFolder });
    // Pauses of ten seconds and more, if nobody wakes it.
    const device = await open(first.url, { environment: { random: () => 1_000 } as never });
    await live(device);
    await first.close();
    await until(() => device.link.state.value.state !== 'live', 'the loss');
    await relayOn({ port, dataFolder });
    await until(() => {
      device.wake.now();
      return isLive(device);
    }, 'live');
  });

  it('[LINK-7] nothing but our own pause leads to the next try', async () => {
    const relay = await relayOn();
    const { WebSocket, sockets } = tap();
    const random = (): number => 1_000;
    const device = await open(relay.url, { environment: { WebSocket, random } as never });
    await live(device);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    sockets[0]?.cut();
    await until(() => !isLive(device), 'the loss');
    // y-websocket by itself would be back after 200 ms.
    await vi.advanceTimersByTimeAsync(backoffMs(0, random) - 1);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await until(() => sockets.length === 2, 'the next try');
    vi.useRealTimers();
    await live(device);
  });

  it('[LINK-7] a handshake that nobody answers is given up, and edits meanwhile do no harm', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onCleanup(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const { WebSocket, sockets } = tap();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const device = await open(`http://127.0.0.1:${port}`, {
      environment: { WebSocket } as never,
      access: {
        token: 'a.b.c',
        expires: deviceTime(Date.now() + 1e9),
        role: 'host',
        user: 'u'.repeat(20) as UserId,
      },
    });
    await until(() => sockets.length === 1, 'the handshake');
    place(device.document, 'meanwhile');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(device.link.state.value).toEqual({ state: 'connecting', waiting: 1 });
    await vi.advanceTimersByTimeAsync(20_000);
    await until(() => sockets.length > 1, 'the next try');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(device.link.state.value).toEqual({ state: 'offline', waiting: 1 });
  });

  it('[LINK-7] pauses grow to their limit and are spread', () => {
    expect(backoffMs(0, () => 0)).toBe(LIMITS.reconnectMinMs / 2);
    expect(backoffMs(0, () => 1)).toBe(LIMITS.reconnectMinMs);
    expect(backoffMs(3, () => 1)).toBe(LIMITS.reconnectMinMs * 8);
    expect(backoffMs(1_000, () => 1)).toBe(LIMITS.reconnectMaxMs);
    const spread = new Set(Array.from({ length: 50 }, () => Math.round(backoffMs(5, Math.random))));
    expect(spread.size).toBeGreaterThan(25);
  });

  it('[LINK-12] a message that cannot be read starts a fresh connection, and nothing is missed', async () => {
    const relay = await relayOn();
    const { WebSocket, sockets } = tap();
    const one = await open(relay.url, { environment: { WebSocket } as never });
    await live(one);
    const two = await another(relay.url, one);
    await live(two);
    // A document update, and it is no Yjs update.
    sockets[0]?.inject(Uint8Array.of(0, 2, 4, 200, 200, 200, 200));
    await until(() => sockets.length === 2, 'the next connection');
    place(two.document, 'meanwhile');
    await until(() => names(one.document).includes('meanwhile'), 'the edit');
    await live(one);
    sockets[1]?.inject(Uint8Array.of(1, 3, 1, 1, 1));
    await until(() => sockets.length === 3, 'the next one');
    await live(one);
    // Types that nobody knows are a newer relay's: passed over.
    sockets[2]?.inject(Uint8Array.of(120, 1, 1));
    place(one.document, 'goes on');
    await until(() => names(two.document).includes('goes on'), 'the edit');
    expect(sockets).toHaveLength(3);
  });
});

describe('other tabs', () => {
  it('[LINK-11] their edits are sent and wait; what they got from the relay is not sent back', async () => {
    const relay = await relayOn();
    const { WebSocket, sockets } = tap();
    const device = await open(relay.url, { environment: { WebSocket } as never });
    await live(device);
    const before = syncSent(sockets);
    const made = (name: string): Uint8Array => {
      const document = new SessionDocument();
      place(document, name);
      return Y.encodeStateAsUpdate(document.doc);
    };
    Y.applyUpdate(device.document.doc, made('heard by another tab'), ORIGINS.tab.relay);
    expect(waiting(device)).toBe(0);
    expect(syncSent(sockets)).toBe(before);
    Y.applyUpdate(device.document.doc, made('edited in another tab'), ORIGINS.tab.edit);
    expect(waiting(device)).toBe(1);
    expect(syncSent(sockets)).toBe(before + 1);
    await until(() => waiting(device) === 0, 'the ack');
    const there = new SessionDocument(await relayHas(relay.url, device));
    expect(names(there)).toContain('edited in another tab');
  });
});
