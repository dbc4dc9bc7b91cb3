import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { relayApi } from '../../client/link/index.ts';
import { MemoryStore, newMemoryDisk } from '../../relay/storage/index.ts';
import { ROUTES } from '../../shared/api/index.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { newFolder } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { names, place } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { fetchDocument } from '../support/wire.ts';
import { isLive, joined, keyless, live, newIdentity, open, shared, waiting } from './harness.ts';
import { tap } from './tap.ts';

describe('a relay that has lost its disk', () => {
  /** The same address, another disk. */
  async function replaced(): Promise<{ lose(): Promise<void>; readonly url: string }> {
    const port = await freePort();
    const first = await relayOn({ port, dataFolder: newFolder() });
    return {
      url: first.url,
      lose: async () => {
        await first.close();
        await relayOn({ port, dataFolder: newFolder() });
      },
    };
  }

  it.each([
    ['with a key', newIdentity],
    ['without a key', async () => keyless()],
  ])('[LINK-16] gets the session back from the host’s device, %s', async (_, who) => {
    const relay = await replaced();
    const host = await open(relay.url, { identity: await who() });
    place(host.document, 'before');
    await live(host);
    const seen: string[] = [];
    host.link.state.subscribe(state => seen.push(state.state));
    await relay.lose();
    place(host.document, 'after');
    await until(() => seen.length > 1, 'the loss');
    await live(host);
    expect(waiting(host)).toBe(0);
    expect(seen).not.toContain('refused');
    const { access } = host.stored;
    const there = await fetchDocument(relay.url, {
      session: host.id,
      token: access?.token ?? '',
      user: access?.user ?? '',
    });
    expect(names(new SessionDocument(there))).toEqual(['after', 'before']);
  });

  it('[LINK-16] that was set back to before the session gets it too', async () => {
    const disk = newMemoryDisk();
    const relay = await relayOn({}, new MemoryStore(disk));
    // A backup from before: the relay knows its own tokens and not what they are for.
    const backup = { logs: new Map(), records: new Map(disk.records) };
    const host = await open(relay.url);
    place(host.document, 'before');
    await live(host);
    host.link.close();
    const older = await relayOn({}, new MemoryStore(backup));
    const again = await open(older.url, {
      id: host.id,
      identity: host.identity,
      document: host.document,
      access: host.stored.access,
    });
    await live(again);
    expect(waiting(again)).toBe(0);
    const guest = await joined(older.url, await shared(again, 'editor', older.url));
    const seen = await open(older.url, { id: host.id, createdHere: undefined, ...guest });
    await live(seen);
    expect(names(seen.document)).toEqual(['before']);
  });

  it('[LINK-17] tells a guest in words, who keeps everything and brings it back when let in again', async () => {
    const relay = await replaced();
    const host = await open(relay.url);
    place(host.document, 'the host’s');
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    const guest = await open(relay.url, { id: host.id, identity, access, createdHere: undefined });
    await live(guest);
    host.link.close();
    await relay.lose();
    await until(() => guest.link.state.value.state === 'refused', 'the refusal');
    expect(guest.link.state.value).toMatchObject({ error: { code: 'link/gone' } });
    place(guest.document, 'the guest’s', identity.user);
    expect(guest.link.state.value).toMatchObject({ state: 'refused', waiting: 1 });
    guest.link.close();

    // The host brings back what is the host's: nobody else may.
    const { id, identity: hostIdentity, document } = host;
    const back = await open(relay.url, { id, identity: hostIdentity, access: host.stored.access, document });
    await live(back);
    const grant = await relayApi(relay.url, identity).join(await shared(back, 'editor', relay.url));
    if (!grant.ok) throw new Error(grant.error.code);
    const returned = await open(relay.url, {
      id: host.id,
      identity,
      access: grant.value.access,
      createdHere: undefined,
      document: guest.document,
      waiting: 1,
    });
    await live(returned);
    await until(() => names(back.document).length === 2, 'everything');
    expect(names(back.document)).toEqual(['the guest’s', 'the host’s']);
  });

  it('[LINK-18] is not told by a viewer what only others may write, and the viewer is not refused for it', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'viewer', relay.url));
    // Heard from the relay before it was killed, and not yet on its disk.
    const document = new SessionDocument();
    place(document, 'heard once');
    const viewer = await open(relay.url, { id: host.id, identity, access, createdHere: undefined, document });
    await live(viewer);
    expect(viewer.link.state.value).toEqual({ state: 'live', waiting: 0 });
    expect(names(host.document)).toEqual([]);
  });
});

