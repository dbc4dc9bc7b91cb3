import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { addressOf, trustsOf } from '../../../relay/client-address.ts';
import { ConnectionLimiter } from '../../../relay/gateway/connection-limiter.ts';
import { Connection } from '../../../relay/rooms/connection.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE, offerProtocols, SYNC, socketPath } from '../../../shared/protocol.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { editOf, equalDocs, put, sameSession } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, relayOn, setPolicy, slowedCount } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, fetchDocument, message, RawClient, step1, step2, update } from '../../support/wire.ts';

it('[WIRE-12] messages that a newer app may send are passed over, within the same limits', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const client = await RawClient.join(relay.url, host);
  const heard = client.received.length;
  for (const type of [2, 4, 9, 101, 103, 2 ** 40]) {
    client.send(message(type)());
    client.send(message(type, 0)(Uint8Array.of(1, 2, 3)));
  }
  await client.barrier(1);
  expect(client.received).toHaveLength(heard + 1);
  for (let i = 0; i < LIMITS.messagesBurstCount * 2; i++) client.send(message(103)());
  expect((await client.closes()).code).toBe(4429);
});

it('[WIRE-8] a message over the limit is refused for good, and nothing of it is kept', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const client = await RawClient.join(relay.url, host);
  client.ws.send(new Uint8Array(LIMITS.messageMaxBytes + 1));
  expect((await client.closes()).code).toBe(4413);
  expect((await fetchDocument(relay.url, host)).share.size).toBe(0);
});

it('[WIRE-9] who sends too much or too often is slowed down with 4429', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const often = await RawClient.join(relay.url, host);
  const query = message(3)();
  for (let i = 0; i < LIMITS.messagesBurstCount * 2; i++) often.send(query);
  expect((await often.closes()).code).toBe(4429);
});

it('[WIRE-9] bytes are a person’s, whichever socket they come by and whether or not they become a message; all their sockets are read more slowly, and nobody else’s', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const guest = await guestOf(relay.url, host, 'editor');
  // Less than a message may be, and less than the burst: only together they are more, by what takes seconds
  // to gain.
  const some = new Uint8Array(LIMITS.messageMaxBytes - 64 * 1024);
  const [first, second] = [await RawClient.join(relay.url, guest), await RawClient.join(relay.url, guest)];
  await new Promise(resolve => first.ws.send(some, { fin: false }, resolve));
  // What was sent before the ping has been read when the pong comes.
  const pong = once(first.ws, 'pong');
  first.ws.ping();
  await pong;
  expect(await slowedCount(relay.url)).toBe(0);
  const neighbour = await RawClient.join(relay.url, host);
  const rest = vi.spyOn(Connection.prototype, 'throttle');
  onCleanup(() => rest.mockRestore());
  second.ws.send(some, { fin: false });
  await until(async () => (await slowedCount(relay.url)) > 0, 'their person to be slowed down');
  expect([first.closed, second.closed]).toEqual([undefined, undefined]);
  await neighbour.barrier(1);
  const slowed = new Set(rest.mock.contexts as unknown as Connection[]);
  expect([...slowed].map(({ user }) => user)).toEqual([guest.user, guest.user]);
});

it('[WIRE-13] an upload larger than a message goes up in parts, and what is more than the rate is read more slowly, none of it lost', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const doc = new Y.Doc();
  // In the order in which they were made: each part hangs on those before it only.
  const parts = Array.from({ length: 13 }, (_, i) => editOf(doc, put(`part${i}`, 'x'.repeat(1024 * 1024))));
  expect(Y.encodeStateAsUpdate(doc).length).toBeGreaterThan(LIMITS.messageMaxBytes);
  expect(parts.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(LIMITS.burstBytes);
  const client = await RawClient.join(relay.url, host);
  for (const part of parts.slice(0, -1)) client.send(update(part));
  client.send(step2(parts.at(-1) as Uint8Array));
  await client.barrier(1);
  expect(client.received.filter(m => m.sync === SYNC.step1)).toHaveLength(1);
  expect(sameSession(await fetchDocument(relay.url, host), doc)).toBe(true);
});

