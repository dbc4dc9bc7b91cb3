import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { rotateKeys } from '../../../relay/access/index.ts';
import { readConfig } from '../../../relay/index.ts';
import { MemoryStore, newMemoryDisk } from '../../../relay/storage/index.ts';
import { ROUTES, type SessionGrant } from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { offerProtocols, socketPath } from '../../../shared/protocol.ts';
import { selfSigned } from '../../support/certificate.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { guestOf, hostOf, logged, post, relayOn, send } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { RawClient } from '../../support/wire.ts';

describe('pages of other sites', () => {
  it('[SEC-3] may use the API and the sockets where they are listed, and nowhere else', async () => {
    const { url } = await relayOn({ corsOrigins: ['https://friend.example'] });
    const ask = (origin: string, method: string) =>
      fetch(url + ROUTES.createSession, {
        method,
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const preflight = await ask('https://friend.example', 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://friend.example');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await ask('https://friend.example', 'POST');
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      201,
      'https://friend.example',
    ]);
    for (const origin of ['https://friend.example.evil.example', 'http://friend.example', 'null']) {
      expect((await ask(origin, 'OPTIONS')).headers.get('access-control-allow-origin')).toBeNull();
      expect((await ask(origin, 'POST')).headers.get('access-control-allow-origin')).toBeNull();
    }
    const host = await hostOf(url);
    const socket = (origin: string) =>
      new RawClient(url, socketPath(host.session), offerProtocols(host.token), { origin });
    await socket('https://friend.example').hears(() => true);
    expect((await socket('https://evil.example').closes()).code).toBe(4406);
  });
});

describe('tokens', () => {
  it('[SEC-4] outlive a rotation of the keys for as long as the former key is kept, and no longer', async () => {
    const disk = newMemoryDisk();
    const first = await relayOn({}, new MemoryStore(disk));
    const host = await hostOf(first.url);
    await first.close();
    const kid = await rotateKeys(new MemoryStore(disk), 60_000);
    const log = logged();
    const second = await relayOn({ logLevel: 'warn' }, new MemoryStore(disk));
    expect(log()).toContain(`"event":"keys.rotated","kid":"${kid}"`);
    expect((await send(second.url, 'GET', ROUTES.session(host.session), { token: host.token })).status).toBe(
      200,
    );
    const renewed = await post<{ token: string }>(second.url, ROUTES.token(host.session), {}, host.token);
    expect(renewed.status).toBe(200);
    const header = JSON.parse(Buffer.from(renewed.body.token.split('.')[0] ?? '', 'base64url').toString());
    expect(header).toMatchObject({ alg: 'EdDSA', kid });
    await second.close();
    await rotateKeys(new MemoryStore(disk), 0);
    const third = await relayOn({}, new MemoryStore(disk));
    for (const token of [host.token, renewed.body.token]) {
      expect((await send(third.url, 'GET', ROUTES.session(host.session), { token })).status).toBe(401);
    }
  });

  it('[SEC-5] say what they are for: session, person, role, permissions, when, and by whom', async () => {
    const { url } = await relayOn({ tokenLifetimeMs: 60 * 60 * 1000 });
    const host = await hostOf(url);
    const viewer = await guestOf(url, host, 'viewer');
    const claims = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims(host.token)).toMatchObject({
      session_id: host.session,
      user_id: host.user,
      role: 'host',
      permissions: ['read', 'write'],
      iss: 'ai-frame',
      aud: 'ai-frame',
      jti: expect.any(String),
    });
    expect(claims(viewer.token).permissions).toEqual(['read']);
    const { iat, exp } = claims(host.token);
    expect(Math.round(exp - iat)).toBeGreaterThan(3_590);
    expect(Math.round(exp - iat)).toBeLessThan(3_610);
  });

  it('[SEC-6] that have expired are exchanged for a week and count for nothing else', async () => {
    const { url } = await relayOn({ tokenLifetimeMs: 1_000 });
    const host = await hostOf(url);
    const read = () => send(url, 'GET', ROUTES.session(host.session), { token: host.token });
    await until(async () => (await read()).status === 401, 'the token to expire');
    expect((await post(url, ROUTES.token(host.session), {}, host.token)).status).toBe(200);
    const other = await hostOf(url);
    expect((await post(url, ROUTES.token(other.session), {}, host.token)).status).toBe(403);
    const now = Date.now();
    const later = vi.spyOn(Date, 'now').mockImplementation(() => now + LIMITS.tokenRenewalMs + 5_000);
    onCleanup(() => later.mockRestore());
    expect((await post(url, ROUTES.token(host.session), {}, host.token)).status).toBe(401);
  });
});

