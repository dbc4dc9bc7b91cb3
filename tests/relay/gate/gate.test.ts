import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The gate is pure, so it is also tested from inside.
import { judge } from '../../../relay/gate/gate.ts';
import type { ClientOwner, GateState } from '../../../relay/gate/state.ts';
import { newObjectId, type UserId } from '../../../shared/ids.ts';
import { UNIT_SCALE, UPRIGHT } from '../../../shared/pose.ts';
import { CLOSE, MESSAGE, SYNC } from '../../../shared/protocol.ts';
import { SessionDocument, type Writer } from '../../../shared/session/index.ts';
import { editOf, equalDocs, put, remove, valuesOf } from '../../support/documents.ts';
import { randomSession, steps } from '../../support/random-sessions.ts';
import { guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import {
  ack,
  fetchDocument,
  provider,
  RawClient,
  refusalOf,
  step2,
  synced,
  update,
} from '../../support/wire.ts';

const HOST: Writer = { user: 'host________________', role: 'host', editing: true };
const VIEWER: Writer = { ...HOST, role: 'viewer' };

/** A document as the relay holds it, all client ids `owner`'s. */
const stateOf = (doc: Y.Doc, owner: ClientOwner = HOST): GateState => ({
  doc,
  ownerOf: client => (doc.store.clients.has(client) ? owner : undefined),
  bytes: () => 0,
});

describe('the gate', () => {
  it('[RELAY-3] a state is nothing new to the document that made it, and news to any earlier one', () => {
    fc.assert(
      fc.property(steps, chosen => {
        const { doc, updates } = randomSession(chosen, HOST.user);
        const whole = Y.encodeStateAsUpdate(doc);
        expect(judge(whole, stateOf(doc), VIEWER).type).toBe('nothing-new');
        const earlier = new Y.Doc();
        for (const each of updates) {
          expect(judge(each, stateOf(earlier), VIEWER).type).toBe('refuse');
          expect(judge(each, stateOf(earlier), HOST)).toMatchObject({ type: 'accept', isWhole: true });
          Y.applyUpdate(earlier, each);
          expect(judge(each, stateOf(earlier), VIEWER).type).toBe('nothing-new');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('[RELAY-3] former values of one key, which undo keeps and Yjs joins into one struct, are edits like others', () => {
    const mine = new SessionDocument();
    const id = newObjectId();
    const author = { user: HOST.user as UserId, at: 1 };
    const at = (x: number) =>
      ({ parent: null, position: [x, 0, 0], rotation: UPRIGHT, scale: UNIT_SCALE }) as const;
    mine.apply(author, [{ type: 'place-object', id, kind: 'box', placement: at(0), fields: {} }]);
    const relay = new Y.Doc();
    Y.applyUpdate(relay, Y.encodeStateAsUpdate(mine.doc));
    for (const x of [1, 2, 3, 4]) {
      mine.apply(author, [{ type: 'move-object', id, placement: at(x) }]);
    }
    const late = Y.encodeStateAsUpdate(mine.doc, Y.encodeStateVector(relay));
    expect(judge(late, stateOf(relay), HOST)).toMatchObject({ type: 'accept', isWhole: true });
  });

  it('[RELAY-4] what it accepts leaves nothing pending; what it calls a gap would', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(59), { maxLength: 8 }), (chosen, dropped) => {
        const { updates } = randomSession(chosen, HOST.user);
        const doc = new Y.Doc();
        for (const [i, each] of updates.entries()) {
          if (dropped.includes(i)) continue;
          const verdict = judge(each, stateOf(doc), HOST);
          const trial = new Y.Doc();
          Y.applyUpdate(trial, Y.encodeStateAsUpdate(doc));
          Y.applyUpdate(trial, each);
          const pending = trial.store.pendingStructs !== null || trial.store.pendingDs !== null;
          expect(verdict.type === 'gap').toBe(pending);
          if (verdict.type === 'accept') Y.applyUpdate(doc, each);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('[RELAY-3] a viewer cannot change a byte, by update or by answer, and is told', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const viewer = await guestOf(relay.url, host, 'viewer');
    const doc = new Y.Doc();
    const a = await RawClient.join(relay.url, host);
    a.send(update(editOf(doc, put('kept', 1))));
    await a.barrier(1);
    const before = await fetchDocument(relay.url, host);
    const mine = await fetchDocument(relay.url, viewer);
    const attempts = [
      update(editOf(mine, put('mine', 1))),
      step2(editOf(mine, put('mine', 2))),
      update(editOf(mine, remove('kept'))),
      step2(Y.encodeStateAsUpdate(mine)),
    ];
    for (const attempt of attempts) {
      const client = await RawClient.join(relay.url, viewer);
      client.send(attempt);
      expect(await refusalOf(client)).toMatchObject({ code: 'gate/role' });
      // A client that would not understand is sent away instead.
      const plain = await RawClient.join(relay.url, viewer, 'plain');
      plain.send(attempt);
      expect(await plain.closes()).toEqual({ code: 4403, reason: expect.stringContaining('gate/role') });
    }
    expect(equalDocs(await fetchDocument(relay.url, host), before)).toBe(true);
    expect(a.received.filter(m => m.sync === SYNC.update)).toEqual([]);
  });

  it('[RELAY-3] a plain client that only looks stays connected and sees edits', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const a = provider(relay.url, host);
    put('before', 1)(a.doc);
    remove('before')(a.doc);
    await synced(a);
    const b = provider(relay.url, await guestOf(relay.url, host, 'viewer'));
    await synced(b);
    put('after', 2)(a.doc);
    await until(() => valuesOf(b.doc).after === 2, 'the edit');
    expect(b.wsconnected).toBe(true);
  });

  it('[RELAY-4] after a gap the relay asks again, and acknowledges once the answer is on disk', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const client = await RawClient.join(relay.url, host);
    client.send(update(editOf(doc, put('a', 1))));
    await client.barrier(1);
    editOf(doc, put('lost', 1));
    client.received.length = 0;
    client.send(update(editOf(doc, put('a', 2))));
    client.send(ack(Uint8Array.of(2)));
    const asked = await client.hears(m => m.sync === SYNC.step1);
    // A second barrier and a query come and go: the first barrier still waits for what it covers.
    client.send(update(editOf(doc, put('a', 3))));
    client.send(ack(Uint8Array.of(3)));
    const onRelay = await fetchDocument(relay.url, host);
    expect(valuesOf(onRelay)).toEqual({ a: 1 });
    expect(client.received.filter(m => m.type === 102)).toEqual([]);
    expect(client.received.filter(m => m.sync === SYNC.step1)).toHaveLength(1);
    client.send(step2(Y.encodeStateAsUpdate(doc, asked.body)));
    await client.hears(m => m.type === 102 && m.body[0] === 3);
    expect(client.received.filter(m => m.type === 102).map(m => m.body[0])).toEqual([2, 3]);
    expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
  });

  it('[RELAY-5] a device with a hole of its own is asked nothing twice: what stands without the hole is taken', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const other = new Y.Doc();
    const updates = [put('a', 1), put('b', 1), put('c', 1)].map(each => editOf(other, each));
    // Its disk lost the middle of the other's edits; its own edits came after.
    const holed = new Y.Doc();
    for (const i of [0, 2]) Y.applyUpdate(holed, updates[i] as Uint8Array);
    put('own', 1)(holed);
    const client = await RawClient.join(relay.url, host);
    client.received.length = 0;
    client.send(step2(Y.encodeStateAsUpdate(holed)));
    await client.barrier(1);
    expect(client.received.filter(m => m.sync === SYNC.step1)).toEqual([]);
    const stored = await fetchDocument(relay.url, host);
    expect(valuesOf(stored)).toEqual({ a: 1, own: 1 });
    expect(stored.store.pendingStructs).toBeNull();
    // Whoever has the missing edit fills the hole for everybody.
    const friend = await RawClient.join(relay.url, host);
    friend.send(step2(Y.encodeStateAsUpdate(other)));
    await friend.barrier(1);
    expect(valuesOf(await fetchDocument(relay.url, host))).toEqual({ a: 1, b: 1, c: 1, own: 1 });
  });

  it('[RELAY-6] structs that hang on each other are not kept pending, and their sender is sent away', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const honest = await RawClient.join(relay.url, host);
    honest.send(update(editOf(doc, put('a', 1))));
    await honest.barrier(1);
    // Client 7's struct has client 8's as its neighbour, and the other way round.
    const knot = Uint8Array.from([2, 1, 8, 0, 0x88, 7, 0, 1, 0x7f, 1, 7, 0, 0x88, 8, 0, 1, 0x7f, 0]);
    const knotter = await RawClient.join(relay.url, host);
    knotter.send(update(knot));
    expect((await knotter.closes()).code).toBe(CLOSE.badRequest);
    honest.send(update(editOf(doc, put('b', 1))));
    await honest.barrier(2);
    const stored = await fetchDocument(relay.url, host);
    expect(stored.store.pendingStructs).toBeNull();
    expect(valuesOf(stored)).toEqual({ a: 1, b: 1 });
  });

  it('[GATE-1] after a refusal no barrier is answered until the device starts over, and then all is well', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const client = await RawClient.join(relay.url, host);
    client.send(update(editOf(doc, put('a', 1))));
    await client.barrier(1);
    client.send(update(editOf(doc, d => d.getMap('elsewhere').set('b', 2))));
    client.send(ack(Uint8Array.of(2)));
    expect(await refusalOf(client)).toMatchObject({ code: 'gate/unknown' });
    // What hangs on it is no news, and asked for by nobody.
    client.received.length = 0;
    client.send(update(editOf(doc, put('c', 3))));
    client.send(ack(Uint8Array.of(3)));
    client.send(Uint8Array.of(MESSAGE.queryAwareness));
    expect(valuesOf(await fetchDocument(relay.url, host))).toEqual({ a: 1 });
    expect(client.received.filter(m => m.type !== MESSAGE.awareness)).toEqual([]);
    // It takes the relay's state as a fresh document, and writes again what it may.
    const fresh = await client.askAll();
    client.send(update(editOf(fresh, put('c', 3))));
    await client.barrier(4);
    expect(client.received.filter(m => m.type === MESSAGE.ack).map(m => m.body[0])).toEqual([4]);
    expect(valuesOf(await fetchDocument(relay.url, host))).toEqual({ a: 1, c: 3 });
  });
});
