import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type RelayApi, relayApi } from '../../client/link/index.ts';
import type { Access, Identity } from '../../client/model/index.ts';
import { MemoryStore, newMemoryDisk } from '../../relay/storage/index.ts';
import { newSessionId, type UserId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { names, place } from '../disk/browser-doubles.ts';
import { freePort } from '../harness/relay-process.ts';
import { fetchDocument, newFolder, onCleanup, relayOn, until } from '../relay/harness.ts';
import { type Device, isLive, newIdentity, open, waiting } from './harness.ts';
import { tap } from './tap.ts';

const live = (device: Device): Promise<void> => until(() => isLive(device), 'the link to be live');
const keyless = (): Identity => ({ user: 'f'.repeat(32) as UserId, keys: undefined });

/** Writes down which resources are asked for. */
function watched(api: RelayApi): RelayApi & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    create: (...args) => {
      calls.push('create');
      return api.create(...args);
    },
    renew: (...args) => {
      calls.push('renew');
      return api.renew(...args);
    },
    join: (...args) => api.join(...args),
    share: (...args) => api.share(...args),
  };
}

async function shared(host: Device, role: 'editor' | 'viewer', url: string): Promise<string> {
  if (!host.stored.access) throw new Error('no access');
  const share = await relayApi(url, host.identity).share(host.stored.access, { session_id: host.id, role });
  if (!share.ok) throw new Error(share.error.code);
  return share.value.code;
}

async function joined(url: string, code: string): Promise<{ identity: Identity; access: Access }> {
  const identity = await newIdentity();
  const grant = await relayApi(url, identity).join(code, 'Guest');
  if (!grant.ok) throw new Error(grant.error.code);
  return { identity, access: grant.value.access };
}

describe('first contact', () => {
  it('[LINK-4] a session that is born here registers itself, and its access is told', async () => {
    const relay = await relayOn();
    const device = await open(relay.url);
    expect(device.link.state.value).toEqual({ state: 'connecting', waiting: 0 });
    await live(device);
    expect(device.link.role.value).toBe('host');
    expect(device.stored.access).toMatchObject({ role: 'host', user: device.identity.user });
  });

  it('[LINK-4] without a relay it keeps trying quietly, and works meanwhile', async () => {
    const port = await freePort();
    const device = await open(`http://127.0.0.1:${port}`);
    await until(() => device.link.state.value.state === 'off', 'the first tries');
    place(device.document, 'before any relay');
    expect(device.link.state.value).toEqual({ state: 'offline', waiting: 1 });
    const relay = await relayOn({ port, dataFolder: newFolder() });
    expect(relay.port).toBe(port);
    await live(device);
    expect(waiting(device)).toBe(0);
  });

  it('[LINK-4] a session that was joined never registers', async () => {
    const relay = await relayOn();
    const identity = await newIdentity();
    const api = watched(relayApi(relay.url, identity));
    const device = await open(relay.url, { born: undefined, identity, api });
    await until(() => device.link.state.value.state === 'refused', 'the refusal');
    expect(device.link.state.value).toMatchObject({ error: { code: 'link/token' } });
    expect(api.calls).toEqual([]);
  });

  it('[LINK-4] an id that is somebody else’s is refused for good', async () => {
    const relay = await relayOn();
    const first = await open(relay.url);
    await live(first);
    const thief = await open(relay.url, { id: first.id });
    await until(() => thief.link.state.value.state === 'refused', 'the refusal');
    expect(thief.link.state.value).toMatchObject({ error: { code: 'api/conflict' } });
  });

  it('[LINK-4] a guest sees what the host placed, and the host what the guest places', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    place(host.document, 'from the host');
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    const guest = await open(relay.url, { id: host.id, identity, access, born: undefined });
    await guest.link.synced;
    expect(guest.link.role.value).toBe('editor');
    expect(names(guest.document)).toEqual(['from the host']);
    place(guest.document, 'from the guest');
    await until(() => names(host.document).length === 2, 'the host to see it');
  });
});

describe('tokens', () => {
  it('[LINK-5] travel in the subprotocol and in no URL', async () => {
    const relay = await relayOn();
    const { WebSocket, sockets } = tap();
    const device = await open(relay.url, { environment: { WebSocket } as never });
    await live(device);
    const token = device.stored.access?.token ?? '';
    expect(sockets.map(each => each.url)).toEqual([
      `${relay.url.replace('http', 'ws')}/ws/sessions/${device.id}`,
    ]);
    expect(sockets[0]?.protocols).toEqual(['aiframe.v1', `token.${token}`]);
  });

  it('[LINK-5] are kept while they last, and renewed before they end', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    const guest = async (expires: number): Promise<string[]> => {
      const api = watched(relayApi(relay.url, identity));
      const device = await open(relay.url, {
        id: host.id,
        identity,
        born: undefined,
        api,
        access: { ...access, expires },
      });
      await live(device);
      return api.calls;
    };
    expect(await guest(access.expires)).toEqual([]);
    expect(await guest(Date.now() + 30_000)).toEqual(['renew']);
    expect(await guest(0)).toEqual(['renew']);
  });

  it('[LINK-5] that the relay does not take are renewed once, silently', async () => {
    const relay = await relayOn();
    const first = await open(relay.url);
    await live(first);
    first.link.close();
    const stale: Access = {
      token: 'a.b.c',
      expires: Date.now() + 1e9,
      role: 'host',
      user: first.identity.user,
    };
    const again = await open(relay.url, { id: first.id, identity: first.identity, access: stale });
    const seen: string[] = [];
    again.link.state.subscribe(state => seen.push(state.state));
    await live(again);
    expect(seen).not.toContain('refused');
    expect(again.stored.access?.token).not.toBe('a.b.c');
  });

  it('[LINK-5] [LINK-15] that cannot be renewed are refused, in words', async () => {
    const relay = await relayOn();
    const first = await open(relay.url, { identity: keyless() });
    await live(first);
    first.link.close();
    const device = await open(relay.url, {
      id: first.id,
      identity: keyless(),
      access: { token: 'a.b.c', expires: Date.now() + 1e9, role: 'host', user: keyless().user },
    });
    await until(() => device.link.state.value.state === 'refused', 'the refusal');
    expect(device.link.state.value).toMatchObject({ error: { code: 'link/token' } });
  });

  it('[LINK-15] a device without a key gets a user id from the relay and keeps its token', async () => {
    const relay = await relayOn();
    const identity = keyless();
    const first = await open(relay.url, { identity });
    await live(first);
    first.link.close();
    expect(first.stored.access?.user).not.toBe(identity.user);
    const api = watched(relayApi(relay.url, identity));
    const again = await open(relay.url, { id: first.id, identity, access: first.stored.access, api });
    await live(again);
    expect(api.calls).toEqual([]);
  });
});

