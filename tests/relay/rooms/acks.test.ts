import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DEFAULTS, startRelay } from '../../../relay/index.ts';
import { MemoryStore } from '../../../relay/storage/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE, SYNC } from '../../../shared/protocol.ts';
import { editOf, equalDocs, put } from '../../support/documents.ts';
import { hostOf, post, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, fetchDocument, RawClient, step1, step2, update } from '../../support/wire.ts';

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
    store.write = async () => {
      throw new Error('No space left on device');
    };
    const share = (): Promise<{ status: number }> =>
      post(relay.url, '/api/sessions/shared/create', { session_id: host.session }, host.token);
    expect((await share()).status).toBe(503);
    expect((await relay.failed).code).toBe('store/unavailable');
    expect((await client.closes()).code).toBe(1011);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
    Reflect.deleteProperty(store, 'write');
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
