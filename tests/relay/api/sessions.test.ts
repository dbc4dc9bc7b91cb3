import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  heartbeatAnswer,
  objectsPage,
  ROUTES,
  sessionsPage,
  sessionView,
} from '../../../shared/api/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { newDevice } from '../../support/devices.ts';
import { editOf } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, post, relayOn, send } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { RawClient, update } from '../../support/wire.ts';

const get = <T>(url: string, path: string, token?: string) => send<T>(url, 'GET', path, { token });

const place = (doc: Y.Doc, ids: readonly string[]) =>
  update(
    editOf(doc, d => {
      for (const id of ids) {
        const entry = new Y.Map<unknown>([
          ['kind', 'box'],
          ['placement', [null, 1, 2, 3, 0, 0, 0, 1, 1, 1, 1]],
        ]);
        d.getMap('objects').set(id, entry);
      }
    }),
  );

async function placed(url: string, host: Guest, count: number): Promise<{ doc: Y.Doc; client: RawClient }> {
  const doc = new Y.Doc();
  const client = await RawClient.join(url, host);
  client.send(
    place(
      doc,
      Array.from({ length: count }, (_, i) => `object-${String(i).padStart(4, '0')}`),
    ),
  );
  await client.barrier(1);
  return { doc, client };
}

describe('reading a session', () => {
  it('[API-12] members read what is in it, what holds, and who belongs to it; strangers do not', async () => {
    const { url } = await relayOn();
    const created = '2026-01-02T03:04:05.000Z';
    const made = await post<{ session_id: string; token: string; user_id: string }>(
      url,
      ROUTES.createSession,
      {
        id: newSessionId(),
        device: 'Headset',
        created,
      },
    );
    const host: Guest = {
      session: made.body.session_id as Guest['session'],
      token: made.body.token,
      user: made.body.user_id,
    };
    const viewer = await guestOf(url, host, 'viewer');
    await placed(url, host, 130);
    const { body, status } = await get<unknown>(url, ROUTES.session(host.session), viewer.token);
    expect(status).toBe(200);
    const view = sessionView.parse(body);
    expect(view).toMatchObject({
      id: host.session,
      device: 'Headset',
      created,
      role: 'viewer',
      objects_total: 130,
      settings: { max_participants: 10, allow_editing: true, name: '' },
      metadata: { status: 'active', format: 1 },
    });
    expect(view.objects).toHaveLength(100);
    expect(view.objects[0]).toMatchObject({
      id: 'object-0000',
      kind: 'box',
      placement: [null, 1, 2, 3, 0, 0, 0, 1, 1, 1, 1],
      created_by: host.user,
      changed_by: host.user,
    });
    expect(view.metadata.document_bytes).toBeGreaterThan(130 * 20);
    expect(view.participants.map(({ user_id, role }) => [user_id, role]).sort()).toEqual(
      [
        [host.user, 'host'],
        [viewer.user, 'viewer'],
      ].sort(),
    );
    const stranger = await hostOf(url);
    expect((await get(url, ROUTES.session(host.session), stranger.token)).status).toBe(403);
    expect((await get(url, ROUTES.session(host.session))).status).toBe(401);
    // Of a session that is not here, a token says nothing.
    expect((await get(url, ROUTES.session(newSessionId()), host.token)).status).toBe(403);
    expect((await get(url, ROUTES.session('nope'), host.token)).status).toBe(404);
  });

  it('[API-13] objects come in pages that stay where they are while others edit', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const { doc, client } = await placed(url, host, 250);
    const path = ROUTES.objects(host.session);
    const page = async (query: string) =>
      objectsPage.parse((await get(url, `${path}${query}`, host.token)).body);
    const first = await page('?limit=100');
    // Before, inside and after what was read, and one of it deleted.
    client.send(place(doc, ['object-', 'object-0050x', 'object-0150x', 'z']));
    client.send(update(editOf(doc, d => d.getMap('objects').delete('object-0099'))));
    await client.barrier(2);
    const second = await page(`?limit=100&cursor=${first.next_cursor}`);
    const third = await page(`?limit=100&cursor=${second.next_cursor}`);
    const ids = [first, second, third].flatMap(({ objects }) => objects.map(({ id }) => id));
    expect(ids).toEqual([...new Set(ids)].sort());
    for (let i = 0; i < 250; i++) expect(ids).toContain(`object-${String(i).padStart(4, '0')}`);
    expect(ids).toContain('object-0150x');
    expect(third.next_cursor).toBeNull();
    for (const bad of ['?limit=0', '?limit=1001', '?limit=x', '?cursor=%2F..', '?page=2']) {
      expect((await get(url, `${path}${bad}`, host.token)).status, bad).toBe(400);
    }
    expect((await get(url, `${path}?limit=1000`, host.token)).status).toBe(200);
  });

  it('[API-14] somebody finds their own sessions, and an operator all of them, page by page', async () => {
    const operatorToken = 'operator-of-this-relay-0123456789';
    const { url } = await relayOn({ operatorToken });
    const device = await newDevice();
    const own: string[] = [];
    let token = '';
    for (let i = 0; i < 3; i++) {
      const made = await post<{ session_id: string; token: string }>(url, ROUTES.createSession, {
        proof: await device.prove(url),
      });
      own.push(made.body.session_id);
      token = made.body.token;
    }
    const other = await hostOf(url);
    const share = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: other.session },
      other.token,
    );
    await post(url, ROUTES.join, { share_code: share.body.share_code, proof: await device.prove(url) });
    await hostOf(url);
    const list = async (query: string, whose: string) =>
      sessionsPage.parse((await get(url, `${ROUTES.sessions}${query}`, whose)).body);
    const all = await list('', token);
    expect(all.sessions.map(({ id }) => id)).toEqual([...own, other.session].sort());
    expect(all).toMatchObject({ count: 4, next_cursor: null });
    expect(all.sessions.find(({ id }) => id === other.session)).toMatchObject({
      role: 'editor',
      connected: 0,
    });
    const first = await list('?limit=3&active_only=true', token);
    const rest = await list(`?limit=3&cursor=${first.next_cursor}`, token);
    expect([...first.sessions, ...rest.sessions].map(({ id }) => id)).toEqual(
      all.sessions.map(({ id }) => id),
    );
    const seen = await list('', operatorToken);
    expect(seen.sessions).toHaveLength(5);
    expect(seen.sessions.every(({ role }) => role === null)).toBe(true);
    expect((await get(url, ROUTES.sessions)).status).toBe(401);
    expect((await get(url, ROUTES.sessions, `${operatorToken}x`)).status).toBe(401);
    expect((await get(url, `${ROUTES.sessions}?cursor=x`, token)).status).toBe(400);
    await send(url, 'DELETE', ROUTES.session(other.session), { token: other.token });
    expect((await list('', token)).sessions.map(({ id }) => id)).toEqual([...own].sort());
  });

  it('[API-14] a list says what a session is called, while it is open and after', async () => {
    const { url } = await relayOn({ roomIdleMs: 1 });
    const host = await hostOf(url);
    const nameOf = async () =>
      sessionsPage.parse((await get(url, ROUTES.sessions, host.token)).body).sessions[0]?.name;
    const doc = new Y.Doc();
    const rename = (name: string) => update(editOf(doc, d => void d.getMap('settings').set('name', name)));
    const client = await RawClient.join(url, host);
    client.send(rename('Kitchen'));
    await client.barrier(1);
    expect(await nameOf()).toBe('Kitchen');
    client.send(rename('Bath'));
    await client.barrier(2);
    client.ws.close();
    await client.closes();
    const metrics = async () => (await send<string>(url, 'GET', ROUTES.metrics)).body;
    await until(async () => /rooms 0\n/.test(await metrics()), 'the room to rest');
    await until(async () => (await nameOf()) === 'Bath', 'the name that it rests with');
    await send(url, 'POST', ROUTES.archive(host.session), { token: host.token });
    expect(await nameOf()).toBe('Bath');
  });
});

