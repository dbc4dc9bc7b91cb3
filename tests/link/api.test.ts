import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RelayApi, relayApi, type SessionApi } from '../../client/link/index.ts';
import type { Access } from '../../client/model/index.ts';
import type { SessionsPage } from '../../shared/api/index.ts';
import { describe as inWords, ok } from '../../shared/errors.ts';
import { newSessionId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { relayOn, send } from '../support/relay.ts';
import { until } from '../support/until.ts';
import { type Device, environment, joined, keyless, live, open, shared } from './harness.ts';

afterEach(() => vi.restoreAllMocks());

const apiOf = (url: string, device: Device): SessionApi =>
  relayApi(url, device.identity).session(device.id, device.link.access);

/** A guest who is connected. */
async function guestOf(url: string, host: Device, role: 'editor' | 'viewer' = 'editor'): Promise<Device> {
  const { identity, access } = await joined(url, await shared(host, role, url));
  return open(url, { id: host.id, identity, access, createdHere: undefined });
}

/** Requests on their way, as `METHOD last part of the path`. */
function requests(): string[] {
  const made: string[] = [];
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((...args) => {
    const [url, init] = args;
    made.push(`${init?.method ?? 'GET'} ${new URL(String(url)).pathname.split('/').at(-1)}`);
    return real(...args);
  });
  return made;
}

describe('the relay’s word on a person', () => {
  it('[LINK-19] comes with the connection and with every change, and the role follows it', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    expect(host.link.standing.value).toMatchObject({
      user_id: host.identity.user,
      role: 'host',
      settings: { max_participants: 10, allow_editing: true },
      requests: [],
    });
    const guest = await guestOf(relay.url, host, 'viewer');
    await live(guest);
    expect(guest.link.standing.value).toMatchObject({ role: 'viewer' });
    expect(guest.link.standing.value).not.toHaveProperty('requests');
    const api = apiOf(relay.url, host);
    expect(await api.changeRole(guest.identity.user, 'editor')).toEqual({ ok: true, value: undefined });
    await until(() => guest.link.role.value === 'editor', 'the new role');
    await api.changePolicy({ allow_editing: false });
    await until(() => guest.link.standing.value?.settings.allow_editing === false, 'the new settings');
    expect(guest.link.state.value.state).toBe('live');
  });

  it('[LINK-20] whoever is removed is told so, and may ask to come back', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const guest = await guestOf(relay.url, host);
    await live(guest);
    const api = apiOf(relay.url, host);
    await api.removeMember(guest.identity.user);
    await until(() => guest.link.state.value.state === 'refused', 'the removal');
    expect(guest.link.state.value).toMatchObject({ error: { code: 'link/forbidden' } });
    expect(await apiOf(relay.url, guest).askForAccess('viewer')).toMatchObject({ ok: true });
    await until(() => host.link.standing.value?.requests?.length === 1, 'the request');
    expect(await api.answerRequest(guest.identity.user, true)).toMatchObject({ ok: true });
    guest.link.reconnect();
    await live(guest);
    expect(guest.link.role.value).toBe('viewer');
  });

  it('[LINK-21] who finds the session full hears how full', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    await live(await guestOf(relay.url, host));
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    expect(await apiOf(relay.url, host).changePolicy({ max_participants: 1 })).toMatchObject({ ok: true });
    const late = await open(relay.url, { id: host.id, identity, access, createdHere: undefined });
    await until(() => late.link.state.value.state === 'refused', 'the refusal');
    const state = late.link.state.value;
    expect(state).toMatchObject({ error: { code: 'link/full' } });
    expect(state.state === 'refused' && inWords(state.error).title).toBe('The session is full (1 of 1)');
  });

  it('[LINK-26] a session that its host put away stays away until a person opens it', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const guest = await guestOf(relay.url, host);
    await live(guest);
    expect(await apiOf(relay.url, host).archive()).toMatchObject({ ok: true });
    for (const device of [host, guest]) {
      await until(() => device.link.state.value.state === 'refused', 'the end');
      expect(device.link.state.value).toMatchObject({ error: { code: 'link/archived' } });
      device.wake.now();
    }
    expect(await apiOf(relay.url, guest).heartbeat('here')).toMatchObject({ ok: true });
    const token = host.link.access.current?.token ?? '';
    const statusOf = async () => {
      const answer = await send<SessionsPage>(relay.url, 'GET', '/api/sessions', { token });
      return answer.body.sessions[0]?.status;
    };
    expect(await statusOf()).toBe('archived');
    guest.link.reconnect();
    await live(guest);
    expect(await statusOf()).toBe('active');
  });

  it('[LINK-26] also not by one that was away meanwhile and comes back by itself', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const { identity, access } = await joined(relay.url, await shared(host, 'editor', relay.url));
    // The longest pause before it comes back by itself.
    const around = environment({ random: () => 1 });
    const guest = await open(relay.url, {
      id: host.id,
      identity,
      access,
      createdHere: undefined,
      environment: around,
    });
    await live(guest);
    guest.wake.offline();
    await until(() => guest.link.state.value.state === 'offline', 'the network to be gone');
    expect(await apiOf(relay.url, host).archive()).toMatchObject({ ok: true });
    guest.wake.now();
    await until(() => guest.link.state.value.state === 'refused', 'the word of the relay');
    expect(guest.link.state.value).toMatchObject({ error: { code: 'link/archived' } });
    host.link.reconnect();
    await live(host);
    guest.link.retry();
    await live(guest);
  });

  it('[LINK-22] a session that its host deleted for everybody is not registered again by any device', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    expect(await apiOf(relay.url, host).deleteEverywhere()).toMatchObject({ ok: true });
    await until(() => host.link.state.value.state === 'refused', 'the end');
    // By the socket's end or by asking, whichever the relay gets to first.
    expect(host.link.state.value).toMatchObject({
      error: { code: expect.stringMatching(/^(link\/gone|api\/deleted)$/) },
    });
    const again = await relayApi(relay.url, host.identity).create(host.id, deviceTime(0));
    expect(again).toMatchObject({ ok: false, error: { code: 'api/deleted' } });
  });
});

