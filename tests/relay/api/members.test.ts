import { describe, expect, it, vi } from 'vitest';
import { MemoryStore } from '../../../relay/storage/index.ts';
import {
  type JoinGrant,
  type MemberView,
  membersAnswer,
  ROUTES,
  type SessionView,
  sharesAnswer,
} from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { newDevice } from '../../support/devices.ts';
import { type Guest, guestOf, hostOf, post, relayOn, send, setPolicy } from '../../support/relay.ts';
import { RawClient } from '../../support/wire.ts';

const get = <T>(url: string, path: string, token?: string) => send<T>(url, 'GET', path, { token });

describe('members', () => {
  const memberOf = async (url: string, host: Guest, user: string): Promise<MemberView | undefined> =>
    membersAnswer
      .parse((await get(url, ROUTES.members(host.session), host.token)).body)
      .members.find(({ user_id }) => user_id === user);
  const change = (url: string, host: Guest, user: string, role: string, token = host.token) =>
    send(url, 'PATCH', ROUTES.member(host.session, user), { body: { role }, token });

  it('[API-16] the host lists them and sets their roles; nobody else does', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    expect(await memberOf(url, host, guest.user)).toMatchObject({ role: 'viewer' });
    expect((await change(url, host, guest.user, 'editor')).body).toMatchObject({ role: 'editor' });
    expect((await change(url, host, guest.user, 'viewer')).body).toMatchObject({ role: 'viewer' });
    expect((await get(url, ROUTES.members(host.session), guest.token)).status).toBe(403);
    expect((await change(url, host, guest.user, 'editor', guest.token)).status).toBe(403);
    expect((await change(url, host, 'x'.repeat(43), 'editor')).status).toBe(404);
    expect((await change(url, host, 'short', 'editor')).status).toBe(404);
    expect((await change(url, host, guest.user, 'emperor')).status).toBe(400);
  });

  it('[API-17] handing the session over makes one host of another; there is always exactly one', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    expect((await change(url, host, host.user, 'viewer')).status).toBe(403);
    expect(
      (await send(url, 'DELETE', ROUTES.member(host.session, host.user), { token: host.token })).status,
    ).toBe(403);
    expect((await change(url, host, guest.user, 'host')).body).toMatchObject({ role: 'host' });
    expect((await change(url, host, guest.user, 'viewer')).status).toBe(403);
    const { body } = await get(url, ROUTES.members(host.session), guest.token);
    const roles = membersAnswer.parse(body).members.map(({ user_id, role }) => [user_id, role]);
    expect(roles.sort()).toEqual(
      [
        [host.user, 'editor'],
        [guest.user, 'host'],
      ].sort(),
    );
  });

  it('[API-17] a handing over that is cut off has happened whole or not at all', async () => {
    const store = new MemoryStore();
    const { url } = await relayOn({}, store);
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const write = vi.spyOn(store, 'write');
    const put = vi.spyOn(store, 'put');
    expect((await change(url, host, guest.user, 'host')).status).toBe(200);
    const handingOver = write.mock.calls.filter(([changes]) =>
      changes.some(({ collection }) => collection === 'sessions'),
    );
    expect(handingOver).toHaveLength(1);
    expect(handingOver[0]?.[0].map(({ collection, key }) => `${collection}/${key}`)).toContain(
      `members/${host.session}/${host.user}`,
    );
    expect(put).not.toHaveBeenCalled();
  });

  it('[API-22] a session has so many members and no more, also where several come at once', async () => {
    const store = new MemoryStore();
    const { url } = await relayOn({}, store);
    const host = await hostOf(url);
    const known = (await store.list('members', { prefix: `${host.session}/` }))[0]?.[1] ?? {};
    const before = LIMITS.membersPerSessionCount - 2;
    const records = Array.from({ length: before }, (_, i) => ({
      type: 'put' as const,
      collection: 'members' as const,
      key: `${host.session}/${String(i).padStart(43, '0')}`,
      value: { ...known },
    }));
    await store.write(records);
    const share = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: host.session },
      host.token,
    );
    const joined = await Promise.all(
      Array.from({ length: 5 }, () => post(url, ROUTES.join, { share_code: share.body.share_code })),
    );
    expect(joined.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(joined.filter(({ status }) => status === 409)).toHaveLength(4);
    expect(await store.list('members', { prefix: `${host.session}/` })).toHaveLength(
      LIMITS.membersPerSessionCount,
    );
  });

  it('[API-23] whoever has a right code hears that the session is full, which uses nothing up; a wrong one hears nothing', async () => {
    const store = new MemoryStore();
    const { url } = await relayOn({}, store);
    const host = await hostOf(url);
    const known = (await store.list('members', { prefix: `${host.session}/` }))[0]?.[1] ?? {};
    const key = (i: number): string => `${host.session}/${String(i).padStart(43, '0')}`;
    const people = Array.from({ length: LIMITS.membersPerSessionCount - 1 }, (_, i) => i);
    await store.write(
      people.map(i => ({ type: 'put', collection: 'members', key: key(i), value: { ...known } }) as const),
    );
    const body = { session_id: host.session, max_uses: 1 };
    const share = await post<{ share_code: string }>(url, ROUTES.createShare, body, host.token);
    const join = (share_code = share.body.share_code) => post(url, ROUTES.join, { share_code });
    const full = await join();
    expect(full).toMatchObject({ status: 409, body: { code: 'api/full' } });
    expect(await join('0000-0000-0000')).toMatchObject({ body: { code: 'api/code-unknown' } });
    await store.write([{ type: 'remove', collection: 'members', key: key(0) }]);
    expect((await join()).status).toBe(200);
    // Used up by now, it is as wrong as any other, however full the session is.
    await setPolicy(url, host, { max_participants: 1 });
    const other = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: host.session },
      host.token,
    );
    await store.write([{ type: 'remove', collection: 'members', key: key(1) }]);
    const grant = await post<JoinGrant>(url, ROUTES.join, { share_code: other.body.share_code });
    await RawClient.join(url, { session: host.session, user: grant.body.user_id, token: grant.body.token });
    expect(await join()).toMatchObject({ status: 404, body: { code: 'api/code-unknown' } });
    expect(await join(other.body.share_code)).toMatchObject({ status: 409, body: { code: 'api/full' } });
  });

  it('[API-24] a member of a session that is full may ask for a place; granted, one more may be in', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const [first, second] = [await guestOf(url, host, 'editor'), await guestOf(url, host, 'viewer')];
    const requests = ROUTES.requests(host.session);
    const ask = (token: string) => post(url, requests, { role: 'viewer', asks: 'place' }, token);
    expect(await ask(second.token)).toMatchObject({ status: 400 });
    await setPolicy(url, host, { max_participants: 1 });
    await RawClient.join(url, first);
    expect(await ask(host.token)).toMatchObject({ status: 400 });
    expect(await ask(second.token)).toMatchObject({ status: 201, body: { asks: 'place' } });
    const answer = await post(url, ROUTES.request(host.session, second.user), { grant: true }, host.token);
    expect(answer).toMatchObject({ status: 200, body: { requests: [] } });
    await RawClient.join(url, second);
    const view = await send<SessionView>(url, 'GET', ROUTES.session(host.session), { token: host.token });
    expect(view.body.settings.max_participants).toBe(2);
    expect(view.body.participants.find(({ user_id }) => user_id === second.user)?.role).toBe('viewer');
  });

  it('[API-25] what is not seen of a name is left out of it', async () => {
    const store = new MemoryStore();
    const { url } = await relayOn({}, store);
    const host = await hostOf(url);
    const share = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: host.session },
      host.token,
    );
    const name = '\u202eAd\u0000a\nLovelace\u2069';
    const joined = await post<JoinGrant>(url, ROUTES.join, { share_code: share.body.share_code, name });
    expect(joined.status).toBe(200);
    const nameNow = async (): Promise<string | undefined> => {
      const view = await send<SessionView>(url, 'GET', ROUTES.session(host.session), { token: host.token });
      return view.body.participants.find(({ user_id }) => user_id === joined.body.user_id)?.name;
    };
    expect(await nameNow()).toBe('Ada Lovelace');
    // As a relay of before has kept it.
    const key = `${host.session}/${joined.body.user_id}`;
    const known = await store.get('members', key);
    await store.put('members', key, { ...known, name: '\u202eE\u200fve' });
    expect(await nameNow()).toBe('Eve');
  });

  it('[API-18] who was removed does not come back by an old code, and may ask', async () => {
    const { url } = await relayOn();
    const device = await newDevice();
    const host = await hostOf(url);
    const code = async () =>
      (await post<{ share_code: string }>(url, ROUTES.createShare, { session_id: host.session }, host.token))
        .body.share_code;
    const join = async (share_code: string) =>
      post<{ token: string; user_id: string }>(url, ROUTES.join, {
        share_code,
        name: 'Ada',
        proof: await device.prove(url),
      });
    const old = await code();
    const guest = (await join(old)).body;
    const removed = await send(url, 'DELETE', ROUTES.member(host.session, guest.user_id), {
      token: host.token,
    });
    expect(removed.status).toBe(204);
    expect((await join(old)).status).toBe(403);
    const requests = ROUTES.requests(host.session);
    const asked = await post(url, requests, { role: 'viewer', proof: await device.prove(url) });
    expect(asked).toMatchObject({
      status: 201,
      body: { user_id: guest.user_id, name: 'Ada', role: 'viewer' },
    });
    const stranger = await newDevice();
    expect((await post(url, requests, { role: 'viewer', proof: await stranger.prove(url) })).status).toBe(
      403,
    );
    const answer = (user: string, grant: boolean) =>
      post(url, ROUTES.request(host.session, user), { grant }, host.token);
    expect((await answer('x'.repeat(43), true)).status).toBe(404);
    expect(await answer(guest.user_id, true)).toMatchObject({ status: 200, body: { requests: [] } });
    // In again, but not with a token of before.
    expect((await get(url, ROUTES.session(host.session), guest.token)).status).toBe(401);
    const fresh = await post<{ token: string; role: string }>(url, ROUTES.token(host.session), {
      proof: await device.prove(url),
    });
    expect(fresh.body.role).toBe('viewer');
    expect((await get(url, ROUTES.session(host.session), fresh.body.token)).status).toBe(200);
    expect((await post(url, requests, { role: 'viewer' }, fresh.body.token)).status).toBe(400);
    expect((await get(url, requests, fresh.body.token)).status).toBe(403);
    expect((await join(await code())).status).toBe(200);
  });
});

