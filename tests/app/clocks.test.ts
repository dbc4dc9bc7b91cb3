import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RelayApi } from '../../client/link/index.ts';
import { groupActivity } from '../../client/view/index.ts';
import { ok } from '../../shared/errors.ts';
import { newFolder, onCleanup } from '../support/cleanup.ts';
import { freePort, startRelayProcess } from '../support/relay-process.ts';
import { until } from '../support/until.ts';
import { begin, openApp, placeIn } from './device.ts';
import { guestOf, onRelay, ready } from './people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PIXEL = new Blob(
  [
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  ],
  { type: 'image/png' },
);
const picture = {
  image: PIXEL,
  thumbnail: PIXEL,
  width: 1,
  height: 1,
};

/** A relay, as its own process, whose clock is so far ahead. */
async function relayAhead(aheadMs: number): Promise<string> {
  const relay = await startRelayProcess({ port: await freePort(), data: newFolder(), aheadMs });
  onCleanup(async () => {
    await relay.stop();
  });
  return relay.url;
}

/** Counts how often fresh access is asked for. */
function countingRenewals(api: RelayApi): { readonly count: () => number } {
  const renew = vi.spyOn(api, 'renew');
  const create = vi.spyOn(api, 'create');
  return { count: () => renew.mock.calls.length + create.mock.calls.length };
}

afterEach(() => vi.restoreAllMocks());

/** Within a minute of now, by this device's clock. */
const isNow = (time: unknown): boolean => typeof time === 'number' && Math.abs(time - Date.now()) < MINUTE;

describe.each([
  ['2 h behind', -2 * HOUR],
  ['30 h behind', -30 * HOUR],
  ['30 h ahead', 30 * HOUR],
])('with a relay that is %s', (_, ahead) => {
  it('[TIME-3] codes are shown for as long as they work, and tokens are kept', async () => {
    const url = await relayAhead(ahead);
    const app = await openApp(url);
    const asked = countingRenewals(app.api);
    const session = await begin(app, 'Apart');
    await onRelay(session);
    const { service } = session.open;
    await service.refresh('shares');
    await service.createShare({ role: 'editor', expiresIn: 3_600 });
    const share = ready(service.newShare);
    const left = (time: number | undefined): number => ((time ?? 0) - Date.now()) / MINUTE;
    expect(left(share?.expires)).toBeGreaterThan(59);
    expect(left(share?.expires)).toBeLessThan(61);
    await until(() => ready(service.shares)?.length === 1, 'the list');
    const listed = ready(service.shares)?.[0];
    expect(isNow(listed?.created)).toBe(true);
    expect(left(listed?.expires)).toBeGreaterThan(59);
    for (const what of ['members', 'activity', 'statistics', 'shares'] as const) await service.refresh(what);
    await until(() => ready(service.members) && ready(service.shares), 'the answers');
    expect(asked.count()).toBe(1);
    const kept = await app.disk.access.get(session.id);
    expect(kept.ok && left(kept.value?.expires)).toBeGreaterThan(23 * 60);
    expect(kept.ok && left(kept.value?.expires)).toBeLessThan(25 * 60);
    const members = ready(service.members) ?? [];
    expect(members.map(({ joined, last_seen }) => [isNow(joined), isNow(last_seen)])).toEqual([[true, true]]);
  });

  it('[TIME-4] a minute is a minute in Activity and Statistics, whatever was made where', async () => {
    const url = await relayAhead(ahead);
    const app = await openApp(url);
    app.camera.picture = ok(picture);
    const session = await begin(app, 'Apart');
    placeIn(session, 'before the relay knew of it');
    await onRelay(session);
    placeIn(session, 'after it');
    await session.open.service.takeScreenshot();
    app.model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
    app.model.xr.value = { state: 'available', mode: 'immersive-ar' };
    const guest = await guestOf(url, session);
    const { service } = session.open;
    const events = () => ready(service.activity)?.events ?? [];
    const wanted = [
      'session.created',
      'ar.entered',
      'ar.left',
      'screenshot.taken',
      'object.created',
      'user.joined',
    ];
    await until(async () => {
      await service.refresh('activity');
      const types = events().map(({ type }) => type as string);
      return (
        wanted.every(type => types.includes(type)) &&
        types.filter(type => type === 'object.created').length === 2
      );
    }, 'all of it in the activity');
    for (const { type, at, arrived } of events())
      expect([type, isNow(at), isNow(arrived)]).toEqual([type, true, true]);
    // Nothing of it was made offline, or on two days.
    expect(
      groupActivity(events()).flatMap(({ groups }) => groups.filter(each => each.arrived !== undefined)),
    ).toEqual([]);
    await service.refresh('statistics');
    const numbers = ready(service.statistics);
    expect(numbers?.duration).toBeLessThan(60);
    expect(numbers?.bucket).toBe('minute');
    expect(isNow(numbers?.created)).toBe(true);
    expect(isNow(numbers?.last_activity)).toBe(true);
    for (const { bucket } of numbers?.timeline ?? [])
      expect(Math.abs(bucket - Date.now())).toBeLessThan(2 * MINUTE);
    const seen = await guest.api.screenshots();
    const own = service.screenshots.value[0];
    expect(seen.ok && Math.abs((seen.value[0]?.taken ?? 0) - (own?.taken ?? 0))).toBeLessThan(5_000);
  });
});

describe('a code that waits', () => {
  it('[TIME-6] is tried for as long as it waits, however the device’s clock is set meanwhile', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const before = await openApp(nowhere);
    await before.joining.join('ABCD-EFGH-JKMN');
    expect(await before.disk.waitingJoin.get()).toMatchObject({
      ok: true,
      value: { code: 'ABCD-EFGH-JKMN' },
    });
    before.joining.close();
    // A headset whose clock began in 1970 and was set when the network came back.
    await before.disk.waitingJoin.set({ code: 'ABCD-EFGH-JKMN', since: 0 as never });
    const after = await openApp(nowhere);
    await after.joining.resume();
    expect(await after.disk.waitingJoin.get()).toMatchObject({ ok: true, value: { code: 'ABCD-EFGH-JKMN' } });
    after.joining.close();
  });
});
