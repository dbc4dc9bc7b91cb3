import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { RelayConfig } from '../../../relay/index.ts';
import { Incoming, Uploads } from '../../../relay/media/index.ts';
import {
  Keyring,
  MemoryFileStore,
  MemoryStore,
  newMaster,
  newMemoryDisk,
  newMemoryFiles,
  SealedBlobs,
} from '../../../relay/storage/index.ts';
import { ROUTES, screenshotsAnswer } from '../../../shared/api/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import { newSessionId, type UserId } from '../../../shared/ids.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { pictureOf } from '../../support/pictures.ts';
import { type Guest, guestOf, hostOf, relayOn, send } from '../../support/relay.ts';
import { until } from '../../support/until.ts';

const PNG = await pictureOf(64, 64, 'png');
const hex = (): string => randomBytes(32).toString('hex');
const blobPath = (guest: Guest, sha256: string): string => `/api/sessions/${guest.session}/blobs/${sha256}`;
const shotsPath = (guest: Guest): string => `/api/sessions/${guest.session}/screenshots`;
const auth = ({ token }: Guest) => ({ authorization: `Bearer ${token}` });

interface Slow {
  readonly request: ClientRequest;
  /** The code of the problem that it is answered with, or the status. */
  readonly answer: Promise<string | number>;
}

/** Announces so many bytes, and sends what the test writes. Ended with the test. */
function announce(
  url: string,
  guest: Guest,
  method: 'PUT' | 'POST',
  path: string,
  bytes: number,
  more: Record<string, string> = {},
): Slow {
  const type = method === 'POST' ? 'image/png' : 'application/octet-stream';
  const sending = request(url + path, {
    method,
    agent: false,
    headers: { ...auth(guest), 'content-type': type, 'content-length': bytes, ...more },
  });
  // Broken off here, or answered before it has ended.
  sending.on('error', () => undefined);
  onCleanup(() => sending.destroy());
  const answer = once(sending, 'response').then(
    async ([response]) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      return (JSON.parse(text).code as string | undefined) ?? (response.statusCode as number);
    },
    error => String(error),
  );
  return { request: sending, answer };
}

const offsetOf = async (url: string, guest: Guest, sha256: string): Promise<number> => {
  const head = await fetch(url + blobPath(guest, sha256), { method: 'HEAD', headers: auth(guest) });
  return Number(head.headers.get('upload-offset'));
};
const shots = async (url: string, guest: Guest) =>
  screenshotsAnswer.parse(await (await fetch(url + shotsPath(guest), { headers: auth(guest) })).json())
    .screenshots;

async function shoot(url: string, guest: Guest): Promise<number> {
  const response = await fetch(url + shotsPath(guest), {
    method: 'POST',
    headers: { ...auth(guest), 'content-type': 'image/png' },
    body: new Uint8Array(PNG),
  });
  return response.status;
}

const behindProxy: Partial<RelayConfig> = { trustedProxy: 1 };
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const MiB = 1024 * 1024;

it('[MEDIA-10] what comes in at once is bounded for a person, an address and all, and what is given back is room again', async () => {
  const uploads = new Uploads({ perPersonCount: 2, perAddressCount: 3, perAddressBytes: 60, allBytes: 100 });
  const session = newSessionId();
  const fine = async (): Promise<undefined> => undefined;
  const begin = (user: string, address: string) =>
    uploads.begin({ session, user: user as UserId, address }, fine);
  const [a, b] = [await begin('a', '2001:db8::1'), await begin('a', '2001:db8::2')];
  if (!a.ok || !b.ok) throw new Error('the first ones find room');
  expect(await begin('a', '10.0.0.1')).toMatchObject({ error: { code: 'api/too-fast' } });
  // One network of IPv6 is one address.
  expect(await begin('b', '2001:db8::3')).toMatchObject({ ok: true });
  expect(await begin('c', '2001:db8::4')).toMatchObject({ error: { code: 'api/too-fast' } });
  const other = await begin('c', '2001:db8:0:1::4');
  if (!other.ok) throw new Error('another network has its own share');
  expect([a.value.hold(40), b.value.hold(21), b.value.hold(20)]).toEqual([true, false, true]);
  expect([other.value.hold(41), other.value.hold(40)]).toEqual([false, true]);
  a.value.end();
  a.value.end();
  expect(other.value.hold(20)).toBe(true);
  expect(await begin('a', '10.0.0.1')).toMatchObject({ ok: true });
});

