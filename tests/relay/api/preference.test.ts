import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../relay/storage/index.ts';
import { type Problem, ROUTES } from '../../../shared/api/index.ts';
import { hostOf, relayOn } from '../../support/relay.ts';

const PREFER = 'problem-status=200';
const UNKNOWN_CODE = { share_code: 'AAAA-BBBB-CCCC' };
const SHA256 = 'a'.repeat(64);

interface Asked {
  readonly method?: string;
  readonly body?: object;
  readonly token?: string;
  readonly prefer?: string;
}

const ask = (url: string, path: string, { method = 'GET', body, token, prefer }: Asked): Promise<Response> =>
  fetch(url + path, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(prefer === undefined ? {} : { prefer }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('refusals to whoever prefers them with the status of success', () => {
  it('[API-42] come as 200 with their own status in a header, and to everybody else as ever', async () => {
    const { url } = await relayOn({ apiPerMinuteCount: 4 });
    const host = await hostOf(url);
    const { token } = host;
    const blob = `/api/sessions/${host.session}/blobs/${SHA256}`;
    const asked: readonly (readonly [string, Asked, number])[] = [
      [ROUTES.join, { method: 'POST', body: UNKNOWN_CODE }, 404],
      [ROUTES.join, { method: 'POST', body: { other: 1 } }, 400],
      [ROUTES.shares(host.session), {}, 401],
      [ROUTES.shares(host.session), { token: `${token.slice(0, -8)}AAAAAAAA` }, 401],
      [ROUTES.member(host.session, host.user), { method: 'DELETE', token }, 403],
      [blob, { token }, 404],
      [blob, { method: 'HEAD', token }, 404],
      ['/api/of-nobody', {}, 404],
    ];
    for (const [path, how, status] of asked) {
      const plain = await ask(url, path, how);
      expect(plain.status, path).toBe(status);
      expect(plain.headers.has('problem-status')).toBe(false);
      const preferred = await ask(url, path, { ...how, prefer: PREFER });
      expect(preferred.status, path).toBe(200);
      expect(preferred.headers.get('problem-status')).toBe(`${status}`);
      expect(preferred.headers.get('preference-applied')).toBe(PREFER);
      for (const header of ['content-type', 'cache-control', 'upload-offset']) {
        expect(preferred.headers.get(header), header).toBe(plain.headers.get(header));
      }
      if (how.method === 'HEAD') continue;
      const [one, other] = [(await plain.json()) as Problem, (await preferred.json()) as Problem];
      expect({ ...other, server_time: '' }).toEqual({ ...one, server_time: '' });
      expect(other.status).toBe(status);
    }
    // Four a minute have been asked: two, each twice.
    const tooOften = await ask(url, ROUTES.join, { method: 'POST', body: UNKNOWN_CODE, prefer: PREFER });
    expect(tooOften.status).toBe(200);
    expect(tooOften.headers.get('problem-status')).toBe('429');
    expect(Number(tooOften.headers.get('retry-after'))).toBeGreaterThan(0);
    // The numbers tell what was answered in truth.
    const numbers = await (await ask(url, ROUTES.metrics, {})).text();
    expect(numbers).toMatch(/http_seconds_count\{[^}]*shared\/join",status="404"\} 2/);
    expect(numbers).not.toMatch(/http_seconds_count\{[^}]*shared\/join",status="200"\}/);
  });

  it('[API-42] are asked for as RFC 7240 writes a preference, among others', async () => {
    const { url } = await relayOn();
    const statusFor = async (prefer: string): Promise<number> =>
      (await ask(url, ROUTES.join, { method: 'POST', body: UNKNOWN_CODE, prefer })).status;
    for (const prefer of [
      'problem-status="200"',
      'Problem-Status = 200',
      'return=minimal, problem-status=200; foo=1',
      'problem-status=200, wait=10',
    ]) {
      expect(await statusFor(prefer), prefer).toBe(200);
    }
    for (const prefer of ['return=minimal', 'problem-status=2000', 'no-problem-status=200', 'wait=10']) {
      expect(await statusFor(prefer), prefer).toBe(404);
    }
  });

  it('[API-42] are not what success and failures of the relay are', async () => {
    const store = new MemoryStore();
    const { url } = await relayOn({}, store);
    const host = await hostOf(url);
    const found = await ask(url, ROUTES.session(host.session), { token: host.token, prefer: PREFER });
    expect(found.status).toBe(200);
    expect(found.headers.has('preference-applied')).toBe(false);
    const made = await ask(url, ROUTES.createSession, { method: 'POST', body: {}, prefer: PREFER });
    expect(made.status).toBe(201);
    store.put = async () => {
      throw new Error('no space left');
    };
    const failed = await ask(url, ROUTES.createSession, { method: 'POST', body: {}, prefer: PREFER });
    expect(failed.status).toBeGreaterThanOrEqual(500);
    expect(failed.headers.has('problem-status')).toBe(false);
  });
});
