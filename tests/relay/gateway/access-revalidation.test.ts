import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MemoryStore } from '../../../relay/storage/index.ts';
import type { ShareGrant } from '../../../shared/api/index.ts';
import { MESSAGE, offerProtocols, SYNC, socketPath } from '../../../shared/protocol.ts';
import { editOf } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, post, relayOn, send, setPolicy } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import {
  fetchDocument,
  provider,
  RawClient,
  type Received,
  standingsOf,
  step1,
  synced,
  update,
} from '../../support/wire.ts';

const hearsStanding = (
  client: RawClient,
  wanted: (each: ReturnType<typeof standingsOf>[number]) => unknown,
) => until(() => standingsOf(client).some(wanted), 'a standing');

const memberPath = (host: Guest, user: string): string => `/api/sessions/${host.session}/members/${user}`;
const setRole = (url: string, host: Guest, user: string, role: string) =>
  send(url, 'PATCH', memberPath(host, user), { body: { role }, token: host.token });
const remove = (url: string, host: Guest, user: string) =>
  send(url, 'DELETE', memberPath(host, user), { token: host.token });

const box = (): Y.Map<unknown> =>
  new Y.Map<unknown>([
    ['kind', 'box'],
    ['placement', [null, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1]],
  ]);
const put = (key: string): Uint8Array =>
  editOf(new Y.Doc(), doc => void doc.getMap('objects').set(key, box()));

describe('a change of who may do what reaches open sockets', () => {
  it('[LIVE-1] a device hears what its person is before anything else, and again when it changes', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const client = await RawClient.join(url, guest);
    expect(client.received.map((each: Received) => each.type).slice(0, 2)).toEqual([
      MESSAGE.standing,
      MESSAGE.sync,
    ]);
    expect(standingsOf(client)[0]).toMatchObject({
      user_id: guest.user,
      role: 'viewer',
      settings: { max_participants: 10, allow_editing: true },
    });
    expect((await setRole(url, host, guest.user, 'editor')).status).toBe(200);
    await hearsStanding(client, each => each.role === 'editor');
    await setPolicy(url, host, { allow_editing: false });
    await hearsStanding(client, each => !each.settings.allow_editing);
  });

  it('[LIVE-1] a client that never said that it understands them hears no standings', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const plain = new RawClient(url, socketPath(host.session), ['aiframe.v1', `token.${host.token}`]);
    await plain.hears(m => m.sync === SYNC.step1);
    await setPolicy(url, host, { allow_editing: false });
    await plain.barrier(1);
    expect(standingsOf(plain)).toEqual([]);
  });

  it('[LIVE-2] a role counts from the next edit on, without a new socket', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const client = await RawClient.join(url, guest);
    await setRole(url, host, guest.user, 'editor');
    await hearsStanding(client, each => each.role === 'editor');
    client.send(update(put('first')));
    await client.barrier(1);
    expect((await fetchDocument(url, host)).getMap('objects').has('first')).toBe(true);
    await setRole(url, host, guest.user, 'viewer');
    await hearsStanding(client, each => each.role === 'viewer' && standingsOf(client).length > 2);
    client.send(update(put('second')));
    await until(
      async () => client.closed || client.received.some(m => m.type === MESSAGE.refused),
      'a refusal',
    );
    expect((await fetchDocument(url, host)).getMap('objects').has('second')).toBe(false);
  });

  it('[LIVE-3] who is removed is sent away with 4403, and their token opens nothing any more', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'editor');
    const [one, two] = [await RawClient.join(url, guest), await RawClient.join(url, guest)];
    expect((await remove(url, host, guest.user)).status).toBe(204);
    expect([(await one.closes()).code, (await two.closes()).code]).toEqual([4403, 4403]);
    const again = new RawClient(url, socketPath(guest.session), offerProtocols(guest.token));
    expect((await again.closes()).code).toBe(4403);
    const read = await send(url, 'GET', `/api/sessions/${host.session}`, { token: guest.token });
    expect(read.status).toBe(403);
  });

  it('[LIVE-4] a session that is being deleted lets nobody in any more, and nothing of anybody is written beside', async () => {
    const store = new MemoryStore();
    const { url } = await relayOn({}, store);
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'editor');
    const { body: share } = await post<ShareGrant>(
      url,
      '/api/sessions/shared/create',
      { session_id: host.session },
      host.token,
    );
    const client = await RawClient.join(url, guest);
    const erase = store.erase.bind(store);
    let go: (() => void) | undefined;
    store.erase = async (...args) => {
      await new Promise<void>(resolve => {
        go = resolve;
      });
      await erase(...args);
    };
    const deleted = send(url, 'DELETE', `/api/sessions/${host.session}`, { token: host.token });
    await until(() => go, 'the erasing');
    expect((await client.closes()).code).toBe(4404);
    const late = new RawClient(url, socketPath(guest.session), offerProtocols(guest.token));
    expect((await late.closes()).code).toBe(4404);
    const joined = await post(url, '/api/sessions/shared/join', { share_code: share.share_code });
    expect(joined.status).toBe(404);
    expect((await post(url, '/api/sessions/create', { id: host.session })).status).toBe(410);
    go?.();
    expect((await deleted).status).toBe(200);
    expect(await store.list('members', { prefix: `${host.session}/` })).toEqual([]);
    expect(await store.list('shares', { prefix: `${host.session}/` })).toEqual([]);
  });

  it('[LIVE-4] a deleted session closes its sockets with 4404 and is gone for everybody', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'editor');
    const clients = [await RawClient.join(url, host), await RawClient.join(url, guest)];
    const path = `/api/sessions/${host.session}`;
    expect((await send(url, 'DELETE', path, { token: guest.token })).status).toBe(403);
    const deleted = await send(url, 'DELETE', path, { token: host.token });
    expect(deleted).toMatchObject({ status: 200, body: { status: 'deleted', session_id: host.session } });
    for (const client of clients) expect((await client.closes()).code).toBe(4404);
    const again = new RawClient(url, socketPath(host.session), offerProtocols(host.token));
    expect((await again.closes()).code).toBe(4404);
    for (const method of ['GET', 'DELETE']) {
      expect(await send(url, method, path, { token: host.token })).toMatchObject({
        status: 410,
        body: { code: 'api/deleted' },
      });
    }
    const reborn = await send(url, 'POST', '/api/sessions/create', { body: { id: host.session } });
    expect(reborn).toMatchObject({ status: 410, body: { code: 'api/deleted' } });
  });

  it('[LIVE-5] a copy of another history is not let in', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const first = await RawClient.join(url, host);
    const { epoch } = standingsOf(first)[0] as { epoch: string };
    const open = (offered?: string) =>
      new RawClient(url, socketPath(host.session), offerProtocols(host.token, offered));
    await open(epoch).hears(m => m.sync === SYNC.step1);
    await open().hears(m => m.sync === SYNC.step1);
    expect((await open(`${epoch}x`).closes()).code).toBe(4410);
    expect((await open('').closes()).code).toBe(4410);
  });

  it('[LIVE-6] the host hears who asks for what, and others do not', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const [hosts, guests] = [await RawClient.join(url, host), await RawClient.join(url, guest)];
    const asked = await send(url, 'POST', `/api/sessions/${host.session}/requests`, {
      body: { role: 'editor' },
      token: guest.token,
    });
    expect(asked.status).toBe(201);
    await hearsStanding(hosts, each => each.requests?.some(request => request.user_id === guest.user));
    await setPolicy(url, host, { max_participants: 9 });
    await hearsStanding(guests, each => each.settings.max_participants === 9);
    expect(standingsOf(guests).every(each => each.requests === undefined)).toBe(true);
  });
});

