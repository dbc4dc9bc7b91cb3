import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openLmdb } from '../../../relay/storage/index.ts';
import { MESSAGE } from '../../../shared/protocol.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, put, remove, valuesOf } from '../../support/documents.ts';
import { guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { scene } from '../../support/relay-scene.ts';
import { until } from '../../support/until.ts';
import {
  awareness,
  fetchDocument,
  provider,
  RawClient,
  refusalOf,
  state,
  step2,
  synced,
  update,
} from '../../support/wire.ts';

/** One struct as a whole update: what is collected, `length` clocks of it. */
const collected = (client: number, clock: number, length: number): Uint8Array =>
  encoding.encode(encoder => {
    for (const n of [1, 1, client, clock]) encoding.writeVarUint(encoder, n);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, length);
    encoding.writeVarUint(encoder, 0);
  });

const forgedFor = (client: number, from: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array => {
  const forger = new Y.Doc();
  Y.applyUpdate(forger, Y.encodeStateAsUpdate(from));
  forger.clientID = client;
  return editOf(forger, edit);
};

describe('somebody else’s client id', () => {
  it('[RELAY-7] no clock of it is taken, neither by what is collected nor by what looks like an edit', async () => {
    const { doc, attacker, goesOn } = await scene();
    const next = Y.getState(doc.store, doc.clientID);
    for (const forged of [
      collected(doc.clientID, next, 2),
      forgedFor(doc.clientID, doc, put('forged', 1)),
      forgedFor(doc.clientID, doc, put('a', 'forged')),
    ]) {
      attacker.received.length = 0;
      attacker.send(update(forged));
      expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/client-id' });
    }
    await goesOn();
  });

  it('[RELAY-7] no struct leaps over clocks', async () => {
    const { doc, attacker, goesOn } = await scene();
    attacker.send(update(collected(doc.clientID, Y.getState(doc.store, doc.clientID), 2 ** 40)));
    expect((await attacker.closes()).code).toBe(4400);
    await goesOn();
  });

  it('[RELAY-7] it is bound by presence, before anything is written under it and when its owner is gone', async () => {
    const { relay, host, anna, attacker, stored } = await scene();
    const offline = new Y.Doc();
    const away = await RawClient.join(relay.url, anna);
    away.send(awareness(state(offline.clientID, 1, { name: 'Anna' })));
    await away.barrier(9);
    away.ws.close();
    const edits = editOf(offline, put('offline', 'work of a day'));
    // As many clocks as she has: hers would count as known, and never be sent.
    attacker.send(update(collected(offline.clientID, 0, Y.getState(offline.store, offline.clientID))));
    expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/client-id' });
    const back = await RawClient.join(relay.url, anna);
    back.send(step2(edits));
    await back.barrier(10);
    expect(await stored()).toEqual({ a: 1, offline: 'work of a day' });
    expect(valuesOf(await fetchDocument(relay.url, host)).offline).toBe('work of a day');
  });

  it('[RELAY-7] whoever finds their own id taken is told, and loses nothing under a fresh one', async () => {
    const { relay, host, anna, attacker } = await scene();
    const doc = new Y.Doc();
    const edits = editOf(doc, put('mine', 1));
    const taken = new Y.Doc();
    taken.clientID = doc.clientID;
    attacker.send(update(editOf(taken, put('theirs', 1))));
    await attacker.barrier(1);
    const device = await RawClient.join(relay.url, anna);
    // It hears whose the id is before it is asked for anything.
    const heard = device.received.map(({ type }) => type);
    expect(heard.indexOf(MESSAGE.authors)).toBeLessThan(heard.indexOf(MESSAGE.sync));
    const told = await device.hears(m => m.type === MESSAGE.authors);
    expect(JSON.parse(new TextDecoder().decode(told.body))[doc.clientID]).not.toBe(anna.user);
    device.send(step2(Y.mergeUpdates([edits, editOf(doc, put('more', 2))])));
    expect(await refusalOf(device)).toMatchObject({ code: 'gate/client-id' });
    const fresh = await device.askAll();
    device.send(update(editOf(fresh, put('mine', 1))));
    device.send(update(editOf(fresh, put('more', 2))));
    await device.barrier(2);
    expect(valuesOf(await fetchDocument(relay.url, host))).toEqual({ a: 1, theirs: 1, mine: 1, more: 2 });
  });

  it('[RELAY-7] ids are kept through a restart, and one whose owner is not known any more is nobody’s to go on with', async () => {
    const dataFolder = newFolder();
    const first = await relayOn({ dataFolder });
    const host = await hostOf(first.url);
    const [anna, mallory] = [
      await guestOf(first.url, host, 'editor'),
      await guestOf(first.url, host, 'editor'),
    ];
    const doc = new Y.Doc();
    const honest = await RawClient.join(first.url, anna);
    honest.send(update(editOf(doc, put('a', 1))));
    await honest.barrier(1);
    await first.close();
    const second = await relayOn({ dataFolder });
    const attacker = await RawClient.join(second.url, mallory);
    attacker.send(update(forgedFor(doc.clientID, doc, put('forged', 1))));
    expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/client-id' });
    const back = await RawClient.join(second.url, anna);
    back.send(update(editOf(doc, put('b', 2))));
    await back.barrier(2);
    expect(valuesOf(await fetchDocument(second.url, host))).toEqual({ a: 1, b: 2 });
    await second.close();
    // A disk that lost the records and kept the document.
    const opened = await openLmdb(dataFolder);
    if (!opened.ok) throw new Error(opened.error.code);
    const prefix = `${host.session}/`;
    const lost = await opened.value.list('clients', { prefix });
    expect(lost.map(([key]) => key)).toContain(prefix + doc.clientID);
    await opened.value.write(lost.map(([key]) => ({ type: 'remove', collection: 'clients', key })));
    await opened.value.close();
    const third = await relayOn({ dataFolder });
    for (const guest of [mallory, anna]) {
      const client = await RawClient.join(third.url, guest);
      client.send(update(forgedFor(doc.clientID, doc, put('c', 3))));
      expect(await refusalOf(client)).toMatchObject({ code: 'gate/client-id' });
    }
    expect(valuesOf(await fetchDocument(third.url, host))).toEqual({ a: 1, b: 2 });
  });

  it('[RELAY-7] what somebody else wrote may be sent again by anybody who has it', async () => {
    const { relay, host, mallory, doc } = await scene();
    const friend = await RawClient.join(relay.url, mallory);
    friend.send(step2(Y.encodeStateAsUpdate(doc)));
    await friend.barrier(1);
    expect(valuesOf(await fetchDocument(relay.url, host))).toEqual({ a: 1 });
  });
});

describe('edits that do not stand', () => {
  it('[RELAY-4] a thousand from the future leave nothing behind, and newcomers get what they got before', async () => {
    const { relay, host, attacker, goesOn, stored } = await scene();
    const before = Y.encodeStateAsUpdate(await fetchDocument(relay.url, host)).length;
    for (let i = 0; i < 1_000; i++) attacker.send(update(collected(1_000 + i, 5, 1)));
    attacker.send(update(Uint8Array.from([0, 1, 7, 1, 0, 9])));
    const other = await RawClient.join(relay.url, host);
    await other.barrier(1);
    expect(await stored()).toEqual({ a: 1 });
    expect(Y.encodeStateAsUpdate(await fetchDocument(relay.url, host)).length).toBe(before);
    await goesOn();
  });

  it('[RELAY-4] of one whose beginning is missing the deletions are not taken either', async () => {
    const { doc, attacker, goesOn } = await scene();
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    editOf(other, put('unsent', 1));
    const both = editOf(other, d => {
      remove('a')(d);
      put('b', 1)(d);
    });
    attacker.send(update(both));
    await attacker.hears(m => m.sync === 0);
    await goesOn();
  });

  it('[RELAY-2] version 2, bombs and values without a floor are sent away', async () => {
    const { relay, mallory, goesOn } = await scene();
    const other = new Y.Doc();
    put('a', 1)(other);
    let deep: unknown = 1;
    for (let i = 0; i < 2_000; i++) deep = [deep];
    const deepDoc = new Y.Doc();
    const attacks = [
      Y.encodeStateAsUpdateV2(other),
      Uint8Array.from([1, 0x80, 0x8c, 0xa7, 0x0e, 1, 0]),
      editOf(deepDoc, put('deep', deep)),
    ];
    for (const attack of attacks) {
      const client = await RawClient.join(relay.url, mallory);
      client.send(update(attack));
      expect((await client.closes()).code).toBe(4400);
    }
    await goesOn();
  });

  it('[RELAY-8] a struct that goes on in another place than it began is sent away', async () => {
    const { relay, mallory, goesOn } = await scene();
    const client = 77;
    // A deleted value of one object, then the same longer, and of another.
    const claim = (name: string, length: number): Uint8Array =>
      encoding.encode(encoder => {
        for (const n of [1, 1, client, 0, 0x21, 1]) encoding.writeVarUint(encoder, n);
        encoding.writeVarString(encoder, 'objects');
        encoding.writeVarString(encoder, name);
        for (const n of [length, 1, client, 1, 0, length]) encoding.writeVarUint(encoder, n);
      });
    const attacker = await RawClient.join(relay.url, mallory);
    attacker.send(update(claim('one', 1)));
    await attacker.barrier(1);
    attacker.send(update(claim('two', 3)));
    expect((await attacker.closes()).code).toBe(4400);
    await goesOn();
  });
});

/** However slowly that goes: what has been used up comes back with time, so that no number is enough. */
async function sendUntil(
  client: RawClient,
  made: (i: number) => Uint8Array,
  isOver: () => unknown,
): Promise<void> {
  for (let i = 0; !isOver(); i++) {
    client.send(update(made(i)));
    await new Promise(resolve => setImmediate(resolve));
  }
}

describe('patience', () => {
  it('[GATE-2] who is refused too often is sent away, and an honest neighbour is not', async () => {
    const { doc, attacker, goesOn } = await scene();
    await sendUntil(
      attacker,
      i => forgedFor(doc.clientID, doc, put('forged', i)),
      () => attacker.closed,
    );
    expect((await attacker.closes()).code).toBe(4429);
    await goesOn();
  });

  it('[GATE-2] nobody takes more client ids than a person needs', async () => {
    const { attacker, goesOn } = await scene();
    await sendUntil(
      attacker,
      i => collected(10_000 + i, 0, 1),
      () => attacker.received.some(({ type }) => type === MESSAGE.refused),
    );
    expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/too-fast' });
    await goesOn();
  });

  it('[GATE-3] devices hear whose edits are whose; plain clients hear nothing that they would log as an error', async () => {
    const { relay, host, honest, anna, mallory, attacker, doc } = await scene();
    const plain = provider(relay.url, host);
    await synced(plain);
    const errors: unknown[] = [];
    const log = console.error;
    console.error = (...words) => errors.push(words);
    const mine = new Y.Doc();
    attacker.send(update(editOf(mine, put('b', 2))));
    await until(() => valuesOf(plain.doc).b === 2, 'the edit');
    console.error = log;
    expect(errors).toEqual([]);
    const told = await honest.hears(m => m.type === MESSAGE.authors && m.body.length > 2);
    expect(told).toBeDefined();
    const late = await RawClient.join(relay.url, host);
    const all = await late.hears(m => m.type === MESSAGE.authors);
    expect(JSON.parse(new TextDecoder().decode(all.body))).toEqual({
      [doc.clientID]: anna.user,
      [mine.clientID]: mallory.user,
    });
  });
});