it('[MEDIA-20] bytes that come more slowly than they must, counted from the beginning, are cut off', async () => {
  const pace = { graceMs: 60, bytesPerSecond: 1_000 };
  const never = new AbortController().signal;
  async function* trickle(pieces: number, everyMs: number) {
    for (let i = 0; i < pieces; i++) {
      await new Promise(resolve => setTimeout(resolve, everyMs));
      yield new Uint8Array(1);
    }
  }
  const read = async (source: AsyncIterable<Uint8Array>, signal = never) => {
    let bytes = 0;
    const incoming = new Incoming(source, { pace, signal, take: () => undefined });
    const ended = (async () => {
      for await (const { length } of incoming) bytes += length;
    })();
    const outcome = await ended.then(
      () => 'whole',
      () => 'cut',
    );
    return { outcome, bytes, code: incoming.cut?.code };
  };
  const slow = await read(trickle(1_000, 10));
  expect(slow).toMatchObject({ outcome: 'cut', code: 'api/too-slow' });
  expect(slow.bytes).toBeLessThan(1_000);
  expect(await read(trickle(5, 1))).toEqual({ outcome: 'whole', bytes: 5, code: undefined });
  // What the reader takes its time for is not the sender's doing.
  const incoming = new Incoming(trickle(3, 0), { pace, signal: never, take: () => undefined });
  let count = 0;
  for await (const _ of incoming) {
    await new Promise(resolve => setTimeout(resolve, 50));
    count += 1;
  }
  expect(count).toBe(3);
  const ending = new AbortController();
  ending.abort({ code: 'api/forbidden' } satisfies AppError);
  expect(await read(trickle(3, 0), ending.signal)).toMatchObject({ outcome: 'cut', code: 'api/forbidden' });
});

it('[MEDIA-20] whoever sends a picture, a file or JSON too slowly is answered, and what arrived of a file goes on from there', async () => {
  const { url } = await relayOn({ uploadPace: { graceMs: 200, bytesPerSecond: 1_000_000 } });
  const host = await hostOf(url);
  const sha256 = hex();
  const file = announce(url, host, 'PUT', blobPath(host, sha256), MiB);
  file.request.write(new Uint8Array(10));
  const shot = announce(url, host, 'POST', shotsPath(host), MiB);
  shot.request.write(PNG.subarray(0, 1));
  const json = announce(url, host, 'POST', ROUTES.createShare, 50, { 'content-type': 'application/json' });
  json.request.write('{');
  expect(await Promise.all([file.answer, shot.answer, json.answer])).toEqual([
    'api/too-slow',
    'api/too-slow',
    'api/too-slow',
  ]);
  expect(await offsetOf(url, host, sha256)).toBe(10);
  expect(await shots(url, host)).toEqual([]);
  expect(await shoot(url, host)).toBe(201);
});

it('[MEDIA-21] slow uploads take nobody else’s place: of many sessions, of one’s own, of one person', async () => {
  const { url } = await relayOn(behindProxy);
  const victim = await hostOf(url);
  // Everything that one address may begin at once, from a network of its own.
  const greedy: Slow[] = [];
  for (let i = 0; i < 12; i++) {
    const host = await hostOf(url);
    for (let j = 0; j < 12; j++) {
      const address = from(`2001:db8::${i}:${j}`);
      const slow = announce(url, host, 'POST', shotsPath(host), 8 * MiB, address);
      slow.request.write('x');
      greedy.push(slow);
    }
  }
  const refused = await Promise.race(greedy.map(({ answer }) => answer));
  expect(refused).toBe('api/too-fast');
  // From the same network there is no place left, and from any other there is.
  const mine = await guestOf(url, victim, 'editor');
  const shotFrom = async (address: string): Promise<string | number> => {
    const slow = announce(url, mine, 'POST', shotsPath(mine), PNG.length, from(address));
    slow.request.end(PNG);
    return slow.answer;
  };
  expect(await shotFrom('2001:db8::9:9')).toBe('api/too-fast');
  expect(await shotFrom('2001:db8:0:1::1')).not.toBe('api/too-fast');
  expect(await shots(url, victim)).toHaveLength(1);
});

