import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { FanOut } from '../../../relay/rooms/fan-out.ts';
import { frame } from '../../../relay/rooms/frames.ts';
import { TokenBucket } from '../../../relay/token-bucket.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE, offerProtocols, SYNC, socketPath } from '../../../shared/protocol.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { editOf, equalDocs, put } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import {
  awareness,
  fetchDocument,
  provider,
  RawClient,
  state,
  statesOf,
  step1,
  synced,
  update,
} from '../../support/wire.ts';

class Ear {
  readonly writes: Buffer[] = [];
  write(frames: readonly Buffer[]): void {
    this.writes.push(Buffer.concat(frames));
  }
}

it('[FAN-1] the first message after a quiet moment leaves at once; what follows leaves as one write per hearer', async () => {
  let now = 1_000;
  const [a, b, c] = [new Ear(), new Ear(), new Ear()];
  const fanOut = new FanOut(new Set([a, b, c]), () => now);
  fanOut.frame(Buffer.from('1'), a);
  expect([a, b, c].map(ear => ear.writes.map(String))).toEqual([[], ['1'], ['1']]);
  now += 1;
  fanOut.frame(Buffer.from('2'), a);
  fanOut.frame(Buffer.from('3'), b);
  fanOut.frame(Buffer.from('4'), a);
  expect(c.writes).toHaveLength(1);
  await until(() => c.writes.length === 2, 'the window to end');
  expect([a, b, c].map(ear => ear.writes.map(String))).toEqual([['3'], ['1', '24'], ['1', '234']]);
  // Everybody who said nothing got the same bytes, not a copy each.
  now += LIMITS.fanOutWindowMs;
  fanOut.frame(Buffer.from('5'), a);
  expect(c.writes.map(String)).toEqual(['1', '234', '5']);
  fanOut.stop();
});

it('[FAN-2] whatever is said by whom, each hears all of the others, in order, and nothing of their own', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 40 }), steps => {
      let now = 0;
      const ears = Array.from({ length: 4 }, () => new Ear());
      const fanOut = new FanOut(new Set(ears), () => now);
      for (const [i, [who, wait]] of steps.entries()) {
        if (wait) now += LIMITS.fanOutWindowMs;
        fanOut.frame(Buffer.from(`${who}.${i};`), ears[who] as Ear);
      }
      fanOut.flush();
      for (const [me, ear] of ears.entries()) {
        const expected = steps.flatMap(([who], i) => (who === me ? [] : [`${who}.${i};`])).join('');
        expect(ear.writes.map(String).join('')).toBe(expected);
      }
    }),
  );
});

it('[FAN-3] frames are what RFC 6455 asks of a server, at every length', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const [a, b] = [await RawClient.join(relay.url, host), await RawClient.join(relay.url, host)];
  const doc = new Y.Doc();
  const lengths = [0, 60, 90, 100, 110, 125, 126, 300, 65_400, 65_535, 65_536, 200_000];
  for (const length of lengths) a.send(update(editOf(doc, put('text', 'x'.repeat(length)))));
  await until(() => b.received.filter(m => m.sync === SYNC.update).length === lengths.length, 'every edit');
  const replay = new Y.Doc();
  for (const m of b.received) if (m.sync === SYNC.update) Y.applyUpdate(replay, m.body);
  expect(equalDocs(replay, doc)).toBe(true);
  for (const [length, head] of [
    [125, [0x82, 125]],
    [126, [0x82, 126, 0, 126]],
    [65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ] as const) {
    const bytes = frame(new Uint8Array(length));
    expect([...bytes.subarray(0, head.length)]).toEqual(head);
    expect(bytes.length).toBe(head.length + length);
  }
});

