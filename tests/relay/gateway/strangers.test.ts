import { describe, expect, it } from 'vitest';
import { Quotas } from '../../../relay/access/quotas.ts';
import { readConfig } from '../../../relay/index.ts';
import { type Problem, ROUTES, type SessionsPage } from '../../../shared/api/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { newDevice } from '../../support/devices.ts';
import { guestOf, hostOf, logged, post, relayOn, send } from '../../support/relay.ts';

/** Which the relay answers whatever page asks: how it is, and what it can be asked. */
const FOR_ALL = ['/healthz', '/readyz', '/metrics', '/api/openapi.json'];

interface Described {
  readonly paths: Record<string, Record<string, unknown>>;
}

/** Every route that is there, with something in the place of its parameters. */
async function routesOf(url: string, id: string): Promise<(readonly [method: string, path: string])[]> {
  const { body } = await send<Described>(url, 'GET', ROUTES.openapi);
  const values: Record<string, string> = { id, sha256: 'a'.repeat(64), name: 'shot', share: 'a'.repeat(12) };
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      method =>
        [
          method.toUpperCase(),
          path.replace(/{(\w+)}/g, (_, name) => values[name] ?? 'a'.repeat(43)),
        ] as const,
    ),
  );
}

describe('pages of other sites', () => {
  it('[SEC-20] every route refuses them as sockets do, whatever it needs besides, and nothing has happened then', async () => {
    const log = logged();
    const { url } = await relayOn({ logLevel: 'warn', corsOrigins: ['https://friend.example'] });
    const host = await hostOf(url);
    const routes = await routesOf(url, host.session);
    expect(routes.length).toBeGreaterThan(30);
    const asked = async (method: string, path: string, headers: Record<string, string>) => {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${host.token}`, ...headers },
      });
      const text = await response.text();
      const code = text.startsWith('{') ? (JSON.parse(text) as Partial<Problem>).code : undefined;
      return { status: response.status, code };
    };
    for (const [method, path] of routes) {
      if (FOR_ALL.includes(path)) {
        expect(method).toBe('GET');
        continue;
      }
      const what = `${method} ${path}`;
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: url.replace('127.0.0.1', 'localhost') },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const { status, code } = await asked(method, path, headers as Record<string, string>);
        expect(status, what).toBe(403);
        if (method !== 'HEAD') expect(code, what).toBe('link/origin');
      }
    }
    expect(log()).toContain('"event":"origin.refused"');
    expect((await send(url, 'GET', ROUTES.session(host.session), { token: host.token })).status).toBe(200);
    for (const [method, path] of routes) {
      // Its own page, a page that is welcome, and programs that are no browser. The last of them deletes the
      // session.
      for (const headers of [
        { origin: url },
        { origin: 'https://friend.example' },
        { 'sec-fetch-site': 'none' },
        {},
      ]) {
        expect((await asked(method, path, headers as Record<string, string>)).code).not.toBe('link/origin');
      }
    }
  });

  it('[SEC-20] a page of another site creates nothing by a request that needs no preflight', async () => {
    const operatorToken = 'operator-operator-operator';
    const { url } = await relayOn({ operatorToken });
    const evil = { origin: 'https://evil.example' };
    const types = ['text/plain', 'application/x-www-form-urlencoded', undefined];
    for (const type of types) {
      const headers = { ...evil, ...(type ? { 'content-type': type } : {}) };
      expect((await fetch(url + ROUTES.createSession, { method: 'POST', headers })).status).toBe(403);
    }
    const { body } = await send<SessionsPage>(url, 'GET', ROUTES.sessions, { token: operatorToken });
    expect(body.count).toBe(0);
  });

  it('[SEC-21] the last word of our own page, which a browser sends by itself, is heard', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const bye = (headers: Record<string, string>) =>
      fetch(url + ROUTES.close(host.session), {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
        body: JSON.stringify({ timestamp: new Date().toISOString(), token: host.token }),
      });
    expect((await bye({ origin: url, 'sec-fetch-site': 'same-origin' })).status).toBe(204);
    expect((await bye({ origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('the security log', () => {
  it('[SEC-22] also tells of forged tokens and proofs, of what a role does not allow, and of limits that were reached', async () => {
    const log = logged();
    const { url } = await relayOn({ logLevel: 'warn', apiPerMinuteCount: 30 });
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const other = await hostOf(url);
    const session = ROUTES.session(host.session);
    const [head = '', claims = ''] = host.token.split('.');
    const forged = `${head}.${claims}.${'A'.repeat(86)}`;
    for (const token of [forged, 'no.token.at-all']) await send(url, 'GET', session, { token });
    // None at all, and one that has expired, are no attack.
    await send(url, 'GET', session);
    const device = await newDevice();
    const proof = await device.prove(url);
    for (let i = 0; i < 2; i++) await post(url, ROUTES.createSession, { proof });
    await post(url, ROUTES.createSession, { proof: await device.prove(url, { iat: 1_000_000 }) });
    // A guest as the host, a viewer with something new, and a stranger.
    await send(url, 'DELETE', session, { token: guest.token });
    await send(url, 'PATCH', session, { token: other.token, body: { settings: {} } });
    await fetch(url + ROUTES.screenshots(host.session), {
      method: 'POST',
      headers: { authorization: `Bearer ${guest.token}`, 'content-type': 'image/png' },
      body: new Uint8Array(10),
    });
    for (let i = 0; i < 31; i++) await post(url, ROUTES.createSession, { id: 'none' });
    const lines = log()
      .split('\n')
      .filter(line => line.includes('"msg":"security"'))
      .map(line => JSON.parse(line) as { event: string; level: number; address?: string; what?: string });
    const of = (event: string) => lines.filter(each => each.event === event);
    expect(of('token.forged')).toHaveLength(2);
    expect(of('token.forged')[0]?.address).toBe('127.0.0.1');
    expect(of('proof.forged')).toHaveLength(1);
    expect(of('access.denied').map(({ what }) => what)).toEqual([
      ROUTES.session(':id'),
      ROUTES.session(':id'),
      ROUTES.screenshots(':id'),
    ]);
    expect(of('rate.reached').length).toBeGreaterThan(0);
    expect(of('session.created')).toEqual([]);
    for (const secret of [host.token, guest.token, forged, proof, 'no.token.at-all']) {
      expect(log()).not.toContain(secret);
    }
  });

  it('[SEC-22] at info it tells of sessions, codes and joins, without the codes', async () => {
    const log = logged();
    const { url } = await relayOn({ logLevel: 'info' });
    const host = await hostOf(url);
    const share = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: host.session },
      host.token,
    );
    await post(url, ROUTES.join, { share_code: share.body.share_code, name: 'Somebody' });
    const events = log()
      .split('\n')
      .filter(line => line.includes('"msg":"security"'))
      .map(line => JSON.parse(line) as { event: string; level: number; session: string });
    expect(events).toMatchObject(
      ['session.created', 'share.created', 'member.joined'].map(event => ({
        event,
        level: 30,
        session: host.session,
      })),
    );
    for (const secret of [
      share.body.share_code,
      share.body.share_code.replaceAll('-', ''),
      'Somebody',
      host.token,
    ]) {
      expect(log()).not.toContain(secret);
    }
  });
});

describe('what programs send', () => {
  it('[API-40] JSON of no bytes is no body: it counts where nothing is needed, and is told what is missing where something is', async () => {
    const { url } = await relayOn();
    const empty = async (path: string, token?: string) => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: '',
      });
      return { status: response.status, text: await response.text() };
    };
    expect((await empty(ROUTES.createSession)).status).toBe(201);
    const host = await hostOf(url);
    expect((await empty(ROUTES.token(host.session), host.token)).status).toBe(200);
    expect((await empty(ROUTES.archive(host.session), host.token)).status).toBe(200);
    const missing = await empty(ROUTES.join);
    expect([missing.status, missing.text]).toEqual([400, expect.stringContaining('share_code')]);
    expect((await send(url, 'POST', ROUTES.createSession, { body: ' ' })).status).toBe(400);
    expect((await send(url, 'POST', ROUTES.createSession, { body: '{' })).status).toBe(400);
  });

  it('[API-41] yes and no in a query are taken as programs write them', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const list = (value: string) =>
      send<SessionsPage>(url, 'GET', `${ROUTES.sessions}?active_only=${value}`, { token: host.token });
    for (const value of ['1', '0', 'True', 'False', 'TRUE', 'true', 'false']) {
      expect(await list(value), value).toMatchObject({ status: 200, body: { count: 1 } });
    }
    for (const value of ['', '2', 'maybe', 'null']) expect((await list(value)).status, value).toBe(400);
    await post(url, ROUTES.archive(host.session), {}, host.token);
    for (const [value, count] of [
      ['1', 0],
      ['True', 0],
      ['0', 1],
      ['False', 1],
    ] as const) {
      expect((await list(value)).body.count, value).toBe(count);
    }
  });
});

describe('quotas', () => {
  const HOUR_MS = 3_600_000;
  const limits = { sessions: { perHour: 6, perDay: 12 }, bytes: { perHour: 1_000, perDay: 0 } };
  const payer = (address: string) => ({ address, user: undefined });

  it('[BUDGET-4] what was taken fades evenly over the hour and over the day, also while the relay is off', () => {
    const quotas = new Quotas(limits);
    const take = (now: number, times: number): number[] =>
      Array.from({ length: times }, () => quotas.take(payer('203.0.113.1'), 'sessions', 1, now));
    expect(take(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(take(0, 1)).toEqual([HOUR_MS / 6]);
    expect(take(HOUR_MS / 6, 2)).toEqual([0, HOUR_MS / 6]);
    // Of the day twelve are left, less those seven, and what has faded since.
    expect(take(4 * HOUR_MS, 20).filter(waitMs => waitMs === 0)).toHaveLength(6);
    expect(take(5 * HOUR_MS, 20).filter(waitMs => waitMs === 0)).toHaveLength(1);

    const now = 1_800_000_000_000;
    const saved = JSON.parse(JSON.stringify(quotas.save(now, 5 * HOUR_MS)));
    const waitMs = (at: number) => {
      const again = new Quotas(limits);
      again.load(saved, at, 0);
      return again.take(payer('203.0.113.1'), 'sessions', 1, 0);
    };
    expect(waitMs(now)).toBeGreaterThan(0);
    expect(waitMs(now - 30 * 24 * HOUR_MS)).toBe(waitMs(now));
    expect(waitMs(now + HOUR_MS)).toBeLessThan(waitMs(now));
    expect(waitMs(now + 24 * HOUR_MS)).toBe(0);
    for (const broken of [
      {},
      { at: 'x', accounts: [] },
      { at: 1, accounts: [null, 3, ['a'], ['a', { sessions: 1 }]] },
    ]) {
      expect(() => new Quotas(limits).load(broken, now)).not.toThrow();
    }
  });

  it('[BUDGET-4] whoever has taken much is remembered among any number of others', () => {
    const quotas = new Quotas(limits);
    quotas.take(payer('203.0.113.1'), 'bytes', 1_000, 0);
    for (let i = 0; i < 60_000; i++)
      quotas.take(payer(`2001:db8:${(i >> 8).toString(16)}:${i & 255}::1`), 'bytes', 1, 0);
    expect(quotas.take(payer('203.0.113.1'), 'bytes', 1, 0)).toBeGreaterThan(0);
  });

  it('[BUDGET-2] what is larger than a whole limit finds its place where nothing was taken', () => {
    const quotas = new Quotas(limits);
    expect(quotas.take(payer('203.0.113.1'), 'bytes', 5_000, 0)).toBe(0);
    expect(quotas.take(payer('203.0.113.1'), 'bytes', 1, 0)).toBeGreaterThan(0);
    quotas.giveBack(payer('203.0.113.1'), 'bytes', 5_000, 0);
    expect(quotas.take(payer('203.0.113.1'), 'bytes', 1_000, 0)).toBe(0);
  });
});

it('[BUDGET-9] its settings have defaults that bound an address, and are taken or refused by their names', () => {
  const MiB = 1024 * 1024;
  expect(readConfig({})).toMatchObject({
    config: {
      whoMayCreate: 'anyone',
      sessionsQuota: { perHour: 60, perDay: 200 },
      bytesQuota: { perHour: 512 * MiB, perDay: 2048 * MiB },
      unprovenPercent: 25,
      removeUnsharedAfterMs: undefined,
    },
  });
  const set = {
    AI_FRAME_WHO_MAY_CREATE: 'proof',
    AI_FRAME_SESSIONS_PER_HOUR: '5',
    AI_FRAME_SESSIONS_PER_DAY: '0',
    AI_FRAME_STORED_MB_PER_HOUR: '64',
    AI_FRAME_STORED_MB_PER_DAY: '100',
    AI_FRAME_UNPROVEN_PERCENT: '100',
    AI_FRAME_REMOVE_UNSHARED_AFTER_DAYS: '30',
  };
  expect(readConfig(set)).toMatchObject({
    ok: true,
    config: {
      whoMayCreate: 'proof',
      sessionsQuota: { perHour: 5, perDay: 0 },
      bytesQuota: { perHour: 64 * MiB, perDay: 100 * MiB },
      unprovenPercent: 100,
      removeUnsharedAfterMs: 30 * 24 * 3_600_000,
    },
  });
  for (const name of Object.keys(set)) {
    const sentence = expect.stringContaining(name);
    expect(readConfig({ [name]: 'much' }), name).toMatchObject({ ok: false, sentence });
  }
  // With less than a file has, none would ever come in.
  expect(readConfig({ AI_FRAME_STORED_MB_PER_DAY: '63' })).toMatchObject({ ok: false });
  expect(readConfig({ AI_FRAME_WHO_MAY_CREATE: 'operator' })).toMatchObject({
    ok: false,
    sentence: expect.stringContaining('AI_FRAME_OPERATOR_TOKEN'),
  });
});

it('[BUDGET-1] a session id that nobody has costs no more than one that is made up here', async () => {
  const { url } = await relayOn({ sessionsQuota: { perHour: 2, perDay: 0 } });
  const statuses = [];
  for (let i = 0; i < 3; i++)
    statuses.push((await post(url, ROUTES.createSession, { id: newSessionId() })).status);
  expect(statuses).toEqual([201, 201, 429]);
});
