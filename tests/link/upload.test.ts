import { describe, expect, it, vi } from 'vitest';
import type NodeSocket from 'ws';
import * as Y from 'yjs';
import { newObjectId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { MESSAGE, SYNC } from '../../shared/protocol.ts';
import { type Intent, SessionDocument } from '../../shared/session/index.ts';
import { relayOn } from '../support/relay.ts';
import { until } from '../support/until.ts';
import { type Device, isLive, live, open, waiting } from './harness.ts';
import { tap, typeOf } from './tap.ts';

const HOST = { user: 'host-host-host-host' as UserId, at: 1 };

const note = (n: number): Extract<Intent, { type: 'place-object' }> => ({
  type: 'place-object',
  id: newObjectId(),
  kind: 'note',
  placement: { parent: null, position: [n % 100, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  fields: { text: `${n} `.padEnd(1_800, 'words ') },
});

const bytesOf = (messages: readonly Uint8Array[]): number =>
  messages.reduce((sum, { length }) => sum + length, 0);

const isAnswer = (bytes: Uint8Array): boolean => bytes[0] === MESSAGE.sync && bytes[1] === SYNC.step2;

/** So much takes its time, at the pace that the relay allows. */
const confirmed = (device: Device): Promise<void> =>
  vi.waitFor(() => expect([isLive(device), waiting(device)]).toEqual([true, 0]), { timeout: 100_000 });

describe('a document that is larger than a message', () => {
  it('[LINK-27] goes up in parts, on from where a cut has left it, with what is edited meanwhile', async () => {
    const { url } = await relayOn();
    const document = new SessionDocument();
    const notes = Array.from({ length: 5_000 }, (_, n) => note(n));
    const host = { ...HOST };
    for (let n = 0; n < notes.length; n += 100) document.apply(host, notes.slice(n, n + 100));
    // What was moved long after it was made, and what is gone, must not come to the relay half.
    for (const { id, placement } of notes.slice(0, 500)) {
      document.apply(host, [{ type: 'move-object', id, placement: { ...placement, position: [7, 7, 7] } }]);
    }
    for (const { id } of notes.slice(500, 700)) document.apply(host, [{ type: 'delete-object', id }]);
    const whole = Y.encodeStateAsUpdate(document.doc).length;
    expect(whole).toBeGreaterThan(LIMITS.messageMaxBytes);

    const { WebSocket, sockets } = tap();
    const device = await open(url, { document, waiting: 1, environment: { WebSocket } as never });
    const syncs = () => sockets[0]?.sent.filter(each => typeOf(each) === MESSAGE.sync) ?? [];
    await until(() => syncs().length > 4, 'some parts');
    document.apply(host, [note(0)]);
    sockets[0]?.cut();
    document.apply(host, [note(1)]);
    await confirmed(device);
    const sent = sockets.map(each => bytesOf(each.sent));
    expect(sockets).toHaveLength(2);
    // How much of the first way has arrived before the cut is up to the machine; it is never nothing.
    expect(sent[1]).toBeLessThan(whole);
    for (const message of sockets.flatMap(each => each.sent)) {
      expect(message.length).toBeLessThan(LIMITS.messageMaxBytes / 4);
    }

    // The same where so much is brought in at once while the link is up.
    document.apply(
      host,
      Array.from({ length: 2_500 }, (_, n) => note(n)),
    );
    await confirmed(device);
    // That answers nothing, and must not be taken for an answer.
    expect(sockets[1]?.sent.filter(isAnswer)).toHaveLength(1);
    const fetched = await device.link.fetch();
    if (!fetched.ok) throw new Error(fetched.error.code);
    const there = new Y.Doc();
    Y.applyUpdate(there, fetched.value.update);
    expect(there.getMap('objects').size).toBe(document.objects.size);
    expect(Y.encodeStateVector(there)).toEqual(Y.encodeStateVector(document.doc));
    expect(device.link.refusal.peek()).toBeUndefined();
  }, 240_000);

  it('[LINK-27] is not sent before the relay has told what it has, so that no barrier overtakes older edits', async () => {
    const { url } = await relayOn();
    const document = new SessionDocument();
    document.apply(HOST, [note(0)]);
    const { WebSocket, sockets } = tap();
    const arrivals: (() => void)[] = [];
    /** A relay that is far away: until `isNear` nothing of it arrives. */
    let isNear = false;
    class Far extends (WebSocket as unknown as typeof NodeSocket) {
      override emit(name: string, ...args: unknown[]): boolean {
        if (name !== 'message' || isNear) return Reflect.apply(super.emit, this, [name, ...args]);
        arrivals.push(() => super.emit(name, ...args));
        return true;
      }
    }
    const device = await open(url, { document, waiting: 1, environment: { WebSocket: Far } as never });
    await until(() => arrivals.length > 0, 'the relay’s first word');
    document.apply(
      HOST,
      Array.from({ length: 3_000 }, (_, n) => note(n)),
    );
    await live(await open(url));
    expect(sockets[0]?.sent.filter(each => typeOf(each) === MESSAGE.ack)).toEqual([]);
    expect(waiting(device)).toBeGreaterThan(0);
    isNear = true;
    for (const arrive of arrivals) arrive();
    await confirmed(device);
    expect(sockets[0]?.sent.findIndex(isAnswer)).toBeLessThan(
      sockets[0]?.sent.findIndex(each => typeOf(each) === MESSAGE.ack) ?? 0,
    );
  }, 120_000);
});