describe('a network that is gone', () => {
  it('[LINK-30] is said at once, and found again', async () => {
    const relay = await relayOn();
    const device = await open(relay.url);
    await live(device);
    device.wake.offline();
    expect(device.link.state.value.state).toBe('offline');
    place(device.document, 'meanwhile');
    expect(waiting(device)).toBe(1);
    await until(() => isLive(device) && waiting(device) === 0, 'the link to be back');
  });
});

describe('a relay whose disk is nearly full', () => {
  it('[LINK-28] is named as the reason why edits wait, after coming back to it too, until it takes them', async () => {
    let free = 100;
    const relay = await relayOn({ minFreeBytes: 100, diskLookMs: 10 }, undefined, async () => free);
    const { WebSocket, sockets } = tap();
    const device = await open(relay.url, { environment: { WebSocket } as never });
    await live(device);
    place(device.document, 'before');
    await until(() => waiting(device) === 0, 'the ack');
    const state = () => device.link.state.value;
    const blockedBy = { code: 'link/relay-full' };
    free = 99;
    place(device.document, 'meanwhile');
    await until(() => 'blockedBy' in state(), 'the reason');
    place(device.document, 'still');
    expect(state()).toMatchObject({ state: 'live', blockedBy });

    sockets[0]?.cut();
    await until(() => !('blockedBy' in state()), 'the cut');
    device.wake.now();
    await until(() => 'blockedBy' in state(), 'the reason again');
    expect(state()).toMatchObject({ state: 'connecting', blockedBy });
    expect(waiting(device)).toBeGreaterThan(0);

    free = 200;
    await live(device);
    await until(() => waiting(device) === 0, 'the acks');
    expect(state()).toEqual({ state: 'live', waiting: 0 });
    const { access } = device.stored;
    const guest = { session: device.id, token: access?.token ?? '', user: '' };
    expect((await fetchDocument(relay.url, guest)).getMap('objects').size).toBe(3);
  });
});

describe('a relay that takes no more from here', () => {
  it('[BUDGET-10] is named as the reason where a session cannot be created, and creates it later by itself', async () => {
    let free = 100;
    const config = { minFreeBytes: 0, diskLookMs: 10, unprovenPercent: 50 };
    const relay = await relayOn(config, undefined, async () => free);
    const device = await open(relay.url, { identity: keyless() });
    place(device.document, 'before');
    const state = () => device.link.state.value;
    await until(() => 'blockedBy' in state(), 'the reason');
    expect(state()).toMatchObject({ blockedBy: { code: 'link/relay-full' } });
    free = 100_000_000;
    await until(() => {
      device.wake.now();
      return isLive(device);
    }, 'the link to be live');
    expect(state()).toEqual({ state: 'live', waiting: 0 });

    const busy = await relayOn({ sessionsQuota: { perHour: 1, perDay: 0 } });
    await live(await open(busy.url));
    const second = await open(busy.url);
    place(second.document, 'mine');
    await until(() => 'blockedBy' in second.link.state.value, 'the reason');
    expect(second.link.state.value).toMatchObject({ blockedBy: { code: 'link/over-budget' } });
    expect(second.link.refusal.value).toBeUndefined();
  });

  it('[BUDGET-10] or not from this device at all: that is said, and not tried again and again', async () => {
    const relay = await relayOn({ whoMayCreate: 'proof' });
    const device = await open(relay.url, { identity: keyless() });
    await until(() => device.link.state.value.state === 'refused', 'the refusal');
    expect(device.link.state.value).toMatchObject({ error: { code: 'api/may-not-create' } });
  });

  it('[BUDGET-10] and its edits, over the socket: that is said while it is so', async () => {
    // Gives 5,000 bytes back in a second.
    const relay = await relayOn({ bytesQuota: { perHour: 18_000_000, perDay: 0 } });
    const device = await open(relay.url);
    await live(device);
    const token = device.stored.access?.token ?? '';
    const upload = async (bytes: Buffer<ArrayBuffer>): Promise<number> => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
      const path = ROUTES.blob(device.id, sha256);
      return (await fetch(relay.url + path, { method: 'PUT', headers, body: bytes })).status;
    };
    for (const bytes of [17_900_000, 5_000]) while ((await upload(randomBytes(bytes))) === 201);
    for (let i = 0; i < 150; i++) place(device.document, `${i} ${'x'.repeat(70)}`);
    await until(() => 'blockedBy' in device.link.state.value, 'the reason');
    expect(device.link.state.value).toMatchObject({ blockedBy: { code: 'link/over-budget' } });
    await until(() => waiting(device) === 0, 'the acks');
    await until(() => !('blockedBy' in device.link.state.value), 'the all-clear');
    const guest = { session: device.id, token, user: '' };
    expect((await fetchDocument(relay.url, guest)).getMap('objects').size).toBe(150);
  }, 30_000);
});
