import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Metrics } from '../../../relay/metrics.ts';
import { Rooms } from '../../../relay/rooms/index.ts';
import { MemoryStore } from '../../../relay/storage/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { offerProtocols, socketPath } from '../../../shared/protocol.ts';
import { newFolder, onCleanup } from '../../support/cleanup.ts';
import { editOf, equalDocs, put, remove, replace, sameSession } from '../../support/documents.ts';
import { guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { storedDocument } from '../../support/stored-document.ts';
import { until } from '../../support/until.ts';
import { fetchDocument, provider, RawClient, step2, synced, update } from '../../support/wire.ts';

describe('compaction', () => {
  it('[RELAY-11] leaves the session as it is and makes its log short, while edits go on', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const client = await RawClient.join(relay.url, host);
    const edits = LIMITS.relayCompactRowsCount + 200;
    for (let i = 0; i < edits; i++) client.send(update(editOf(doc, put(`o${i % 40}`, [i, i / 3]))));
    await client.barrier(1);
    await relay.close();
    const stored = await storedDocument(dataFolder, host.session);
    expect(stored?.snapshot).toBeDefined();
    expect(stored?.updates.length).toBeLessThanOrEqual(200);
    expect(stored?.through).toBe(edits);
    const again = await relayOn({ dataFolder });
    expect(equalDocs(await fetchDocument(again.url, host), doc)).toBe(true);
    const back = await RawClient.join(again.url, host);
    back.send(update(editOf(doc, put('after', 1))));
    await back.barrier(1);
    expect(equalDocs(await fetchDocument(again.url, host), doc)).toBe(true);
  });

  it('[RELAY-11] deleted values do not stay in the snapshot', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    const client = await RawClient.join(relay.url, host);
    client.send(update(editOf(doc, put('a', 'a secret that was deleted'))));
    client.send(update(editOf(doc, remove('a'))));
    for (let i = 0; i < 50; i++) client.send(update(editOf(doc, put('b', i))));
    await client.barrier(1);
    await relay.close();
    const stored = await storedDocument(dataFolder, host.session);
    expect(stored?.updates).toEqual([]);
    expect(Buffer.from(stored?.snapshot ?? []).includes('secret')).toBe(false);
  });
});

describe('rooms', () => {
  it('[RELAY-12] an empty room is put away and comes back whole, however often and however fast', async () => {
    const relay = await relayOn({ roomIdleMs: 1 });
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    for (let i = 0; i < 30; i++) {
      const client = await RawClient.join(relay.url, host);
      client.send(update(editOf(doc, put(`o${i}`, i))));
      await client.barrier(1);
      client.ws.terminate();
      // Sometimes before the room has gone, sometimes after.
      if (i % 3 === 0) await new Promise(resolve => setTimeout(resolve, i));
    }
    expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
  });

  it('[RELAY-12] loads once for all who come at the same time, before it answers any of them', async () => {
    const store = new MemoryStore();
    const loads: string[] = [];
    const load = store.load.bind(store);
    store.load = async id => {
      loads.push(id);
      await new Promise(resolve => setTimeout(resolve, 20));
      return load(id);
    };
    const relay = await relayOn({}, store);
    const host = await hostOf(relay.url);
    const before = new Y.Doc();
    put('stored', 1)(before);
    await store.append(host.session, Y.encodeStateAsUpdate(before));
    const docs = await Promise.all(Array.from({ length: 10 }, () => fetchDocument(relay.url, host)));
    expect(docs.every(doc => equalDocs(doc, before))).toBe(true);
    expect(loads).toEqual([host.session]);
  });

  it('[RELAY-12] a room that nobody waited for is put away too, however slowly it was loaded', async () => {
    const store = new MemoryStore();
    let loads = 0;
    store.load = async () => {
      loads += 1;
      await new Promise(resolve => setTimeout(resolve, 20));
      return undefined;
    };
    const rooms = new Rooms(store, {
      roomIdleMs: 1,
      keepAliveMs: 1_000,
      onStoreFailure: error => expect.fail(String(error)),
      onNotice: message => expect.fail(message),
      meter: new Metrics(),
    });
    rooms.events.subscribe(() => expect.fail('nobody was there'));
    onCleanup(() => rooms.close(1001, 'the test is over'));
    const id = newSessionId();
    await rooms.open(id);
    // Timers of one process go off in order, so the room's own comes first.
    await new Promise(resolve => setTimeout(resolve, 50));
    await rooms.open(id);
    expect(loads).toBe(2);
  });

  it('[RELAY-12] nobody joins a room that ends while it is loaded', async () => {
    const store = new MemoryStore();
    const load = store.load.bind(store);
    let finish: (() => void) | undefined;
    store.load = async id => {
      await new Promise<void>(resolve => {
        finish = resolve;
      });
      return load(id);
    };
    const relay = await relayOn({}, store);
    const host = await hostOf(relay.url);
    const late = new RawClient(relay.url, socketPath(host.session), offerProtocols(host.token));
    late.ws.once('open', () => late.send(update(editOf(new Y.Doc(), put('a', 1)))));
    await until(() => finish, 'the room to be asked for');
    const closed = relay.close();
    finish?.();
    expect([1001, 1013]).toContain((await late.closes()).code);
    await closed;
    expect(late.received).toEqual([]);
    expect(await load(host.session)).toBeUndefined();
  });

  it('[RELAY-13] many editors, viewers and reconnects at random: everybody and the disk end equal', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder, roomIdleMs: 5 });
    const host = await hostOf(relay.url);
    const editors = await Promise.all(
      Array.from({ length: 4 }, async () => provider(relay.url, await guestOf(relay.url, host, 'editor'))),
    );
    const viewer = provider(relay.url, await guestOf(relay.url, host, 'viewer'));
    await Promise.all([...editors, viewer].map(synced));
    for (let step = 0; step < 400; step++) {
      const one = editors[Math.floor(Math.random() * editors.length)] as (typeof editors)[number];
      const key = `k${Math.floor(Math.random() * 12)}`;
      const dice = Math.random();
      if (dice < 0.05) one.disconnect();
      else if (dice < 0.15) one.connect();
      else if (dice < 0.3) remove(key)(one.doc);
      else if (dice < 0.6) replace(key, step)(one.doc);
      else put(key, step)(one.doc);
      if (step % 20 === 0) await new Promise(resolve => setTimeout(resolve, 3));
    }
    for (const each of editors) each.connect();
    const first = editors[0]?.doc as Y.Doc;
    await until(
      () => [...editors, viewer].every(each => sameSession(each.doc, first)),
      'everybody to be equal',
    );
    expect(viewer.wsconnected).toBe(true);
    await relay.close();
    const again = await relayOn({ dataFolder });
    expect(sameSession(await fetchDocument(again.url, host), first)).toBe(true);
  });

  it('[RELAY-14] a stored row that cannot be read costs its own session only', async () => {
    const store = new MemoryStore();
    const relay = await relayOn({}, store);
    const [broken, fine] = await Promise.all([hostOf(relay.url), hostOf(relay.url)]);
    await store.append(broken.session, Uint8Array.of(1, 2, 3));
    const client = new RawClient(relay.url, `/ws/sessions/${broken.session}`, [
      'aiframe.v1',
      `token.${broken.token}`,
    ]);
    expect(await client.closes()).toEqual({ code: 4422, reason: 'the session cannot be read' });
    const doc = new Y.Doc();
    const other = await RawClient.join(relay.url, fine);
    other.send(step2(editOf(doc, put('a', 1))));
    await other.barrier(1);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
  });
});
