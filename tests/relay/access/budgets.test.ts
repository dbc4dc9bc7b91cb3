import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { RelayConfig } from '../../../relay/index.ts';
import { MemoryStore, newMemoryDisk } from '../../../relay/storage/index.ts';
import { type Problem, ROUTES, type SessionGrant } from '../../../shared/api/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE, SYNC } from '../../../shared/protocol.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { newDevice } from '../../support/devices.ts';
import { editOf, equalDocs, put } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, logged, post, relayOn, send } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, fetchDocument, RawClient, refusalOf, standingsOf, step2, update } from '../../support/wire.ts';

/** A relay behind one proxy, so that a test says where its requests come from. */
const behindProxy = (config: Partial<RelayConfig>) => relayOn({ trustedProxy: 1, ...config });

interface Answer {
  readonly status: number;
  readonly retryAfter: number;
  readonly body: Omit<SessionGrant, 'status'> & Pick<Problem, 'code' | 'detail'>;
}

async function ask(
  url: string,
  method: string,
  path: string,
  more: { from?: string; token?: string; body?: unknown; bytes?: Uint8Array; type?: string } = {},
): Promise<Answer> {
  const { from, token, body, bytes, type = bytes ? 'application/octet-stream' : 'application/json' } = more;
  const response = await fetch(url + path, {
    method,
    headers: {
      'content-type': type,
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: bytes ? Buffer.from(bytes) : JSON.stringify(body ?? {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after') ?? 0),
    body: text === '' ? {} : JSON.parse(text),
  };
}

const create = (url: string, from?: string, body: unknown = {}) =>
  ask(url, 'POST', ROUTES.createSession, { body, ...(from ? { from } : {}) });

/** Bytes that nobody else has, sent as a file of the session. */
function upload(url: string, { session, token }: Guest, bytes: Uint8Array, from?: string) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return ask(url, 'PUT', ROUTES.blob(session, sha256), { token, bytes, ...(from ? { from } : {}) });
}

describe('sessions of one asker', () => {
  it('[BUDGET-1] an address creates so many, an IPv6 network is one address, and deleting them gives none back', async () => {
    const { url } = await behindProxy({ sessionsQuota: { perHour: 3, perDay: 0 } });
    const id = newSessionId();
    const [first] = [await create(url, '2001:db8:0:1::1', { id }), await create(url, '2001:db8:0:1::2')];
    expect((await create(url, '2001:db8:0:1:ffff::3')).status).toBe(201);
    const refused = await create(url, '2001:db8:0:1::4');
    expect(refused).toMatchObject({ status: 429, body: { code: 'api/budget', detail: expect.any(String) } });
    // A third of an hour until there is one again.
    expect(refused.retryAfter).toBeGreaterThan(1_000);
    expect(refused.retryAfter).toBeLessThanOrEqual(1_200);
    await ask(url, 'DELETE', ROUTES.session(id), { token: first.body.token });
    expect((await create(url, '2001:db8:0:1::5')).status).toBe(429);
    // With a port behind it, as some proxies write it, it is still that address.
    expect((await create(url, '[2001:db8:0:1::6]:5555')).status).toBe(429);
    expect((await create(url, '2001:db8:0:2::1')).status).toBe(201);
    expect((await create(url, '203.0.113.1')).status).toBe(201);
  });

  it('[BUDGET-1] what requests say of their address counts only behind a trusted proxy', async () => {
    const { url } = await relayOn({ sessionsQuota: { perHour: 0, perDay: 2 } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await create(url, `203.0.113.${i}`)).status);
    expect(statuses).toEqual([201, 201, 429, 429]);
    // And of what the proxy passes on, only what it has added itself.
    const proxied = await behindProxy({ sessionsQuota: { perHour: 0, perDay: 2 } });
    const added = [];
    for (let i = 0; i < 3; i++)
      added.push((await create(proxied.url, `203.0.113.${i}, 198.51.100.7`)).status);
    expect(added).toEqual([201, 201, 429]);
  });

  it('[BUDGET-1] a person creates so many wherever they are; asking again for one’s own session creates none', async () => {
    const { url } = await behindProxy({ sessionsQuota: { perHour: 2, perDay: 0 } });
    const device = await newDevice();
    const prove = async () => ({ proof: await device.prove(url) });
    const id = newSessionId();
    expect((await create(url, '203.0.113.1', { id, ...(await prove()) })).status).toBe(201);
    expect((await create(url, '203.0.113.2', await prove())).status).toBe(201);
    expect((await create(url, '203.0.113.3', await prove())).status).toBe(429);
    expect((await create(url, '203.0.113.3', { id, ...(await prove()) })).status).toBe(200);
    expect((await create(url, '203.0.113.3')).status).toBe(201);
  });
});

describe('bytes of one asker', () => {
  const HOUR = { bytesQuota: { perHour: 300_000, perDay: 0 } } as const;

  it('[BUDGET-2] files, pictures and records of one address are counted together, over all its sessions', async () => {
    const { url } = await relayOn(HOUR);
    const [one, two] = [await hostOf(url), await hostOf(url)];
    const first = randomBytes(140_000);
    expect((await upload(url, one, first)).status).toBe(201);
    // Sent again it is here already, and costs nothing.
    for (let i = 0; i < 3; i++) expect((await upload(url, one, first)).status).toBe(201);
    expect((await upload(url, two, randomBytes(140_000))).status).toBe(201);
    const refused = await upload(url, two, randomBytes(100_000));
    expect(refused).toMatchObject({ status: 429, body: { code: 'api/budget' } });
    expect(refused.retryAfter).toBeGreaterThan(0);
    const picture = await ask(url, 'POST', ROUTES.screenshots(two.session), {
      token: two.token,
      bytes: randomBytes(50_000),
      type: 'image/png',
    });
    expect(picture.status).toBe(429);
    // What is small finds its place as long as there is one; what is read or deleted costs nothing.
    expect((await upload(url, two, randomBytes(5_000))).status).toBe(201);
    const asked = { token: two.token };
    expect((await send(url, 'GET', ROUTES.session(two.session), asked)).status).toBe(200);
    expect((await send(url, 'DELETE', ROUTES.session(two.session), asked)).status).toBe(200);
    let made = 0;
    while (made < 100 && (await create(url)).status === 201) made += 1;
    expect(made).toBeLessThan(20);
  });

  it('[BUDGET-2] many at once take no more than one after the other, and what was broken off counts as what arrived', async () => {
    const { url } = await relayOn(HOUR);
    const host = await hostOf(url);
    const sent = await Promise.all(Array.from({ length: 8 }, () => upload(url, host, randomBytes(90_000))));
    expect(sent.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429, 429, 429, 429]);
  });

  it('[BUDGET-2] a member pays for what they bring into somebody else’s session, from wherever', async () => {
    const { url } = await behindProxy(HOUR);
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'editor');
    for (const last of [1, 2, 3]) {
      const status = (await upload(url, guest, randomBytes(140_000), `203.0.113.${last}`)).status;
      expect(status).toBe(last < 3 ? 201 : 429);
    }
    expect((await upload(url, host, randomBytes(140_000), '203.0.113.9')).status).toBe(201);
  });

  it('[BUDGET-2] what came to nothing is given back: requests that failed, and edits that were refused after they were counted', async () => {
    const small = await relayOn({ bytesQuota: { perHour: 8_000, perDay: 0 } });
    for (let i = 0; i < 10; i++) {
      const proof = 'no proof at all, and long enough';
      const refused = await ask(small.url, 'POST', ROUTES.createSession, { body: { proof } });
      expect(refused.status).toBe(401);
    }
    expect((await create(small.url)).status).toBe(201);

    const { url } = await relayOn({ bytesQuota: { perHour: 900_000, perDay: 0 } });
    const guest = await guestOf(url, await hostOf(url), 'editor');
    // More ids of devices than a person needs: half a megabyte of records each time, if they were written.
    const edits = Array.from({ length: LIMITS.clientIdsBurstCount + 1 }, (_, i) => {
      const doc = new Y.Doc();
      doc.clientID = 10_000 + i;
      return editOf(doc, put(`o${i}`, i));
    });
    const many = update(Y.mergeUpdates(edits));
    const client = await RawClient.join(url, guest);
    for (let i = 0; i < 4; i++) {
      client.received.length = 0;
      client.send(many);
      expect(await refusalOf(client)).toMatchObject({ code: 'gate/too-fast' });
    }
    const again = await RawClient.join(url, guest);
    again.send(update(editOf(new Y.Doc(), put('one', 1))));
    await again.barrier(1);
    expect(standingsOf(again).some(({ over_budget }) => over_budget)).toBe(false);
  });

  it('[BUDGET-3] edits beyond it wait on the device, which is told why, and go up by themselves later', async () => {
    // Gives 2,000 bytes back in a second.
    const { url } = await relayOn({ bytesQuota: { perHour: 7_200_000, perDay: 0 } });
    const host = await hostOf(url);
    const doc = new Y.Doc();
    onCleanup(() => doc.destroy());
    const client = await RawClient.join(url, host);
    client.send(update(editOf(doc, put('before', 1))));
    await client.barrier(1);
    for (const bytes of [7_150_000, 5_000]) {
      while ((await upload(url, host, randomBytes(bytes))).status === 201);
    }
    const before = new Y.Doc();
    Y.applyUpdate(before, Y.encodeStateAsUpdate(doc));
    client.received.length = 0;
    client.send(update(editOf(doc, put('meanwhile', 'x'.repeat(16_000)))));
    client.send(ack(Uint8Array.of(2)));
    await until(() => standingsOf(client).at(-1)?.over_budget, 'the reason');
    client.send(update(editOf(doc, put('later', 2))));
    client.send(ack(Uint8Array.of(3)));
    expect(client.received.filter(m => m.type === MESSAGE.ack || m.type === MESSAGE.refused)).toEqual([]);
    // Everybody reads on, and what was acknowledged is there.
    expect(equalDocs(await fetchDocument(url, host), before)).toBe(true);
    expect(client.closed).toBeUndefined();
    // As often as it is asked: the first time there may be room for a part only.
    let answers = 0;
    await until(() => {
      if (client.received.filter(m => m.sync === SYNC.step1).length > answers) {
        answers += 1;
        client.send(step2(Y.encodeStateAsUpdate(doc)));
      }
      return client.received.some(m => m.type === MESSAGE.ack && m.body[0] === 3);
    }, 'the ack');
    await until(() => standingsOf(client).at(-1)?.over_budget === undefined, 'the all-clear');
    expect(equalDocs(await fetchDocument(url, host), doc)).toBe(true);
  }, 30_000);
});

describe('what was taken', () => {
  it('[BUDGET-4] is remembered when the relay starts again', async () => {
    const disk = newMemoryDisk();
    const config = { trustedProxy: 1, sessionsQuota: { perHour: 2, perDay: 0 } } as const;
    const first = await relayOn(config, new MemoryStore(disk));
    for (let i = 0; i < 2; i++) expect((await create(first.url, '203.0.113.1')).status).toBe(201);
    await first.close();
    const second = await relayOn(config, new MemoryStore(disk));
    expect((await create(second.url, '203.0.113.1')).status).toBe(429);
    expect((await create(second.url, '203.0.113.2')).status).toBe(201);
  });

  it('[BUDGET-8] is told to the security log, with who asked', async () => {
    const log = logged();
    const { url } = await relayOn({ logLevel: 'warn', sessionsQuota: { perHour: 1, perDay: 0 } });
    for (let i = 0; i < 3; i++) await create(url);
    const lines = log()
      .split('\n')
      .filter(line => line.includes('budget.reached'));
    expect(lines.map(line => JSON.parse(line))).toMatchObject(
      Array.from({ length: 2 }, () => ({ of: 'sessions', address: '127.0.0.1', user: null })),
    );
  });
});

describe('sessions without a device’s proof', () => {
  it('[BUDGET-5] take a share of the disk together, also after a restart, and others are not concerned', async () => {
    const disk = newMemoryDisk();
    const config = { minFreeBytes: 0, unprovenPercent: 10 };
    const free = async () => 1_000_000;
    const first = await relayOn(config, new MemoryStore(disk), free);
    const { url } = first;
    const [host, other] = [await hostOf(url), await hostOf(url)];
    const device = await newDevice();
    const proven = await create(url, undefined, { proof: await device.prove(url) });
    const owner = { session: proven.body.session_id, token: proven.body.token, user: '' } as Guest;
    expect((await upload(url, host, randomBytes(70_000))).status).toBe(201);
    expect(await upload(url, other, randomBytes(70_000))).toMatchObject({
      status: 507,
      body: { code: 'store/full', detail: expect.stringContaining('without a device’s proof') },
    });
    expect((await upload(url, other, randomBytes(20_000))).status).toBe(201);
    let made = 0;
    while (made < 20 && (await create(url)).status === 201) made += 1;
    expect(made).toBeLessThan(20);
    expect((await upload(url, owner, randomBytes(200_000))).status).toBe(201);
    expect((await create(url, undefined, { proof: await device.prove(url) })).status).toBe(201);
    const writer = await RawClient.join(url, host);
    writer.send(update(editOf(new Y.Doc(), put('more', 'x'.repeat(1_500)))));
    await until(() => standingsOf(writer).at(-1)?.over_budget, 'the reason');
    await first.close();

    // What was written meanwhile is not free any more.
    const again = await relayOn(config, new MemoryStore(disk), async () => 700_000);
    expect((await create(again.url)).status).toBe(507);
    await send(again.url, 'DELETE', ROUTES.session(host.session), { token: host.token });
    expect((await create(again.url)).status).toBe(201);
  });
});

describe('who may create', () => {
  it('[BUDGET-6] is set: devices that prove who they are, or only the operator; joining is for all', async () => {
    const device = await newDevice();
    const { url } = await relayOn({ whoMayCreate: 'proof' });
    const proof = () => device.prove(url);
    expect(await create(url)).toMatchObject({ status: 403, body: { code: 'api/may-not-create' } });
    const id = newSessionId();
    const made = await create(url, undefined, { id, proof: await proof() });
    expect(made.status).toBe(201);
    const host = { session: id, token: made.body.token, user: made.body.user_id };
    await guestOf(url, host, 'editor');

    const operatorToken = 'operator-operator-operator';
    const closed = await relayOn({ whoMayCreate: 'operator', operatorToken });
    const refused = await create(closed.url, undefined, { proof: await device.prove(closed.url) });
    expect(refused).toMatchObject({ status: 403, body: { code: 'api/may-not-create' } });
    const own = await post<SessionGrant>(closed.url, ROUTES.createSession, {}, operatorToken);
    expect(own.status).toBe(201);
    await guestOf(
      closed.url,
      { session: own.body.session_id as never, token: own.body.token, user: '' },
      'editor',
    );
  });
});
