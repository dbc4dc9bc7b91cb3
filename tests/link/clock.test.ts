import { describe, expect, expectTypeOf, it } from 'vitest';
import { RelayClock, relayApi } from '../../client/link/index.ts';
import type { Member, Statistics } from '../../client/model/index.ts';
import { newSessionId } from '../../shared/ids.ts';
import { clockAheadOf, offerProtocols } from '../../shared/protocol.ts';
import {
  type ClaimedTime,
  claimedTime,
  type DeviceTime,
  heldToNow,
  type RelayTime,
  relayTime,
} from '../../shared/time.ts';
import { deviceTime } from '../support/builders.ts';
import { relayOn } from '../support/relay.ts';
import { until } from '../support/until.ts';
import { live, newIdentity, open, shared } from './harness.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 5, 1, 12);

/** A device whose clock is as a test sets it, beside a relay whose clock is so far ahead. */
function apart(aheadMs: number) {
  const device = { now: START };
  const relay = { now: START + aheadMs };
  const clock = new RelayClock(() => deviceTime(device.now));
  const pass = (ms: number): void => {
    device.now += ms;
    relay.now += ms;
  };
  /** A request that takes so long (ms), there and back. */
  const ask = (there: number, back: number): void => {
    const sent = clock.mark();
    pass(there);
    const said = relayTime(relay.now);
    pass(back);
    clock.hear(said, sent);
  };
  const error = (): number => clock.toDevice(relayTime(relay.now)) - device.now;
  return { clock, device, relay, pass, ask, error };
}

describe('whose clock', () => {
  it('[TIME-1] the compiler takes no time for one of another clock', () => {
    expectTypeOf<RelayTime>().not.toExtend<DeviceTime>();
    expectTypeOf<DeviceTime>().not.toExtend<RelayTime>();
    // What is no number can be neither compared with one nor subtracted from it.
    expectTypeOf<RelayTime>().not.toExtend<number>();
    expectTypeOf<ClaimedTime>().not.toExtend<number>();
    expectTypeOf<number>().not.toExtend<DeviceTime>();
    expectTypeOf<Member['last_seen']>().toEqualTypeOf<DeviceTime | null>();
    expectTypeOf<Statistics['timeline'][number]['bucket']>().toEqualTypeOf<DeviceTime>();
    const clock = new RelayClock(() => deviceTime(START));
    expect(clock.toDevice(clock.toRelay(deviceTime(START)))).toBe(START);
  });

  it.each([-30 * HOUR, -2 * HOUR, 0, 40, 30 * HOUR])(
    '[TIME-2] %i ms ahead is known from the first answer, as well as the way of it allows',
    ahead => {
      const { clock, ask, error } = apart(ahead);
      expect(clock.isKnown).toBe(false);
      ask(30, 50);
      expect(clock.isKnown).toBe(true);
      expect(Math.abs(error())).toBeLessThanOrEqual(40);
    },
  );

  it('[TIME-2] a right clock is not corrected by the way of an answer, nor is one that is known by a slow one', () => {
    const right = apart(0);
    right.ask(5, 9_000);
    expect(right.error()).toBe(0);
    const known = apart(-2 * HOUR);
    known.ask(10, 10);
    const before = known.error();
    known.ask(20 * SECOND, 70 * SECOND);
    expect(known.error()).toBe(before);
  });

  it('[TIME-2] an answer that a device reads after it slept changes nothing', () => {
    const { clock, ask, pass, relay, error } = apart(2 * HOUR);
    ask(10, 10);
    const before = error();
    const sent = clock.mark();
    const said = relayTime(relay.now);
    // `performance.now()` may stand still meanwhile, as it does here.
    pass(8 * HOUR);
    clock.hear(said, sent);
    expect(error()).toBe(before);
  });

  it.each([-3 * HOUR, 3 * HOUR, 365 * 24 * HOUR])(
    '[TIME-2] a clock that is set by %i ms while the app runs is followed with the next answer',
    jump => {
      const { clock, device, ask, error } = apart(-2 * HOUR);
      ask(10, 10);
      const { value: before } = clock.moves;
      device.now += jump;
      expect(Math.abs(error())).toBeGreaterThan(HOUR);
      ask(10, 10);
      expect(Math.abs(error())).toBeLessThanOrEqual(10);
      expect(clock.moves.value).toBe(before + 1);
      // Small corrections are none that anybody has to follow.
      ask(1, 1);
      expect(clock.moves.value).toBe(before + 1);
    },
  );

  it('[TIME-2] what the relay says that is no time changes nothing', () => {
    const { clock } = apart(0);
    clock.hear('soon' as RelayTime, clock.mark());
    expect(clock.isKnown).toBe(false);
  });

  it('[TIME-7] what another device’s clock has yet to come is now', () => {
    const now = deviceTime(START);
    expect(heldToNow(claimedTime(START + HOUR), now)).toBe(now);
    expect(heldToNow(claimedTime(START - HOUR), now)).toBe(START - HOUR);
  });
});