describe('how many are in', () => {
  it('[LIVE-7] the next person hears how full it is, on joining and on connecting; the host gets in', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    await setPolicy(url, host, { max_participants: 1 });
    const [first, second] = [await guestOf(url, host, 'editor'), await guestOf(url, host, 'editor')];
    const inside = await RawClient.join(url, first);
    const turnedAway = new RawClient(url, socketPath(second.session), offerProtocols(second.token));
    expect(await turnedAway.closes()).toEqual({ code: 4409, reason: 'session is full (1 of 1)' });
    await RawClient.join(url, host);
    const share = await send<{ share_code: string }>(url, 'POST', '/api/sessions/shared/create', {
      body: { session_id: host.session, max_uses: 1 },
      token: host.token,
    });
    const join = () =>
      send(url, 'POST', '/api/sessions/shared/join', { body: { share_code: share.body.share_code } });
    expect(await join()).toMatchObject({
      status: 409,
      body: { code: 'api/full', detail: 'session is full (1 of 1)' },
    });
    inside.ws.close();
    // Whoever was turned away has used nothing up.
    await until(async () => (await join()).status === 200, 'a free place');
  });
});

describe('a plain y-websocket client', () => {
  it('[LIVE-8] syncs with a token from create; a viewer’s cannot change one byte', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const made = provider(url, host);
    made.doc.getMap('objects').set('a', box());
    await synced(made);
    const viewer = provider(url, await guestOf(url, host, 'viewer'));
    await synced(viewer);
    expect(viewer.doc.getMap('objects').toJSON()).toEqual(made.doc.getMap('objects').toJSON());
    const before = Y.encodeStateAsUpdate(await fetchDocument(url, host));
    viewer.doc.getMap('objects').set('b', 1);
    viewer.doc.getMap('objects').delete('a');
    viewer.doc.getMap('settings').set('name', 'mine');
    // An answer to a question, or the end of the connection: either way the relay has read what came before.
    let isAnswered = false;
    viewer.ws?.addEventListener('message', () => {
      isAnswered = true;
    });
    viewer.ws?.send(step1(Y.encodeStateVector(new Y.Doc())).slice());
    await until(() => isAnswered || !viewer.wsconnected, 'the relay to have read it');
    const after = Y.encodeStateAsUpdate(await fetchDocument(url, host));
    expect(Buffer.from(after).equals(Buffer.from(before))).toBe(true);
    expect(made.doc.getMap('objects').has('b')).toBe(false);
  });
});