describe('tokens of requests', () => {
  it('[LINK-23] one that the relay does not take is renewed, and the request made once more', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const good = host.stored.access as Access;
    let current = { ...good, token: `${good.token.slice(0, -8)}AAAAAAAA` };
    const rejected: string[] = [];
    const api = relayApi(relay.url, host.identity).session(host.id, {
      current,
      obtain: async () => ok(current),
      reject: token => {
        rejected.push(token);
        current = good;
      },
    });
    expect(await api.shares()).toEqual({ ok: true, value: [] });
    expect(rejected).toHaveLength(1);
    const made = requests();
    current = { ...good, token: 'not.a.token' };
    rejected.length = 0;
    const stubborn = relayApi(relay.url, host.identity).session(host.id, {
      current,
      obtain: async () => ok(current),
      reject: token => rejected.push(token),
    });
    expect(await stubborn.shares()).toMatchObject({ ok: false, error: { code: 'api/unauthorized' } });
    expect(made).toEqual(['GET shares']);
  });

  it('[LINK-24] a device without a key renews with the token that still holds, long before it ends', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const api: RelayApi = relayApi(relay.url, keyless());
    const granted = await api.join(await shared(host, 'editor', relay.url), 'No key');
    if (!granted.ok) throw new Error(granted.error.code);
    const { access } = granted.value;
    const guest = await open(relay.url, {
      id: host.id,
      identity: keyless(),
      createdHere: undefined,
      access: { ...access, expires: deviceTime(Date.now() + 60 * 60 * 1000) },
    });
    await live(guest);
    expect(guest.stored.access).toMatchObject({ user: access.user, role: 'editor' });
    expect(guest.stored.access?.token).not.toBe(access.token);
    expect((guest.stored.access?.expires ?? 0) - Date.now()).toBeGreaterThan(60 * 60 * 1000);
  });

  it('[LINK-23] of many requests at once, one asks for a token', async () => {
    const relay = await relayOn();
    const host = await open(relay.url, { id: newSessionId() });
    const made = requests();
    const api = apiOf(relay.url, host);
    const answers = await Promise.all([api.shares(), api.members(true), api.screenshots()]);
    expect(answers.every(each => each.ok)).toBe(true);
    expect(made.filter(each => each === 'POST create').length).toBeLessThanOrEqual(1);
  });
});

