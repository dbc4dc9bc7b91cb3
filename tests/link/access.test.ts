import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type RelayApi, relayApi } from '../../client/link/index.ts';
import type { Access } from '../../client/model/index.ts';
import { newSessionId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { newFolder, onCleanup } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { names, place } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { joined, keyless, live, newIdentity, open, shared, waiting } from './harness.ts';
import { tap } from './tap.ts';

/** Writes down which resources are asked for. */
function watched(api: RelayApi): RelayApi & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    clock: api.clock,
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
    session: (...args) => api.session(...args),
  };
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
    const device = await open(relay.url, { createdHere: undefined, identity, api });
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
    const guest = await open(relay.url, { id: host.id, identity, access, createdHere: undefined });
    await guest.link.synced;
    expect(guest.link.role.value).toBe('editor');
    expect(names(guest.document)).toEqual(['from the host']);
    place(guest.document, 'from the guest', identity.user);
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
    expect(sockets[0]?.protocols).toEqual(['aiframe.v1', 'aiframe.talk', `token.${token}`]);
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
        createdHere: undefined,
        api,
        access: { ...access, expires: deviceTime(expires) },
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
      expires: deviceTime(Date.now() + 1e9),
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
      access: { token: 'a.b.c', expires: deviceTime(Date.now() + 1e9), role: 'host', user: keyless().user },
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
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    const { WebSocket, sockets } = tap();
    const guest = await open(relay.url, {
      id: host.id,
      identity,
      access,
      createdHere: undefined,
      environment: { WebSocket } as never,
    });
    await live(guest);
    const session = relayApi(relay.url, host.identity).session(host.id, host.link.access);
    expect(await session.removeMember(identity.user)).toMatchObject({ ok: true });
    await until(() => guest.link.state.value.state === 'refused', 'the refusal');
    place(guest.document, 'too late', identity.user);
    expect(guest.link.state.value).toMatchObject({ error: { code: 'link/forbidden' }, waiting: 1 });
    guest.wake.now();
    expect(sockets).toHaveLength(1);
    guest.link.reconnect();
    expect(guest.link.state.value.state).toBe('connecting');
    await until(() => guest.link.state.value.state === 'refused', 'the same answer');
    expect(names(guest.document)).toEqual(['too late']);
    expect(names(host.document)).toEqual([]);
  });
});

describe('the API', () => {
  it('[LINK-13] nobody there', async () => {
    const api = relayApi(`http://127.0.0.1:${await freePort()}`, await newIdentity());
    expect(await api.create(newSessionId(), deviceTime(0))).toMatchObject({
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
      const api = relayApi(relay.url, await newIdentity(), () => deviceTime(Date.now() + off));
      const id = newSessionId();
      expect(await api.create(id, deviceTime(0))).toMatchObject({ ok: true, value: { id } });
      expect(await api.renew(id)).toMatchObject({ ok: true, value: { id } });
    },
  );
});