describe('a device and a relay whose clocks differ', () => {
  it.each([-30 * HOUR, -2 * HOUR, 30 * HOUR])(
    '[TIME-3] by %i ms: a token is kept, and ends by the device’s clock',
    async off => {
      const { url } = await relayOn();
      const now = (): DeviceTime => deviceTime(Date.now() + off);
      const identity = await newIdentity();
      const api = relayApi(url, identity, now);
      const device = await open(url, { identity, api, createdHere: now() });
      await live(device);
      const token = device.stored.access?.token;
      expect(Math.abs((device.stored.access?.expires ?? 0) - now() - 24 * HOUR)).toBeLessThan(MINUTE);
      for (let i = 0; i < 3; i++)
        expect(await device.link.access.obtain()).toMatchObject({ ok: true, value: { token } });
      // Opened again without a word to the relay, as after a reload.
      const again = await open(url, {
        identity,
        api: relayApi(url, identity, now),
        id: device.id,
        access: device.stored.access,
        document: device.document,
      });
      await live(again);
      expect(again.link.access.current?.token).toBe(token);
    },
  );

  it.each([-30 * HOUR, 30 * HOUR])(
    '[TIME-3] by %i ms: who asked, and when, is understood from the standing alone, and anew where the clock is set',
    async off => {
      const { url } = await relayOn();
      let jump = 0;
      const now = (): DeviceTime => deviceTime(Date.now() + off + jump);
      const first = await open(url);
      await live(first);
      const code = await shared(first, 'viewer', url);
      const guest = relayApi(url, await newIdentity());
      const grant = await guest.join(code, 'Bo');
      expect(grant.ok).toBe(true);
      if (!grant.ok) return;
      const source = {
        current: grant.value.access,
        obtain: async () => ({ ok: true, value: grant.value.access }) as const,
        reject: () => undefined,
      };
      expect(await guest.session(first.id, source).askForAccess('editor')).toMatchObject({ ok: true });
      const access = first.stored.access;
      first.link.close();
      // With a token in hand nothing is asked over HTTP before the relay says this.
      const api = relayApi(url, first.identity, now);
      const expires = deviceTime(now() + 20 * HOUR);
      const host = await open(url, {
        identity: first.identity,
        api,
        id: first.id,
        ...(access ? { access: { ...access, expires } } : {}),
      });
      const askedAt = (): number => (host.link.standing.value?.requests?.[0]?.at ?? 0) - now();
      await until(() => host.link.standing.value?.requests?.length === 1, 'the request');
      expect(Math.abs(askedAt())).toBeLessThan(MINUTE);
      jump = 5 * HOUR;
      expect(Math.abs(askedAt())).toBeGreaterThan(HOUR);
      await api.session(first.id, host.link.access).heartbeat('here');
      expect(Math.abs(askedAt())).toBeLessThan(MINUTE);
    },
  );

  it('[TIME-4] a session is born by the relay’s clock, also without a key', async () => {
    const { url } = await relayOn();
    for (const off of [-30 * HOUR, 30 * HOUR]) {
      const now = (): DeviceTime => deviceTime(Date.now() + off);
      const identity = { ...(await newIdentity()), keys: undefined };
      const api = relayApi(url, identity, now);
      const id = newSessionId();
      const made = await api.create(id, now());
      expect(made.ok).toBe(true);
      if (!made.ok) return;
      const { access } = made.value;
      const source = {
        current: access,
        obtain: async () => ({ ok: true, value: access }) as const,
        reject: () => undefined,
      };
      const numbers = await api.session(id, source).analytics();
      expect(numbers.ok && Math.abs(numbers.value.created - now())).toBeLessThan(MINUTE);
    }
  });

  it('[TIME-4] the relay hears of a clock where the two are not known to agree, and passes over what is none', () => {
    const now = Date.now();
    expect(clockAheadOf(offerProtocols('a.b.c'), now)).toBe(0);
    expect(clockAheadOf(offerProtocols('a.b.c', 'e', false, deviceTime(now + HOUR)), now)).toBe(HOUR);
    expect(clockAheadOf(offerProtocols('a.b.c', 'e', false, deviceTime(now + 40)), now)).toBe(0);
    for (const junk of ['clock.', 'clock.-1', 'clock.1e9', `clock.${'9'.repeat(400)}`, 'clock.NaN'])
      expect(clockAheadOf(['aiframe.v1', junk], now)).toBe(0);
    const known = apart(20);
    known.ask(5, 5);
    expect(known.clock.offer()).toBeUndefined();
    const far = apart(HOUR);
    expect(far.clock.offer()).toBe(START);
    far.ask(5, 5);
    expect(far.clock.offer()).toBe(START + 10);
  });
});