describe('answers that are no', () => {
  it('[LINK-40] come with no status that a browser would log, and are read as what they are', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const guest = await guestOf(relay.url, host);
    await live(guest);
    const statuses: number[] = [];
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (...args) => {
      const response = await real(...args);
      statuses.push(response.status);
      return response;
    });
    const codeOf = async (answer: Promise<{ ok: true } | { ok: false; error: { code: string } }>) => {
      const result = await answer;
      return result.ok ? undefined : result.error.code;
    };
    const all = relayApi(relay.url, guest.identity);
    const api = apiOf(relay.url, guest);
    const file = new Blob(['new']);
    const name = createHash('sha256').update('new').digest('hex');
    expect(await codeOf(all.join('AAAA-BBBB-CCCC'))).toBe('api/code-unknown');
    expect(await codeOf(api.blob(name))).toBe('api/not-found');
    expect(await codeOf(api.sendBlob(name, file))).toBeUndefined();
    expect(await codeOf(api.screenshot('nobody-took-it', 'full'))).toBe('api/not-found');
    expect(await codeOf(api.changeRole(host.identity.user, 'viewer'))).toBe('api/forbidden');
    await apiOf(relay.url, host).removeMember(guest.identity.user);
    expect(await codeOf(all.renew(host.id))).toBe('api/forbidden');
    expect(await codeOf(api.blob(name))).toBe('api/forbidden');
    await apiOf(relay.url, host).deleteEverywhere();
    expect(await codeOf(relayApi(relay.url, host.identity).renew(host.id))).toBe('api/deleted');
    expect(statuses.length).toBeGreaterThan(10);
    expect(statuses.filter(status => status >= 400)).toEqual([]);
  });
});

describe('files', () => {
  const CONTENT = Uint8Array.from({ length: 10_000_000 }, (_, at) => (at * 37) % 253);
  const NAME = createHash('sha256').update(CONTENT).digest('hex');

  it('[LINK-25] go up in parts, on from where the relay’s copy ends, and not at all where it has them', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const api = apiOf(relay.url, host);
    const real = globalThis.fetch;
    let parts = 0;
    vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
      if (init?.method === 'PUT' && ++parts === 2)
        return Promise.reject(new TypeError('the radio went away'));
      return real(url, init);
    });
    const file = new Blob([CONTENT]);
    expect(await api.sendBlob(NAME, file)).toMatchObject({ ok: false, error: { code: 'api/unavailable' } });
    vi.restoreAllMocks();
    const made = requests();
    expect(await api.sendBlob(NAME, file)).toMatchObject({ ok: true });
    expect(made).toEqual([`HEAD ${NAME}`, `PUT ${NAME}`, `PUT ${NAME}`]);
    made.length = 0;
    expect(await api.sendBlob(NAME, file)).toMatchObject({ ok: true });
    expect(made).toEqual([`HEAD ${NAME}`]);
    const back = await api.blob(NAME);
    expect(back.ok && Buffer.from(await back.value.arrayBuffer()).equals(Buffer.from(CONTENT))).toBe(true);
  });

  it('[LINK-25] whose name is wrong are refused after a bounded number of tries', async () => {
    const relay = await relayOn();
    const host = await open(relay.url);
    await live(host);
    const made = requests();
    const sent = await apiOf(relay.url, host).sendBlob(NAME, new Blob(['something else']));
    expect(sent).toMatchObject({ ok: false, error: { code: 'api/hash' } });
    expect(made.filter(each => each.startsWith('PUT')).length).toBeLessThanOrEqual(5);
  });
});
