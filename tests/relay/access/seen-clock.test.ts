import { afterEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { rotateKeys, SeenClock } from '../../../relay/access/index.ts';
import { ActivityRecorder } from '../../../relay/analytics/index.ts';
import { Sweeper, type Swept } from '../../../relay/lifecycle/index.ts';
import { DurableDocument } from '../../../relay/rooms/durable-document.ts';
import { MemoryStore } from '../../../relay/storage/index.ts';
import type { SessionGrant } from '../../../shared/api/index.ts';
import { newSessionId, type UserId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, put } from '../../support/documents.ts';
import { furnish, HOST, type Parts, partsOn, storageIn } from '../../support/lifecycle-parts.ts';
import { post, relayOn } from '../../support/relay.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** Sets the machine's clock; time goes on at its pace. */
function setClock(to: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: to });
}
afterEach(() => void vi.useRealTimers());

const edit = (): Uint8Array => editOf(new Y.Doc(), put('a', 1));

/** Sweeps once by the relay's own clock, deleting what is older than an hour. */
async function sweep({ access, lifecycle, rooms }: Parts): Promise<{ swept: Swept; notices: string[] }> {
  const swept: Swept[] = [];
  const notices: string[] = [];
  const sweeper = new Sweeper({
    lifecycle,
    sessions: access.sessions,
    shares: access.shares,
    rooms,
    everyMs: DAY_MS,
    archiveAfterMs: 30 * MINUTE_MS,
    deleteAfterMs: 2 * HOUR_MS,
    onSwept: each => void swept.push(each),
    onNotice: message => notices.push(message),
  });
  await sweeper.sweep();
  await sweeper.close();
  return { swept: swept[0] as Swept, notices };
}

it('[LIFE-25] a clock that jumps ahead by years makes nothing older: no session, no code goes, and the jump is in the log', async () => {
  const parts = await partsOn(await storageIn(newFolder()));
  const id = newSessionId();
  const code = await furnish(parts, id, [edit()]);
  const began = Date.now();
  expect((await sweep(parts)).notices).toEqual([]);
  setClock(began + 10 * YEAR_MS);
  const ahead = await sweep(parts);
  expect(ahead.swept).toMatchObject({ sessions: 1, archived: 0, deleted: 0, codes: 0 });
  expect(ahead.notices.join()).toMatch(/clock went forward by 365\d days/);
  // Known by now, and said once.
  expect((await sweep(parts)).notices).toEqual([]);
  setClock(began + MINUTE_MS);
  expect((await sweep(parts)).notices.join()).toContain('went back');
  // Set right again, the code opens what it did.
  const opened = await parts.access.shares.find(code);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(await parts.access.shares.check(opened.value, 'guest'.padEnd(32, 'x') as UserId)).toMatchObject({
    ok: true,
  });
  await parts.close();
});

it('[LIFE-26] of the time that a relay was off no more than an hour counts: after a month nothing is deleted', async () => {
  const folder = newFolder();
  let parts = await partsOn(await storageIn(folder));
  const id = newSessionId();
  await furnish(parts, id, [edit()]);
  await sweep(parts);
  await parts.close();
  setClock(Date.now() + 30 * DAY_MS);
  parts = await partsOn(await storageIn(folder));
  const first = await sweep(parts);
  // An hour is enough to put it away, which takes nothing from anybody.
  expect(first.swept).toMatchObject({ sessions: 1, archived: 1, deleted: 0 });
  expect(first.notices.join()).toContain('off for 30 days');
  expect(await parts.access.sessions.live(id)).toMatchObject({ ok: true });
  await parts.close();
});

it('[LIFE-26] a store from before that clock begins with the last sign of use, not with the time of day', async () => {
  const folder = newFolder();
  let parts = await partsOn(await storageIn(folder));
  const id = newSessionId();
  await furnish(parts, id, [edit()]);
  await parts.access.sessions.change(id, session => ({ ...session, accessed: Date.now() - 30 * DAY_MS }));
  await parts.close();
  parts = await partsOn(await storageIn(folder));
  expect((await sweep(parts)).swept).toMatchObject({ sessions: 1, archived: 0, deleted: 0 });
  await parts.close();
});

it('[LIFE-26] the clock goes on with the steady one, and over stops by what the other says, an hour at most', async () => {
  const store = new MemoryStore();
  let [wall, steady] = [1_000_000 * HOUR_MS, 0];
  const clocks = { wall: () => wall, steady: () => steady };
  const first = await SeenClock.load(store, clocks);
  const began = first.now();
  [wall, steady] = [wall + YEAR_MS, steady + HOUR_MS];
  expect(first.now() - began).toBe(HOUR_MS);
  await first.keep();
  for (const [off, counts] of [
    [10 * MINUTE_MS, 10 * MINUTE_MS],
    [3 * DAY_MS, HOUR_MS],
    [-5 * YEAR_MS, 0],
  ] as const) {
    const before = (await SeenClock.load(store, clocks)).now();
    wall += off;
    steady = 7;
    const next = await SeenClock.load(store, clocks);
    expect(next.now() - before).toBe(counts);
    await next.keep();
  }
});

it('[LIFE-27] nothing is born in the future', async () => {
  const relay = await relayOn();
  const create = async (created: string) =>
    (await post<SessionGrant>(relay.url, '/api/sessions/create', { id: newSessionId(), created })).body
      .created;
  const began = Date.now();
  const held = Date.parse(await create(new Date(began + YEAR_MS).toISOString()));
  expect(held).toBeGreaterThanOrEqual(began);
  expect(held).toBeLessThanOrEqual(Date.now());
  expect(await create('2020-02-02T02:02:02.000Z')).toBe('2020-02-02T02:02:02.000Z');
});

it('[LIFE-28] former signing keys, unused client ids and counts stay where only the machine’s clock has gone on', async () => {
  const parts = await partsOn(await storageIn(newFolder()));
  const { store } = parts.storage;
  const { clock } = parts.access.sessions;
  const id = newSessionId();
  await furnish(parts, id, [edit()]);
  await clock.keep();
  await store.put('clients', `${id}/77`, { user: HOST, role: 'host', at: clock.now() });
  const kid = await rotateKeys(store, DAY_MS);
  const began = Date.now();
  const counted = async (): Promise<number> => {
    const seen = { seen: () => clock.now(), onFailure: () => undefined, onNotice: () => undefined };
    const analytics = new ActivityRecorder(store, seen);
    analytics.record(id, { type: 'user.joined', user: HOST });
    await analytics.close();
    const { timeline } = await analytics.summary(id);
    return timeline.reduce((sum, { counts }) => sum + (counts['user.joined'] ?? 0), 0);
  };
  expect(await counted()).toBe(1);
  setClock(began + 10 * YEAR_MS);
  expect(await counted()).toBe(2);
  const failures: unknown[] = [];
  const document = await DurableDocument.load(
    id,
    store,
    error => failures.push(error),
    () => clock.now(),
  );
  await document.whenDurable();
  expect(await store.get('clients', `${id}/77`)).toMatchObject({ user: HOST });
  await document.close();
  await rotateKeys(store, DAY_MS);
  const { former } = (await store.get('keys', 'relay')) as { former: { kid: string }[] };
  expect(former.map(each => each.kid)).toContain(kid);
  expect(former).toHaveLength(2);
  expect(failures).toEqual([]);
  await parts.close();
});
