import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { DiskSpaceMonitor } from '../../../relay/disk-space.ts';
import { freeBytesOf } from '../../../relay/storage/index.ts';
import { ROUTES } from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE, SYNC } from '../../../shared/protocol.ts';
import { editOf, equalDocs, put } from '../../support/documents.ts';
import { guestOf, hostOf, post, relayOn, send, setPolicy } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, fetchDocument, RawClient, standingsOf, step2, update } from '../../support/wire.ts';

const FLOOR = 200 * 1024 * 1024;

it('[RELAY-16] below the floor of free space nothing new is taken, everything is read, and it goes on by itself', async () => {
  let free = 2 * FLOOR;
  const relay = await relayOn({ minFreeBytes: FLOOR, diskLookMs: 10 }, undefined, async () => free);
  const status = async (path: string): Promise<number> => (await fetch(relay.url + path)).status;
  const host = await hostOf(relay.url);
  const guest = await guestOf(relay.url, host, 'viewer');
  const doc = new Y.Doc();
  const client = await RawClient.join(relay.url, host);
  client.send(update(editOf(doc, put('before', 1))));
  await client.barrier(1);
  const stored = new Y.Doc();
  Y.applyUpdate(stored, Y.encodeStateAsUpdate(doc));

  free = FLOOR - 1;
  await until(async () => (await status('/readyz')) === 507, 'the relay to see it');
  expect(await status('/healthz')).toBe(200);
  const refused = await post<{ code: string; title: string }>(relay.url, ROUTES.createSession, {});
  expect(refused).toMatchObject({ status: 507, body: { code: 'store/full', title: expect.any(String) } });
  for (const [method, path, body] of [
    ['POST', ROUTES.createShare, { session_id: host.session }],
    ['POST', ROUTES.join, { share_code: '0000-0000-0000' }],
  ] as const) {
    expect((await send(relay.url, method, path, { body, token: host.token })).status).toBe(507);
  }
  // Kept on the device, and not acknowledged: whatever it sends, and however long it takes.
  client.received.length = 0;
  client.send(update(editOf(doc, put('meanwhile', 2))));
  for (let i = 2; i < 500 && i < LIMITS.messagesBurstCount; i++)
    client.send(ack(Uint8Array.of(i & 255, i >> 8)));
  client.send(update(editOf(doc, put('later', 3))));
  const reader = await RawClient.join(relay.url, guest);
  await reader.barrier(9);
  expect(equalDocs(await fetchDocument(relay.url, guest), stored)).toBe(true);
  expect((await send(relay.url, 'GET', ROUTES.session(host.session), { token: host.token })).status).toBe(
    200,
  );
  expect(client.received.filter(m => m.type === MESSAGE.ack || m.type === MESSAGE.refused)).toEqual([]);
  expect(standingsOf(reader)[0]?.disk_full).toBe(true);
  // Whatever else of the standing changes meanwhile.
  await setPolicy(relay.url, host, { max_participants: 7 });
  await until(() => standingsOf(client).some(each => each.settings.max_participants === 7), 'a standing');
  expect(standingsOf(client).at(-1)?.disk_full).toBe(true);
  expect(client.closed).toBeUndefined();

  free = 2 * FLOOR;
  await client.hears(m => m.sync === SYNC.step1);
  expect(standingsOf(client).at(-1)).toMatchObject({ settings: { max_participants: 7 } });
  expect(standingsOf(client).at(-1)?.disk_full).toBeUndefined();
  // Edits go on: barriers of theirs are on their way when the relay asks.
  for (let i = 0; i < 20; i++) client.send(ack(Uint8Array.of(255, 255, i)));
  client.send(step2(Y.encodeStateAsUpdate(doc)));
  await client.hears(m => m.type === MESSAGE.ack && m.body[0] === (499 & 255) && m.body[1] === 499 >> 8);
  expect(equalDocs(await fetchDocument(relay.url, guest), doc)).toBe(true);
  expect(await status('/readyz')).toBe(200);
});

it('[RELAY-16] it does not go back and forth at the edge, and a disk that does not say changes nothing', async () => {
  const changes: boolean[] = [];
  const failures: unknown[] = [];
  let free: number | Error = 1_000;
  const floor = new DiskSpaceMonitor({
    freeBytes: async () => {
      if (free instanceof Error) throw free;
      return free;
    },
    minBytes: 1_000,
    everyMs: 1_000_000,
    onFailure: error => failures.push(error),
  });
  floor.changes.subscribe(hasSpace => changes.push(hasSpace));
  for (free of [1_000, 999, 1_001, 1_049, new Error('EIO'), 1_050, 1_000, 999]) await floor.measure();
  expect(changes).toEqual([false, true, false]);
  expect(failures).toHaveLength(1);
  expect(floor.freeBytes).toBe(999);
  floor.close();
  expect(await freeBytesOf(import.meta.dirname)()).toBeGreaterThan(0);
});
