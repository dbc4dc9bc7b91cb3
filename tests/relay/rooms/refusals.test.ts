import { connect } from 'node:net';
import { generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { MemoryStore } from '../../../relay/storage/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { offerProtocols, SYNC, socketPath } from '../../../shared/protocol.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { hostOf, post, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, awareness, message, RawClient, step1, step2, update } from '../../support/wire.ts';

it('[WIRE-5] a token that is missing, broken, forged, expired or of another relay is refused with 4401', async () => {
  const store = new MemoryStore();
  const relay = await relayOn({}, store);
  const elsewhere = await relayOn();
  const host = await hostOf(relay.url);
  const keys = (await store.get('keys', 'relay')) as { kid: string; jwk: JWK };
  const key = await importJWK(keys.jwk, 'EdDSA');
  const { privateKey: foreignKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const claims = { session_id: host.session, user_id: host.user, role: 'host', permissions: [] };
  const sign = (
    change: {
      kid?: string;
      exp?: string | number;
      aud?: string;
      alg?: 'EdDSA';
      key?: CryptoKey;
      claims?: object;
    } = {},
  ) =>
    new SignJWT({ ...claims, ...change.claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: change.kid ?? keys.kid })
      .setIssuer('ai-frame')
      .setAudience(change.aud ?? 'ai-frame')
      .setIssuedAt(Date.now() / 1000)
      .setExpirationTime(change.exp ?? '1h')
      .setJti('x')
      .sign(change.key ?? key);
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
  const publicBytes = new TextEncoder().encode(keys.jwk.x ?? '');
  const confused = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: keys.kid })
    .sign(publicBytes);
  const tokens = [
    '',
    'x',
    none,
    confused,
    `${host.token.slice(0, -4)}AAAA`,
    (await hostOf(elsewhere.url, host.session)).token,
    await sign({ exp: Math.floor(Date.now() / 1000) - 10 }),
    await sign({ aud: 'another' }),
    await sign({ kid: 'another' }),
    await sign({ key: foreignKey }),
    await sign({ claims: { role: 'emperor' } }),
    'x'.repeat(LIMITS.tokenMaxChars + 1),
  ];
  for (const token of tokens) {
    const client = new RawClient(relay.url, socketPath(host.session), [
      'aiframe.v1',
      ...(token === '' ? [] : [`token.${token}`]),
    ]);
    expect(await client.closes()).toEqual({ code: 4401, reason: expect.any(String) });
    expect(client.ws.protocol).toBe('aiframe.v1');
    expect(client.received).toEqual([]);
  }
  // The same claims, rightly signed, open the door: the list above fails for the reason it names.
  await RawClient.join(relay.url, { ...host, token: await sign() });
});

it('[WIRE-5] a token for another session, a stranger and a session that is not here are told apart', async () => {
  const relay = await relayOn();
  const [a, b] = await Promise.all([hostOf(relay.url), hostOf(relay.url)]);
  const open = (path: string, token: string) => new RawClient(relay.url, path, offerProtocols(token));
  expect((await open(socketPath(a.session), b.token).closes()).code).toBe(4403);
  const store = new MemoryStore();
  const emptied = await relayOn({}, store);
  const guest = await hostOf(emptied.url);
  const get = store.get.bind(store);
  store.get = async (collection, key) => (collection === 'sessions' ? undefined : get(collection, key));
  expect((await open(socketPath(guest.session), guest.token).closes()).code).toBe(4401);
  expect(
    (await new RawClient(emptied.url, socketPath(guest.session), offerProtocols(guest.token)).closes()).code,
  ).toBe(4404);
});

it('[WIRE-6] a path that is no session is refused: in words to our clients, with 404 to anybody else', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const paths = [
    '/ws/sessions/nope',
    `/ws/sessions/${host.session.toUpperCase()}x`,
    '/ws/sessions/',
    '/ws',
    '/',
  ];
  for (const path of paths) {
    expect((await new RawClient(relay.url, path, offerProtocols(host.token)).closes()).code).toBe(4400);
    const plain = await new RawClient(relay.url, path, []).closes();
    expect(plain.reason).toContain('404');
  }
  expect((await new RawClient(relay.url, socketPath(host.session), []).closes()).code).toBe(4401);
});