it('[FAN-4] a reader that is too far behind is cut off, the others go on, and it misses nothing in the end', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const writer = await RawClient.join(relay.url, host);
  const reader = await RawClient.join(relay.url, host);
  const slow = provider(relay.url, await guestOf(relay.url, host, 'viewer'));
  await synced(slow);
  const stalled = await RawClient.join(relay.url, host);
  stalled.ws.pause();
  const socket = slow.ws as unknown as { pause(): void; resume(): void };
  socket.pause();
  const doc = new Y.Doc();
  const count = 90;
  for (let i = 0; i < count; i++) {
    // Some MiB for the system's own socket buffers, then more than what the relay holds back for one reader.
    writer.send(update(editOf(doc, put(`o${i}`, 'x'.repeat(100_000)))));
    if (i % 10 === 9) await writer.barrier(i);
  }
  await until(() => reader.received.filter(m => m.sync === SYNC.update).length === count, 'the reader');
  stalled.ws.resume();
  const { code } = await stalled.closes();
  expect([1006, 1013]).toContain(code);
  expect(stalled.received.filter(m => m.sync === SYNC.update).length).toBeLessThan(count);
  socket.resume();
  await until(() => equalDocs(slow.doc, doc), 'the slow one to catch up');
});

it('[FAN-4] a first sync larger than that limit does not count as being behind', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const writer = await RawClient.join(relay.url, host);
  const doc = new Y.Doc();
  // As random as text can be, and larger than what the system's socket buffers swallow.
  for (let i = 0; i < 20; i++) writer.send(update(editOf(doc, put(`big${i}`, 'x'.repeat(400_000)))));
  await writer.barrier(1);
  const late = await RawClient.join(relay.url, host);
  late.ws.pause();
  late.send(step1(Y.encodeStateVector(new Y.Doc())));
  for (let i = 0; i < 20; i++) {
    writer.send(update(editOf(doc, put('small', i))));
    await writer.barrier(2 + i);
  }
  late.ws.resume();
  await late.barrier(1);
  const mine = new Y.Doc();
  for (const m of late.received)
    if (m.sync !== undefined && m.sync !== SYNC.step1) Y.applyUpdate(mine, m.body);
  expect(equalDocs(mine, doc)).toBe(true);
});

it('[FAN-4] one message larger than that limit does not count either, and what waits behind it does', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const writer = await RawClient.join(relay.url, host);
  const [patient, stalled] = [await RawClient.join(relay.url, host), await RawClient.join(relay.url, host)];
  const doc = new Y.Doc();
  patient.ws.pause();
  stalled.ws.pause();
  // An upload of somebody who was away: more than the system's socket buffers swallow.
  writer.send(update(editOf(doc, put('upload', 'x'.repeat(7_900_000)))));
  await writer.barrier(1);
  for (let i = 0; i < 20; i++) {
    writer.send(update(editOf(doc, put('small', i))));
    await writer.barrier(2 + i);
  }
  patient.ws.resume();
  const replay = new Y.Doc();
  await until(() => {
    for (const m of patient.received.splice(0)) if (m.sync === SYNC.update) Y.applyUpdate(replay, m.body);
    return patient.closed || equalDocs(replay, doc);
  }, 'the patient reader to have it all');
  expect(patient.closed).toBeUndefined();
  for (let i = 0; i < 40; i++) {
    writer.send(update(editOf(doc, put(`more${i}`, 'x'.repeat(80_000)))));
    await writer.barrier(100 + i);
  }
  stalled.ws.resume();
  expect([1006, 1013]).toContain((await stalled.closes()).code);
});

it('[FAN-7] who asks for everything again before reading the last answer is sent away: one such answer waits, never two', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const writer = await RawClient.join(relay.url, host);
  // More than what the system's socket buffers swallow.
  for (let i = 0; i < 2; i++) writer.send(update(editOf(new Y.Doc(), put(`big${i}`, 'x'.repeat(5_000_000)))));
  await writer.barrier(1);
  const greedy = await RawClient.join(relay.url, host);
  greedy.send(awareness(state(7, 1, {})));
  await greedy.barrier(1);
  greedy.ws.pause();
  for (let i = 0; i < 3; i++) greedy.send(step1(Uint8Array.of(0)));
  await writer.hears(m => m.type === MESSAGE.awareness && statesOf(m.body).get(7)?.state === null);
  greedy.ws.resume();
  expect(await greedy.closes()).toEqual({ code: 1013, reason: expect.stringContaining('before the last') });
  expect(greedy.received.filter(m => m.sync === SYNC.step2)).toHaveLength(1);
  // One after the other is fine.
  const patient = await RawClient.join(relay.url, host);
  for (let i = 0; i < 3; i++) expect((await patient.askAll()).getMap('objects').size).toBeGreaterThan(2);
});