describe('settings', () => {
  it('[API-15] the host sets them, in part or whole; a share may set them too', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const editor = await guestOf(url, host, 'editor');
    const patch = (settings: unknown, token: string) =>
      send<{ settings: unknown }>(url, 'PATCH', ROUTES.session(host.session), { body: { settings }, token });
    expect((await patch({ allow_editing: false }, host.token)).body.settings).toMatchObject({
      max_participants: 10,
      allow_editing: false,
    });
    await post(
      url,
      ROUTES.createShare,
      { session_id: host.session, settings: { max_participants: 3 } },
      host.token,
    );
    expect((await patch({}, host.token)).body.settings).toMatchObject({
      max_participants: 3,
      allow_editing: false,
    });
    expect((await patch({ allow_editing: true }, editor.token)).status).toBe(403);
    for (const bad of [
      { max_participants: 0 },
      { max_participants: 51 },
      { name: 'x' },
      { allow_editing: 1 },
    ]) {
      expect((await patch(bad, host.token)).status).toBe(400);
    }
  });
});

describe('signs of life', () => {
  const presenceOf = async (url: string, host: Guest, user: string) =>
    sessionView
      .parse((await get(url, ROUTES.session(host.session), host.token)).body)
      .participants.find(({ user_id }) => user_id === user);

  it('[API-20] heartbeats say who is here or away; a close says who has gone', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    expect(await presenceOf(url, host, guest.user)).toMatchObject({ presence: 'gone', last_seen: null });
    const timestamp = new Date().toISOString();
    const beat = (body: unknown, token?: string) => post(url, ROUTES.heartbeat(host.session), body, token);
    const answered = await beat({ timestamp }, guest.token);
    expect(heartbeatAnswer.parse(answered.body)).toMatchObject({ status: 'ok', session_id: host.session });
    expect(await presenceOf(url, host, guest.user)).toMatchObject({
      presence: 'here',
      last_seen: expect.any(String),
    });
    await beat({ timestamp, status: 'away' }, guest.token);
    expect((await presenceOf(url, host, guest.user))?.presence).toBe('away');
    expect((await beat({ timestamp })).status).toBe(401);
    expect((await beat({}, guest.token)).status).toBe(400);
    expect((await beat({ timestamp, extra: 1 }, guest.token)).status).toBe(400);
    // As sendBeacon sends it: no headers of ours, the token in the body.
    const leave = (body: unknown, type: string) =>
      fetch(url + ROUTES.close(host.session), {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(body),
      });
    expect((await leave({ timestamp }, 'text/plain;charset=UTF-8')).status).toBe(401);
    expect((await leave({ timestamp, token: guest.token }, 'text/plain;charset=UTF-8')).status).toBe(204);
    expect((await presenceOf(url, host, guest.user))?.presence).toBe('gone');
    expect((await leave({ timestamp, token: guest.token }, 'application/json')).status).toBe(204);
  });

  it('[API-20] a socket is a sign of life as well', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const client = await RawClient.join(url, guest);
    expect((await presenceOf(url, host, guest.user))?.presence).toBe('here');
    client.ws.close();
    await expect.poll(async () => (await presenceOf(url, host, guest.user))?.presence).toBe('away');
    expect(LIMITS.goneAfterMs).toBe(10 * 60_000);
  });
});