it('[WIRE-6] pages of other sites cannot open a socket with a visitor’s browser', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const from = (origin: string) =>
    new RawClient(relay.url, socketPath(host.session), offerProtocols(host.token), { origin });
  for (const origin of ['http://evil.example', `${relay.url}0`, 'null', 'nonsense']) {
    expect((await from(origin).closes()).code).toBe(4406);
  }
  await from(relay.url).hears(m => m.sync === SYNC.step1);
});

it('[WIRE-6] the app’s own pages can, also where a proxy has put another name in front', async () => {
  const relay = await relayOn({ publicUrl: 'https://ar.example.org' });
  const host = await hostOf(relay.url);
  const from = (origin: string) =>
    new RawClient(relay.url, socketPath(host.session), offerProtocols(host.token), { origin });
  for (const origin of ['https://ar.example.org', relay.url]) {
    await from(origin).hears(m => m.sync === SYNC.step1);
  }
  for (const origin of ['http://ar.example.org', 'https://ar.example.org:8443', 'https://evil.example']) {
    expect((await from(origin).closes()).code).toBe(4406);
  }
});

it('[WIRE-7] malformed messages are refused, and nobody else notices', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const elsewhere = await hostOf(relay.url);
  const bystander = await RawClient.join(relay.url, host);
  const stranger = await RawClient.join(relay.url, elsewhere);
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const bad: [Uint8Array | string, number][] = [
    ['text', 4400],
    [bytes(), 4400],
    [bytes(0), 4400],
    [bytes(0, 3, 0), 4400],
    [bytes(0, 2, 200), 4400],
    [bytes(0, 9, 0), 4400],
    [bytes(1), 4400],
    [bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), 4400],
    [step1(bytes(200)), 4400],
    [step1(new Uint8Array(300_000)), 4413],
    [update(bytes(1, 2, 3)), 4400],
    [step2(bytes(0xff)), 4400],
    [awareness(bytes(5)), 4400],
    [ack(new Uint8Array(LIMITS.ackMaxBytes + 1)), 4413],
    [message(102)(), 4400],
  ];
  for (const [payload, code] of bad) {
    const client = await RawClient.join(relay.url, host);
    client.ws.send(payload);
    expect(await client.closes()).toEqual({ code, reason: expect.stringMatching(/./) });
  }
  await bystander.barrier(2);
  await stranger.barrier(3);
});

it('[WIRE-6] a socket that was answered with 404 is let go, whether or not its other end hangs up', async () => {
  const relay = await relayOn();
  const socket = connect({ port: relay.port, host: '127.0.0.1', allowHalfOpen: true });
  onCleanup(() => socket.destroy());
  let answer = '';
  let isGone = false;
  socket.on('data', chunk => {
    answer += chunk.toString();
  });
  socket.on('error', () => {
    isGone = true;
  });
  socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await until(() => answer.startsWith('HTTP/1.1 404'), 'the answer');
  await until(() => {
    socket.write('x');
    return isGone;
  }, 'the relay to let go');
});

it('[WIRE-5] a socket is closed with 4401 when its token expires', async () => {
  const relay = await relayOn({ tokenLifetimeMs: 2_000 });
  const client = await RawClient.join(relay.url, await hostOf(relay.url));
  expect(await client.closes()).toEqual({ code: 4401, reason: 'the token has expired' });
});

it('[RELAY-9] a relay that has failed or stops says so, and lets nobody in', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const client = await RawClient.join(relay.url, host);
  expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
  onCleanup(() => relay.close());
  await relay.close();
  expect((await client.closes()).code).toBe(1001);
  await expect(post(relay.url, '/api/sessions/create', { id: newSessionId() })).rejects.toThrow();
});