describe('refusals', () => {
  it('[LINK-6] are final, keep the edit, and end when the person asks', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'viewer', relay.url));
    const { WebSocket, sockets } = tap();
    const viewer = await open(relay.url, {
      id: host.id,
      identity,
      access,
      born: undefined,
      environment: { WebSocket } as never,
    });
    await live(viewer);
    expect(viewer.link.role.value).toBe('viewer');
    place(viewer.document, 'not allowed');
    await until(() => viewer.link.state.value.state === 'refused', 'the refusal');
    expect(viewer.link.state.value).toMatchObject({ error: { code: 'link/forbidden' }, waiting: 1 });
    expect(names(viewer.document)).toEqual(['not allowed']);
    viewer.wake.now();
    expect(sockets).toHaveLength(1);
    viewer.link.reconnect();
    await until(() => sockets.length === 2, 'another try');
    await until(() => viewer.link.state.value.state === 'refused', 'the same answer');
    expect(names(host.document)).toEqual([]);
  });
});

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
    const seen = await open(older.url, { id: host.id, born: undefined, ...guest });
    await live(seen);
    expect(names(seen.document)).toEqual(['before']);
  });

  it('[LINK-17] tells a guest in words, who keeps everything and brings it back when let in again', async () => {
    const relay = await replaced();
    const host = await open(relay.url);
    place(host.document, 'the host’s');
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    const guest = await open(relay.url, { id: host.id, identity, access, born: undefined });
    await live(guest);
    host.link.close();
    await relay.lose();
    await until(() => guest.link.state.value.state === 'refused', 'the refusal');
    expect(guest.link.state.value).toMatchObject({ error: { code: 'link/gone' } });
    place(guest.document, 'the guest’s');
    expect(guest.link.state.value).toMatchObject({ state: 'refused', waiting: 1 });
    guest.link.close();

    const back = await open(relay.url, { id: host.id, identity: host.identity, access: host.stored.access });
    await live(back);
    const grant = await relayApi(relay.url, identity).join(await shared(back, 'editor', relay.url));
    if (!grant.ok) throw new Error(grant.error.code);
    const returned = await open(relay.url, {
      id: host.id,
      identity,
      access: grant.value.access,
      born: undefined,
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
    const viewer = await open(relay.url, { id: host.id, identity, access, born: undefined, document });
    await live(viewer);
    expect(viewer.link.state.value).toEqual({ state: 'live', waiting: 0 });
    expect(names(host.document)).toEqual([]);
  });
});

describe('the API', () => {
  it('[LINK-13] nobody there', async () => {
    const api = relayApi(`http://127.0.0.1:${await freePort()}`, await newIdentity());
    expect(await api.create(newSessionId(), 0)).toMatchObject({
      ok: false,
      error: { code: 'api/unavailable' },
    });
  });

  it.each([
    ['a page', 'text/html', '<!doctype html><title>Router</title>'],
    ['other JSON', 'application/json', '{"hello":"world"}'],
    ['a token for nobody', 'application/json', '{"token":"x"}'],
  ])('[LINK-13] somebody else answers with %s', async (_, type, body) => {
    const server = createServer((_request, response) => response.setHeader('content-type', type).end(body));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onCleanup(() => server.close());
    const { port } = server.address() as AddressInfo;
    const api = relayApi(`http://127.0.0.1:${port}`, await newIdentity());
    expect(await api.join('ABCD')).toMatchObject({ ok: false, error: { code: 'api/unavailable' } });
  });

  it('[LINK-13] refusals keep their code', async () => {
    const relay = await relayOn();
    const api = relayApi(relay.url, await newIdentity());
    expect(await api.join('0000-0000-0000')).toMatchObject({
      ok: false,
      error: { code: 'api/code-unknown' },
    });
    expect(await api.renew(newSessionId())).toMatchObject({ ok: false, error: { code: 'api/not-found' } });
  });

  it.each([-3_600_000, 3_600_000])(
    '[LINK-14] a clock that is %i ms off is corrected from the first refusal',
    async off => {
      const relay = await relayOn();
      const api = relayApi(relay.url, await newIdentity(), () => Date.now() + off);
      const id = newSessionId();
      expect(await api.create(id, 0)).toMatchObject({ ok: true, value: { id } });
      expect(await api.renew(id)).toMatchObject({ ok: true, value: { id } });
    },
  );
});