describe('share codes, later', () => {
  it('[API-19] the host sees which are open, without the codes, and revokes them', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const made = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: host.session, role: 'viewer', max_uses: 2 },
      host.token,
    );
    const join = () => post<{ token: string }>(url, ROUTES.join, { share_code: made.body.share_code });
    const guest = await join();
    const listed = await get<unknown>(url, ROUTES.shares(host.session), host.token);
    const [share] = sharesAnswer.parse(listed.body).shares;
    expect(share).toMatchObject({ role: 'viewer', uses: 1, max_uses: 2 });
    expect(JSON.stringify(listed.body)).not.toContain(made.body.share_code.slice(0, 4));
    const path = ROUTES.share(host.session, share?.share ?? '');
    expect((await send(url, 'DELETE', path, { token: guest.body.token })).status).toBe(403);
    expect((await send(url, 'DELETE', path, { token: host.token })).status).toBe(204);
    expect((await send(url, 'DELETE', path, { token: host.token })).status).toBe(404);
    expect(await join()).toMatchObject({ status: 404, body: { code: 'api/code-unknown' } });
    expect((await get(url, ROUTES.session(host.session), guest.body.token)).status).toBe(200);
    expect(sharesAnswer.parse((await get(url, ROUTES.shares(host.session), host.token)).body).shares).toEqual(
      [],
    );
  });
});
