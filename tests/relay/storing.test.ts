import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DEFAULTS, startRelay } from '../../relay/index.ts';
import { Rooms } from '../../relay/rooms/index.ts';
import { MemoryStore, openLmdb } from '../../relay/storage/index.ts';
import { newSessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { MESSAGE, offerProtocols, SYNC, socketPath } from '../../shared/protocol.ts';
import {
  ack,
  editOf,
  equalDocs,
  fetchDocument,
  guestOf,
  hostOf,
  newFolder,
  onCleanup,
  post,
  provider,
  RawClient,
  relayOn,
  step1,
  step2,
  synced,
  until,
  update,
} from './harness.ts';

const put = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('objects').set(key, value);

/** A memory store whose appends wait until the test lets them through, or fails them. */
class HeldStore extends MemoryStore {
  #gates: { open: () => void; fail: (error: Error) => void }[] = [];
  isHolding = false;

  override async append(...args: Parameters<MemoryStore['append']>): Promise<number> {
    if (this.isHolding) {
      await new Promise<void>((open, fail) => {
        this.#gates.push({ open, fail });
      });
    }
    return super.append(...args);
  }

  get waiting(): number {
    return this.#gates.length;
  }

  release(): void {
    for (const gate of this.#gates.splice(0)) gate.open();
  }

  fail(): void {
    for (const gate of this.#gates.splice(0)) gate.fail(new Error('Input/output error'));
  }
}

describe('acks', () => {
  it('[WIRE-11] come after the disk, in order, and not before what others sent of the same', async () => {
    const store = new HeldStore();
    const relay = await relayOn({}, store);
    const host = await hostOf(relay.url);
    const a = await RawClient.join(relay.url, host);
    const b = await RawClient.join(relay.url, host);
    await a.barrier(0);
    store.isHolding = true;
    const doc = new Y.Doc();
    const edit = editOf(doc, put('a', 1));
    a.send(update(edit));
    await b.hears(m => m.sync === SYNC.update);
    a.send(ack(Uint8Array.of(1)));
    a.send(ack(Uint8Array.of(2)));
    // The same edit by another way brings nothing new, and is on disk no earlier for that.
    b.send(update(edit));
    b.send(ack(Uint8Array.of(3)));
    const c = await RawClient.join(relay.url, host);
    expect(store.waiting).toBe(1);
    expect([...a.received, ...b.received].filter(m => m.type === MESSAGE.ack && m.body[0] !== 0)).toEqual([]);
    store.release();
    await b.hears(m => m.type === MESSAGE.ack && m.body[0] === 3);
    await a.hears(m => m.type === MESSAGE.ack && m.body[0] === 2);
    expect(a.received.filter(m => m.type === MESSAGE.ack).map(m => m.body[0])).toEqual([0, 1, 2]);
    expect(c.received.filter(m => m.type === MESSAGE.ack)).toEqual([]);
  });

  it('[WIRE-11] give back any payload unchanged', async () => {
    const relay = await relayOn();
    const client = await RawClient.join(relay.url, await hostOf(relay.url));
    for (const payload of [
      Uint8Array.of(),
      Uint8Array.of(0xff, 0, 1),
      new Uint8Array(LIMITS.ackMaxBytes).fill(9),
    ]) {
      client.received.length = 0;
      client.send(ack(payload));
      expect((await client.hears(m => m.type === MESSAGE.ack)).body).toEqual(payload);
    }
  });
});

describe('a failing disk', () => {
  it('[RELAY-10] ends acks, sends everybody away for a retry, and is told to whoever runs the relay', async () => {
    const store = new HeldStore();
    const relay = await relayOn({}, store);
    const host = await hostOf(relay.url);
    const other = await hostOf(relay.url);
    const a = await RawClient.join(relay.url, host);
    const elsewhere = await RawClient.join(relay.url, other);
    store.isHolding = true;
    a.send(update(editOf(new Y.Doc(), put('a', 1))));
    a.send(ack(Uint8Array.of(1)));
    await until(() => store.waiting === 1, 'the append');
    store.fail();
    expect((await relay.failed).code).toBe('store/unavailable');
    expect([(await a.closes()).code, (await elsewhere.closes()).code]).toEqual([1011, 1011]);
    expect(a.received.filter(m => m.type === MESSAGE.ack)).toEqual([]);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
    const late = new RawClient(relay.url, `/ws/sessions/${host.session}`, [
      'aiframe.v1',
      `token.${host.token}`,
    ]);
    expect((await late.closes()).code).toBe(1013);
  });
});

describe('a failing disk, elsewhere', () => {
  it('[RELAY-10] a relay that cannot even keep its keys does not start, and says so', async () => {
    const store = new MemoryStore();
    store.put = async () => {
      throw new Error('No space left on device');
    };
    const config = { ...DEFAULTS, port: 0, host: '127.0.0.1', logLevel: 'silent' as const };
    expect(await startRelay(config, store)).toMatchObject({
      ok: false,
      error: { type: 'store', error: { code: 'store/unavailable', detail: 'No space left on device' } },
    });
  });

  it('[WIRE-11] a write that succeeds after one that failed acknowledges neither', async () => {
    const store = new MemoryStore();
    const relay = await relayOn({}, store);
    const client = await RawClient.join(relay.url, await hostOf(relay.url));
    const append = store.append.bind(store);
    let fail: (() => void) | undefined;
    store.append = (id, bytes) => {
      if (fail) return append(id, bytes);
      return new Promise((_, reject) => {
        fail = () => reject(new Error('Input/output error'));
      });
    };
    const doc = new Y.Doc();
    client.send(update(editOf(doc, put('a', 1))));
    client.send(update(editOf(doc, put('b', 2))));
    client.send(ack(Uint8Array.of(1)));
    // Answered only after the relay has handled all of the above.
    client.send(step1(Uint8Array.of(0)));
    await client.hears(m => m.sync === SYNC.step2);
    fail?.();
    expect((await client.closes()).code).toBe(1011);
    expect(client.received.filter(m => m.type === MESSAGE.ack)).toEqual([]);
  });

  it('[RELAY-10] counts a failed record as a failed disk, and takes no more requests', async () => {
    const store = new MemoryStore();
    const relay = await relayOn({}, store);
    const host = await hostOf(relay.url);
    const client = await RawClient.join(relay.url, host);
    store.put = async () => {
      throw new Error('No space left on device');
    };
    const share = (): Promise<{ status: number }> =>
      post(relay.url, '/api/sessions/shared/create', { session_id: host.session }, host.token);
    expect((await share()).status).toBe(503);
    expect((await relay.failed).code).toBe('store/unavailable');
    expect((await client.closes()).code).toBe(1011);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
    Reflect.deleteProperty(store, 'put');
    expect((await share()).status).toBe(503);
  });

  it('[RELAY-15] a fault in handling one message costs its room a restart from the disk, and other rooms nothing', async () => {
    const store = new MemoryStore();
    const relay = await relayOn({}, store);
    const [host, other] = await Promise.all([hostOf(relay.url), hostOf(relay.url)]);
    const doc = new Y.Doc();
    const a = await RawClient.join(relay.url, host);
    const b = await RawClient.join(relay.url, host);
    const elsewhere = await RawClient.join(relay.url, other);
    a.send(update(editOf(doc, put('a', 1))));
    await a.barrier(1);
    // Not a disk that fails but a mistake in our own code: thrown where nobody expects it.
    store.append = () => {
      throw new TypeError('a mistake');
    };
    a.send(update(editOf(doc, put('b', 2))));
    a.send(ack(Uint8Array.of(2)));
    expect([(await a.closes()).code, (await b.closes()).code]).toEqual([1011, 1012]);
    expect(a.received.filter(m => m.type === MESSAGE.ack)).toHaveLength(1);
    Reflect.deleteProperty(store, 'append');
    await elsewhere.barrier(1);
    const back = await RawClient.join(relay.url, host);
    back.send(step2(Y.encodeStateAsUpdate(doc)));
    await back.barrier(3);
    expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
  });
});

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
    const opened = await openLmdb(dataFolder);
    if (!opened.ok) throw new Error(opened.error.code);
    const stored = await opened.value.load(host.session);
    await opened.value.close();
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
    client.send(update(editOf(doc, d => d.getMap('objects').delete('a'))));
    for (let i = 0; i < 50; i++) client.send(update(editOf(doc, put('b', i))));
    await client.barrier(1);
    await relay.close();
    const opened = await openLmdb(dataFolder);
    if (!opened.ok) throw new Error(opened.error.code);
    const stored = await opened.value.load(host.session);
    await opened.value.close();
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
    });
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
      const objects = one.doc.getMap('objects');
      const key = `k${Math.floor(Math.random() * 12)}`;
      const dice = Math.random();
      if (dice < 0.05) one.disconnect();
      else if (dice < 0.15) one.connect();
      else if (dice < 0.3) objects.delete(key);
      else if (dice < 0.6) objects.set(key, new Y.Map([['placement', [null, step]]]));
      else objects.set(key, step);
      if (step % 20 === 0) await new Promise(resolve => setTimeout(resolve, 3));
    }
    for (const each of editors) each.connect();
    const first = editors[0]?.doc as Y.Doc;
    await until(
      () => [...editors, viewer].every(each => equalDocs(each.doc, first)),
      'everybody to be equal',
    );
    expect(viewer.wsconnected).toBe(true);
    await relay.close();
    const again = await relayOn({ dataFolder });
    expect(equalDocs(await fetchDocument(again.url, host), first)).toBe(true);
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
    expect((await client.closes()).code).toBe(1011);
    const doc = new Y.Doc();
    const other = await RawClient.join(relay.url, fine);
    other.send(step2(editOf(doc, put('a', 1))));
    await other.barrier(1);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
  });
});
