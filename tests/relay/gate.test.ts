import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The gate is pure, so it is also tested from inside.
import { judge } from '../../relay/rooms/gate.ts';
import { CLOSE, SYNC } from '../../shared/protocol.ts';
import {
  ack,
  editOf,
  equalDocs,
  fetchDocument,
  guestOf,
  hostOf,
  provider,
  RawClient,
  relayOn,
  step2,
  synced,
  until,
  update,
} from './harness.ts';
import { choices, randomUpdates } from './random-updates.ts';

const put = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('objects').set(key, value);

describe('the gate', () => {
  it('[RELAY-3] a state is nothing new to the document that made it, and news to any earlier one', () => {
    fc.assert(
      fc.property(choices, numbers => {
        const { doc, updates } = randomUpdates(numbers);
        const whole = Y.encodeStateAsUpdate(doc);
        expect(judge(whole, doc, 'viewer').type).toBe('nothing-new');
        const earlier = new Y.Doc();
        for (const each of updates) {
          expect(judge(each, earlier, 'viewer').type).toBe('refuse');
          expect(judge(each, earlier, 'editor').type).toBe('accept');
          Y.applyUpdate(earlier, each);
          expect(judge(each, earlier, 'viewer').type).toBe('nothing-new');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('[RELAY-4] what it accepts leaves nothing pending; what it calls a gap would', () => {
    fc.assert(
      fc.property(choices, fc.array(fc.nat(59), { maxLength: 8 }), (numbers, dropped) => {
        const { updates } = randomUpdates(numbers);
        const doc = new Y.Doc();
        for (const [i, each] of updates.entries()) {
          if (dropped.includes(i)) continue;
          const verdict = judge(each, doc, 'editor');
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
      update(editOf(mine, d => d.getMap('objects').delete('kept'))),
      step2(Y.encodeStateAsUpdate(mine)),
    ];
    for (const attempt of attempts) {
      const client = await RawClient.join(relay.url, viewer);
      client.send(attempt);
      expect(await client.closes()).toEqual({ code: 4403, reason: expect.stringContaining('viewer') });
    }
    expect(equalDocs(await fetchDocument(relay.url, host), before)).toBe(true);
    expect(a.received.filter(m => m.sync === SYNC.update)).toEqual([]);
  });

  it('[RELAY-3] a plain client that only looks stays connected and sees edits', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const a = provider(relay.url, host);
    put('before', 1)(a.doc);
    a.doc.getMap('objects').delete('before');
    await synced(a);
    const b = provider(relay.url, await guestOf(relay.url, host, 'viewer'));
    await synced(b);
    put('after', 2)(a.doc);
    await until(() => b.doc.getMap('objects').get('after') === 2, 'the edit');
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
    expect(onRelay.getMap('objects').toJSON()).toEqual({ a: 1 });
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
    expect(stored.getMap('objects').toJSON()).toEqual({ a: 1, own: 1 });
    expect(stored.store.pendingStructs).toBeNull();
    // Whoever has the missing edit fills the hole for everybody.
    const friend = await RawClient.join(relay.url, host);
    friend.send(step2(Y.encodeStateAsUpdate(other)));
    await friend.barrier(1);
    expect((await fetchDocument(relay.url, host)).getMap('objects').toJSON()).toEqual({
      a: 1,
      b: 1,
      c: 1,
      own: 1,
    });
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
    expect(stored.getMap('objects').toJSON()).toEqual({ a: 1, b: 1 });
  });

  it('[RELAY-8] an update that Yjs fails on half-way costs the room a restart from the disk, and nobody an edit', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    // A deleted value and what was inside it; then the same again, claimed to be longer, over what was collected.
    const head = [189, 144, 185, 38, 0, 33, 1, 7, ...Buffer.from('objects'), 2, ...Buffer.from('k1')];
    const tail = [0, 1, 1, 189, 144, 185, 38, 1, 0, 2];
    const honest = await RawClient.join(relay.url, host);
    honest.send(step2(Uint8Array.from([1, 2, ...head, 1, ...tail])));
    const doc = new Y.Doc();
    honest.send(update(editOf(doc, put('a', 1))));
    await honest.barrier(1);
    const before = await fetchDocument(relay.url, host);
    const breaker = await RawClient.join(relay.url, host);
    breaker.send(update(Uint8Array.from([1, 2, ...head, 38, ...tail])));
    expect((await breaker.closes()).code).toBe(CLOSE.badRequest);
    // A code outside 4400 to 4499: devices come back by themselves.
    expect((await honest.closes()).code).toBe(1012);
    expect(equalDocs(await fetchDocument(relay.url, host), before)).toBe(true);
    const back = await RawClient.join(relay.url, host);
    back.send(update(editOf(doc, put('b', 2))));
    await back.barrier(1);
    expect((await fetchDocument(relay.url, host)).getMap('objects').toJSON()).toEqual({ a: 1, b: 2 });
  });

  it('[RELAY-7] claiming somebody else’s client id is bounded: no leap over clocks, no other session touched', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const victimDoc = new Y.Doc();
    victimDoc.clientID = 5;
    const victim = await RawClient.join(relay.url, host);
    victim.send(update(editOf(victimDoc, put('a', 1))));
    await victim.barrier(1);
    const attacker = await RawClient.join(relay.url, await guestOf(relay.url, host, 'editor'));
    // A collected struct of client 5 from its next clock, 2^40 long.
    attacker.send(update(Uint8Array.from([1, 1, 5, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0])));
    expect((await attacker.closes()).code).toBe(CLOSE.badRequest);
    victim.send(update(editOf(victimDoc, put('b', 2))));
    await victim.barrier(2);
    expect(equalDocs(await fetchDocument(relay.url, host), victimDoc)).toBe(true);
  });
});