it('[WIRE-13] after a gap barriers wait for the last part of the answer', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const doc = new Y.Doc();
  const [first, second, third] = [1, 2, 3].map(n => editOf(doc, put('o', n))) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const client = await RawClient.join(relay.url, host);
  client.received.length = 0;
  client.send(update(third));
  client.send(ack(Uint8Array.of(7)));
  await client.hears(m => m.sync === SYNC.step1);
  client.send(update(first));
  client.send(update(second));
  // Answered only after the relay has handled all of the above.
  client.send(step1(Uint8Array.of(0)));
  await client.hears(m => m.sync === SYNC.step2);
  expect(client.received.filter(m => m.type === MESSAGE.ack)).toEqual([]);
  client.send(step2(third));
  await client.hears(m => m.type === MESSAGE.ack && m.body[0] === 7);
  expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
});

it('[WIRE-9] questions and pings are counted by what they cost', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const state = message(0, 0)(Uint8Array.of(0));
  const curious = await RawClient.join(relay.url, host);
  for (let i = 0; i < 40; i++) curious.send(state);
  expect((await curious.closes()).code).toBe(4429);

  const pinging = await RawClient.join(relay.url, host);
  let pongs = 0;
  pinging.ws.on('pong', () => {
    pongs += 1;
  });
  for (let pings = 0; !pinging.closed && pings < LIMITS.messagesBurstCount * 4; ) {
    for (let i = 0; i < 40; i++, pings++) pinging.ws.ping();
    await until(() => pinging.closed || pongs === pings, 'the pongs');
  }
  expect((await pinging.closes()).code).toBe(4429);
});

it('[WIRE-10] one person cannot take the places of the others', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const crowd: RawClient[] = [];
  for (let i = 0; i < 20; i++) crowd.push(await RawClient.join(relay.url, host));
  const more = new RawClient(relay.url, socketPath(host.session), offerProtocols(host.token));
  expect((await more.closes()).code).toBe(4409);
  const guest = await RawClient.join(relay.url, await guestOf(relay.url, host, 'editor'));
  await guest.barrier(1);
  crowd[0]?.ws.close();
  await until(
    () =>
      RawClient.join(relay.url, host).then(
        () => true,
        () => false,
      ),
    'a place to be free',
  );
});

it('[WIRE-10] a session takes as many people as its host lets in, and the host; another socket of one of them still fits', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const max = LIMITS.participantsPerSessionCount;
  await setPolicy(relay.url, host, { max_participants: max });
  const late = await guestOf(relay.url, host, 'editor');
  const guests: Guest[] = [];
  for (let i = 0; i < max; i++) {
    const guest = await guestOf(relay.url, host, 'editor');
    await RawClient.join(relay.url, guest);
    guests.push(guest);
  }
  const full = new RawClient(relay.url, socketPath(host.session), offerProtocols(late.token));
  expect(await full.closes()).toEqual({ code: 4409, reason: `session is full (${max} of ${max})` });
  await RawClient.join(relay.url, guests[0] as Guest);
  await RawClient.join(relay.url, host);
});

it('[SEC-13] one address has so many sockets, wherever they lead, and comes back no quicker than it may', async () => {
  const { url } = await relayOn({ socketsPerAddressCount: 2, trustedProxy: 1 });
  const [host, other] = [await hostOf(url), await hostOf(url)];
  const from = (address: string, guest: Guest): RawClient =>
    new RawClient(url, socketPath(guest.session), offerProtocols(guest.token), {
      'x-forwarded-for': address,
    });
  const first = from('2001:db8::1', host);
  await first.hears(() => true);
  await from('2001:db8::2', other).hears(() => true);
  // Of an IPv6 address, who is in the network chooses the rest.
  expect(await from('2001:db8::3', host).closes()).toEqual({
    code: 1013,
    reason: 'too many sockets from one address',
  });
  await from('2001:db8:1::1', host).hears(() => true);
  await from('198.51.100.1', host).hears(() => true);

  let now = 0;
  const turnstile = new ConnectionLimiter(100);
  const entered = Array.from({ length: 200 }, () => turnstile.enter('198.51.100.7', now));
  expect(entered.filter(Boolean)).toHaveLength(100);
  for (const leave of entered) leave?.();
  expect(turnstile.enter('198.51.100.7', now)).toBeUndefined();
  now = 1_000;
  expect(Array.from({ length: 9 }, () => turnstile.enter('198.51.100.7', now)).filter(Boolean)).toHaveLength(
    2,
  );
  expect(turnstile.enter('198.51.100.8', now)).toBeDefined();
});