it('[MEDIA-21] a member who sends slowly takes only their own place in their session', async () => {
  const { url } = await relayOn();
  const host = await hostOf(url);
  const [slow, other] = [await guestOf(url, host, 'editor'), await guestOf(url, host, 'editor')];
  const sending = Array.from({ length: 13 }, () => announce(url, slow, 'POST', shotsPath(slow), 8 * MiB));
  for (const each of sending) each.request.write('x');
  expect(await Promise.race(sending.map(({ answer }) => answer))).toBe('api/too-fast');
  expect(await shoot(url, other)).toBe(201);
  expect(await shoot(url, slow)).toBe(429);
});

it.each([
  ['removed', 'api/forbidden', 403],
  ['made a viewer', 'api/forbidden', 403],
  ['deleted', 'api/deleted', 410],
  ['put away', 'link/archived', 200],
] as const)(
  '[MEDIA-22] an upload ends where its sender or session is %s meanwhile, and nothing of it counts',
  async (what, code, after) => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'editor');
    const bytes = randomBytes(200_000);
    const sha256 = hex();
    const file = announce(url, guest, 'PUT', blobPath(guest, sha256), bytes.length);
    file.request.write(bytes.subarray(0, 150_000));
    const shot = announce(url, guest, 'POST', shotsPath(guest), PNG.length);
    shot.request.write(PNG.subarray(0, -1));
    await until(async () => (await offsetOf(url, host, sha256)) === 150_000, 'the first bytes');
    const act = {
      removed: () => send(url, 'DELETE', ROUTES.member(host.session, guest.user), { token: host.token }),
      'made a viewer': () =>
        send(url, 'PATCH', ROUTES.member(host.session, guest.user), {
          token: host.token,
          body: { role: 'viewer' },
        }),
      deleted: () => send(url, 'DELETE', ROUTES.session(host.session), { token: host.token }),
      'put away': () => send(url, 'POST', ROUTES.archive(host.session), { token: host.token }),
    }[what];
    expect((await act()).status).toBeLessThan(300);
    expect(await Promise.all([file.answer, shot.answer])).toEqual([code, code]);
    // The last bytes come too late.
    file.request.end(bytes.subarray(150_000));
    shot.request.end(PNG.subarray(-1));
    if (what !== 'deleted') {
      expect(await shots(url, host)).toEqual([]);
      expect(await offsetOf(url, host, sha256)).toBe(0);
    }
    const list = await fetch(url + shotsPath(guest), { headers: auth(guest) });
    expect(list.status).toBe(what === 'made a viewer' ? 200 : after);
  },
);

it('[MEDIA-23] connections of one address, whatever they do, leave places for others', async () => {
  const { url } = await relayOn({ socketsPerAddressCount: 1, connectionsMaxCount: 5_000 });
  const { port } = new URL(url);
  const sockets = Array.from({ length: 1_010 }, () => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.on('error', () => undefined);
    onCleanup(() => socket.destroy());
    // The beginning of a request that never goes on.
    socket.write('POST /api/sessions/create HTTP/1.1\r\n');
    return socket;
  });
  let closed = 0;
  for (const socket of sockets) socket.once('close', () => (closed += 1));
  await until(() => closed >= 9, 'those that are too many to be dropped');
  for (const socket of sockets) socket.destroy();
  await until(async () => {
    const [asked] = await Promise.allSettled([fetch(`${url}/healthz`)]);
    return asked.status === 'fulfilled' && asked.value.status === 200;
  }, 'a place');
});

it('[MEDIA-11] a session that is full of files takes no other one, and what it has again', async () => {
  const keys = await Keyring.open(new MemoryStore(newMemoryDisk()), newMaster());
  if (!keys.ok) throw new Error(keys.error.code);
  const blobs = new SealedBlobs(new MemoryFileStore(newMemoryFiles()), keys.value, {
    blobMaxBytes: 100,
    blobsPerSessionBytes: 1_000,
    blobsPerSessionCount: 2,
  });
  const id = newSessionId();
  for (const name of ['a', 'b'])
    expect(await blobs.put(id, name, new Uint8Array(1))).toMatchObject({ ok: true });
  expect(await blobs.put(id, 'c', new Uint8Array(1))).toMatchObject({ error: { code: 'api/quota' } });
  expect(await blobs.put(id, 'a', new Uint8Array(2))).toMatchObject({ ok: true });
  expect(await blobs.remove(id, 'b')).toBe(true);
  expect(await blobs.put(id, 'c', new Uint8Array(1))).toMatchObject({ ok: true });
});