it('[FAN-5] one that hears much and says nothing is not taken for gone', async () => {
  const keepAliveMs = 100;
  const relay = await relayOn({ keepAliveMs });
  const host = await hostOf(relay.url);
  const speaker = await RawClient.join(relay.url, host);
  const listener = await RawClient.join(relay.url, host);
  const doc = new Y.Doc();
  const end = performance.now() + 10 * keepAliveMs;
  for (let i = 1; performance.now() < end; i++) {
    speaker.send(update(editOf(doc, put('o', i))));
    await until(
      () => listener.closed || listener.received.filter(m => m.sync === SYNC.update).length === i,
      'it',
    );
  }
  expect(listener.closed).toBeUndefined();
});

/** A socket that has joined and is there for TCP, and answers nothing by itself. */
function bareSocket(port: number, guest: Guest): Socket {
  const socket = connect(port, '127.0.0.1').resume();
  onCleanup(() => socket.destroy());
  socket.write(
    `GET ${socketPath(guest.session)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Protocol: ${offerProtocols(guest.token).join(', ')}\r\n\r\n`,
  );
  return socket;
}

it('[FAN-5] one that sends a large message slowly is not taken for gone', async () => {
  const keepAliveMs = 100;
  const relay = await relayOn({ keepAliveMs });
  const host = await hostOf(relay.url);
  const slow = bareSocket(relay.port, host);
  const doc = new Y.Doc();
  const upload = update(editOf(doc, put('upload', 'x'.repeat(70_000))));
  // One frame from a client: final, binary, a 64-bit length, and a mask of zeros. Nothing fits in between, no
  // pong either.
  const head = Buffer.alloc(14);
  head.set([0x82, 0xff]);
  head.writeBigUInt64BE(BigInt(upload.length), 2);
  const bytes = Buffer.concat([head, upload]);
  for (let at = 0; at < bytes.length && !slow.closed; at += bytes.length / 20) {
    slow.write(bytes.subarray(at, at + bytes.length / 20));
    await new Promise(resolve => setTimeout(resolve, keepAliveMs / 2));
  }
  await until(async () => slow.closed || equalDocs(await fetchDocument(relay.url, host), doc), 'the upload');
  expect(slow.closed).toBe(false);
});

it('[FAN-5] every socket hears something in time, and one that is gone is let go', async () => {
  const relay = await relayOn({ keepAliveMs: 300 });
  const host = await hostOf(relay.url);
  const quiet = await RawClient.join(relay.url, host);
  quiet.received.length = 0;
  await until(() => quiet.received.length >= 3, 'three keep-alives');
  // A message, because y-websocket's timer does not count pings; an awareness update of nobody, because that
  // changes nothing.
  expect(
    quiet.received.every(m => m.type === MESSAGE.awareness && m.body.length === 1 && m.body[0] === 0),
  ).toBe(true);
  // A peer that is there for TCP but answers nothing.
  const dead = bareSocket(relay.port, host);
  await until(() => dead.closed, 'the dead peer to be let go');
  await quiet.barrier(1);
});

it('[FAN-6] a bucket gives its burst, then its rate, and never more', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(400)), { maxLength: 60 }), takes => {
      const bucket = new TokenBucket(10, 20, 0);
      let now = 0;
      let taken = 0;
      for (const [amount, waitMs] of takes) {
        now += waitMs;
        if (bucket.take(amount, now)) taken += amount;
        expect(taken).toBeLessThanOrEqual(20 + (10 * now) / 1000 + 1e-6);
      }
    }),
  );
  const bucket = new TokenBucket(10, 20, 0);
  expect([bucket.take(20, 0), bucket.take(1, 0), bucket.take(1, 100), bucket.take(20, 60_000)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});