it('[SEC-13] an upgrade that never becomes a socket keeps no place', async () => {
  const { url } = await relayOn({ socketsPerAddressCount: 100 });
  const host = await hostOf(url);
  const path = socketPath(host.session);
  const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'aiframe.v1' };
  const misses = Array.from({ length: 100 }, async () => {
    const asked = get(url + path, { headers: { ...headers, 'sec-websocket-version': '1' } });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  });
  expect(new Set(await Promise.all(misses))).toEqual(new Set([400]));
  await until(async () => {
    const client = new RawClient(url, path, offerProtocols(host.token));
    await until(() => client.received.length > 0 || client.closed, 'an answer');
    return client.closed === undefined;
  }, 'a place');
});

it('[SEC-2] a socket comes from where a request would, by the number of proxies or by their addresses', () => {
  const from = (
    remoteAddress: string,
    forwarded: string | string[] | undefined,
    trusted: number | string[],
  ) =>
    addressOf(
      { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as never,
      trustsOf(trusted),
    );
  expect(from('10.0.0.1', '203.0.113.5', 0)).toBe('10.0.0.1');
  expect(from('10.0.0.1', '198.51.100.1, 203.0.113.5', 1)).toBe('203.0.113.5');
  expect(from('10.0.0.1', '198.51.100.1, 203.0.113.5', ['10.0.0.0/8'])).toBe('203.0.113.5');
  expect(from('::ffff:10.0.0.1', '203.0.113.5, 10.1.1.1', ['10.0.0.0/8'])).toBe('203.0.113.5');
  expect(from('10.0.0.1', 'nonsense', ['10.0.0.1'])).toBe('nonsense');
  expect(from('10.0.0.1', undefined, ['10.0.0.0/8', '::1'])).toBe('10.0.0.1');
  expect(from('203.0.113.9', '198.51.100.1', ['::1'])).toBe('203.0.113.9');
});

it('[SEC-14] who sends what no honest device sends, again and again, is not let in for a while', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const guest = await guestOf(relay.url, host, 'editor');
  const reasons = new Set<string>();
  // On a slow machine some of it has come back before it is used up.
  let bans: RawClient['closed'];
  let tries = 0;
  for (; bans === undefined && tries < 4 * LIMITS.refusalsBurstCount; tries++) {
    const client = new RawClient(relay.url, socketPath(guest.session), offerProtocols(guest.token));
    await until(() => client.closed ?? client.received.some(({ sync }) => sync === SYNC.step1), 'a word');
    bans = client.closed;
    if (bans) break;
    // Malformed to us, then to the WebSocket itself: a frame with bits that nobody has agreed on.
    if (tries % 2) client.send(update(Uint8Array.of(1, 2, 3)));
    else (client.ws as unknown as { _socket: Socket })._socket.write(Uint8Array.of(0xf2, 0x80, 0, 0, 0, 0));
    reasons.add(String((await client.closes()).code));
  }
  expect(reasons).toEqual(new Set(['4400', '1002']));
  expect(tries).toBeGreaterThanOrEqual(LIMITS.refusalsBurstCount);
  expect(bans).toEqual({ code: 4429, reason: 'too many refused updates' });
  await RawClient.join(relay.url, host);
});
