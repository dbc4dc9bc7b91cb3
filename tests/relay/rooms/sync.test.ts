import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { SYNC } from '../../../shared/protocol.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, equalDocs, put, remove } from '../../support/documents.ts';
import { guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, fetchDocument, provider, RawClient, step1, step2, synced, update } from '../../support/wire.ts';

describe('sync', () => {
  it('[WIRE-1] plain y-websocket clients converge, live and after having been apart', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const a = provider(relay.url, host);
    const b = provider(relay.url, await guestOf(relay.url, host, 'editor'));
    await Promise.all([synced(a), synced(b)]);
    put('a', 1)(a.doc);
    put('b', 2)(b.doc);
    await until(() => equalDocs(a.doc, b.doc) && a.doc.getMap('objects').size === 2, 'live edits');

    a.disconnect();
    put('offline', 'a')(a.doc);
    put('online', 'b')(b.doc);
    a.connect();
    await until(() => equalDocs(a.doc, b.doc) && a.doc.getMap('objects').size === 4, 'offline edits');
  });

  it('[WIRE-1] somebody who comes late gets everything, from memory and from the disk', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const host = await hostOf(relay.url);
    const first = await RawClient.join(relay.url, host);
    const doc = new Y.Doc();
    for (let i = 0; i < 50; i++) first.send(update(editOf(doc, put(`o${i}`, i))));
    await first.barrier(1);
    expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
    await relay.close();
    const again = await relayOn({ dataFolder });
    expect(equalDocs(await fetchDocument(again.url, host), doc)).toBe(true);
  });

  it('[WIRE-2] the relay asks first, so edits made before the connection arrive', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    put('early', 1)(doc);
    const a = provider(relay.url, host, doc);
    await synced(a);
    await until(async () => equalDocs(await fetchDocument(relay.url, host), doc), 'the upload');
  });

  it('[WIRE-2] what a device says before it is let in is not lost', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const early = new RawClient(relay.url, `/ws/sessions/${host.session}`, [
      'aiframe.v1',
      `token.${host.token}`,
    ]);
    early.ws.once('open', () => {
      early.send(step1(Y.encodeStateVector(doc)));
      for (let i = 0; i < 100; i++) early.send(update(editOf(doc, put(`o${i}`, i))));
      early.send(ack(Uint8Array.of(7)));
    });
    await early.hears(m => m.sync === SYNC.step2);
    await early.hears(m => m.type === 102 && m.body[0] === 7);
    expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
  });

  it('[WIRE-3] nobody hears their own edits back', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const a = await RawClient.join(relay.url, host);
    const b = await RawClient.join(relay.url, host);
    const [docA, docB] = [new Y.Doc(), new Y.Doc()];
    for (let i = 0; i < 40; i++) {
      a.send(update(editOf(docA, put(`a${i}`, i))));
      b.send(update(editOf(docB, put(`b${i}`, i))));
    }
    const heard = (client: RawClient) => client.received.filter(m => m.sync === SYNC.update);
    await until(() => heard(a).length >= 40 && heard(b).length >= 40, 'the edits of the other');
    await a.barrier(1);
    await b.barrier(1);
    const replay = (client: RawClient): Y.Doc => {
      const doc = new Y.Doc();
      for (const { body } of heard(client)) Y.applyUpdate(doc, body);
      return doc;
    };
    expect(equalDocs(replay(a), docB)).toBe(true);
    expect(equalDocs(replay(b), docA)).toBe(true);
    expect(heard(a)).toHaveLength(40);
  });

  it('[WIRE-3] an answer that brings nothing new is neither stored nor passed on', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const a = await RawClient.join(relay.url, host);
    a.send(update(editOf(doc, put('a', 1))));
    a.send(update(editOf(doc, remove('a'))));
    await a.barrier(1);
    const b = await RawClient.join(relay.url, host);
    const whole = Y.encodeStateAsUpdate(doc);
    for (let i = 0; i < 10; i++) b.send(step2(whole));
    b.send(update(editOf(doc, put('c', 1))));
    await a.hears(m => m.sync === SYNC.update);
    expect(a.received.filter(m => m.sync === SYNC.update)).toHaveLength(1);
  });

  it('[WIRE-4] a first upload of 10,000 objects passes in one message, and comes back in one', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    doc.transact(() => {
      for (let i = 0; i < 10_000; i++) {
        const object = new Y.Map<unknown>();
        object.set('kind', 'box');
        object.set(
          'placement',
          [null, i / 7, 1.5, -i / 3, 0, 0.6, 0, 0.8, 0.2, 0.2, 0.2].map(n => n && Math.fround(n)),
        );
        object.set('by', host.user);
        object.set('name', `Object number ${i}`);
        doc.getMap('objects').set(`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`, object);
      }
    });
    const upload = Y.encodeStateAsUpdate(doc);
    expect(upload.length).toBeGreaterThan(2_000_000);
    const a = await RawClient.join(relay.url, host);
    a.send(step2(upload));
    await a.barrier(1);
    expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
  });
});