describe('bounds', () => {
  it('[SEC-8] a relay takes so many connections at once', async () => {
    const { port } = await relayOn({ connectionsMaxCount: 3 });
    let gone = 0;
    for (let i = 0; i < 8; i++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', error => expect((error as NodeJS.ErrnoException).code).toBe('ECONNRESET'));
      socket.on('close', () => {
        gone += 1;
      });
      onCleanup(() => socket.destroy());
    }
    await until(() => gone === 5, 'those over the limit to be dropped');
  });

  it('[SEC-9] one person and one session are limited as well, wherever the requests come from', async () => {
    const { url } = await relayOn({ apiPerMinuteCount: 10, trustedProxy: 1 });
    const host = await hostOf(url);
    const beat = async (i: number) => {
      const response = await fetch(url + ROUTES.heartbeat(host.session), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${host.token}`,
          'x-forwarded-for': `198.51.100.${i}`,
        },
        body: JSON.stringify({ timestamp: new Date().toISOString() }),
      });
      return response;
    };
    const answers = [];
    for (let i = 0; i < 60; i++) answers.push(await beat(i));
    expect(answers.filter(each => each.status === 200)).toHaveLength(50);
    expect(answers.at(-1)?.status).toBe(429);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('TLS', () => {
  it('[SEC-10] with a certificate the relay speaks HTTPS and WSS itself', async () => {
    const { cert, key } = selfSigned('localhost');
    const relay = await relayOn({ tls: { cert: Buffer.from(cert), key: Buffer.from(key) } });
    expect(relay.url).toBe(`https://127.0.0.1:${relay.port}`);
    const origin = `https://localhost:${relay.port}`;
    const options = { method: 'POST', ca: cert, headers: { 'content-type': 'application/json' } };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(origin + ROUTES.createSession, options, resolve)
        .on('error', reject)
        .end('{}');
    });
    expect(response.statusCode).toBe(201);
    const { session_id, token } = (await json(response)) as SessionGrant;
    const address = `${origin.replace('https', 'wss')}/ws/sessions/${session_id}`;
    const ws = new WebSocket(address, offerProtocols(token), { ca: cert });
    onCleanup(() => ws.terminate());
    const first = await new Promise<Buffer>((resolve, reject) =>
      ws.on('message', resolve).on('error', reject),
    );
    expect(first[0]).toBe(105);
  });
});

it('[SEC-11] settings of security are read whole or refused with a sentence', () => {
  const good = readConfig({
    AI_FRAME_OPERATOR_TOKEN: 'x'.repeat(24),
    AI_FRAME_TOKEN_HOURS: '48',
    AI_FRAME_TRUSTED_PROXY: '10.0.0.0/8, ::1',
    AI_FRAME_CORS_ORIGINS: 'https://a.example,https://b.example:8443',
    AI_FRAME_CONNECTIONS: '500',
  });
  expect(good).toMatchObject({
    config: {
      operatorToken: 'x'.repeat(24),
      tokenLifetimeMs: 48 * 60 * 60 * 1000,
      trustedProxy: ['10.0.0.0/8', '::1'],
      corsOrigins: ['https://a.example', 'https://b.example:8443'],
      connectionsMaxCount: 500,
    },
  });
  expect(readConfig({ AI_FRAME_TRUSTED_PROXY: '2' })).toMatchObject({ config: { trustedProxy: 2 } });
  const bad: Record<string, string>[] = [
    { AI_FRAME_OPERATOR_TOKEN: 'short' },
    { AI_FRAME_TOKEN_HOURS: '0' },
    { AI_FRAME_TOKEN_HOURS: '1000' },
    { AI_FRAME_TRUSTED_PROXY: 'everybody' },
    { AI_FRAME_TRUSTED_PROXY: '10.0.0.0/64' },
    { AI_FRAME_CORS_ORIGINS: '*' },
    { AI_FRAME_CONNECTIONS: 'many' },
    { AI_FRAME_TLS_CERT: '/no/such/file' },
    { AI_FRAME_TLS_CERT: import.meta.filename },
    { AI_FRAME_TLS_CERT: import.meta.filename, AI_FRAME_TLS_KEY: import.meta.filename },
  ];
  for (const env of bad) {
    expect(readConfig(env)).toMatchObject({
      ok: false,
      sentence: expect.stringContaining(Object.keys(env)[0] as string),
    });
  }
  const short = readConfig({ AI_FRAME_OPERATOR_TOKEN: 'hunter2' });
  expect(JSON.stringify(short)).not.toContain('hunter2');
});
