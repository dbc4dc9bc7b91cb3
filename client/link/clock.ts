import { type ReadonlySignal, signal } from '@preact/signals-core';
import { CLOCKS_AGREE_MS } from '../../shared/protocol.ts';
import type { Standing } from '../../shared/relay-messages.ts';
import { type DeviceTime, type OnDevice, type RelayTime, relayTime } from '../../shared/time.ts';
import { deviceNow } from '../model/index.ts';

/** A moment of this device, to compare with the relay's time of a little later. */
export interface Mark {
  readonly at: DeviceTime;
  /** ms, by `performance.now()`. */
  readonly uptime: number;
}

/**
 * The offset between a relay's clock and this device's: the one place where times of the one become times of
 * the other. Every response updates it, so that it follows a clock that is set while the app runs.
 */
export class RelayClock {
  readonly #now: () => DeviceTime;
  /** The relay's clock minus this device's; undefined before the first response. */
  #aheadMs: number | undefined;
  readonly #moves = signal(0);

  constructor(now: () => DeviceTime = deviceNow) {
    this.#now = now;
  }

  /** Whether the relay's time is known. Until then its clock is taken to agree with this device's. */
  get isKnown(): boolean {
    return this.#aheadMs !== undefined;
  }

  /** Counts changes of the offset: times that were converted before have to be converted again. */
  get moves(): ReadonlySignal<number> {
    return this.#moves;
  }

  mark(): Mark {
    return { at: this.#now(), uptime: performance.now() };
  }

  /**
   * Learns that the relay's clock read `time` at some moment between `since` and now, give or take `graceMs`.
   * A known offset stays where it agrees: so a slow response never makes it worse, and a right clock is never
   * corrected by its latency.
   */
  hear(time: RelayTime, since: Mark, graceMs = 0): void {
    const said = Date.parse(time);
    if (Number.isNaN(said)) return;
    const now = this.#now();
    // Of a device that slept meanwhile, or whose clock was set back, the larger one is right.
    const tookMs = Math.max(now - since.at, performance.now() - since.uptime, 0);
    const least = said - now;
    const most = least + tookMs + graceMs;
    const before = this.#aheadMs ?? 0;
    const ahead = before >= least && before <= most ? before : (least + most) / 2;
    this.#aheadMs = ahead;
    if (Math.abs(ahead - before) >= CLOCKS_AGREE_MS) this.#moves.value += 1;
  }

  toDevice(time: RelayTime): DeviceTime {
    return (Date.parse(time) - (this.#aheadMs ?? 0)) as DeviceTime;
  }

  toRelay(time: DeviceTime): RelayTime {
    return relayTime(time + (this.#aheadMs ?? 0));
  }

  /** The current time by the relay's clock, as far as it is known. */
  relayNow(): RelayTime {
    return this.toRelay(this.#now());
  }

  /** The current time by this device's clock, to be sent; undefined where the two are known to agree. */
  offer(): DeviceTime | undefined {
    const ahead = this.#aheadMs;
    return ahead !== undefined && Math.abs(ahead) < CLOCKS_AGREE_MS ? undefined : this.#now();
  }

  /** The current time by this device's clock. */
  now(): DeviceTime {
    return this.#now();
  }
}

/** Converts the times of a standing to this device's. */
export function standingHere({ requests, time, ...rest }: Standing, clock: RelayClock): OnDevice<Standing> {
  return {
    ...rest,
    ...(time === undefined ? {} : { time: clock.toDevice(time) }),
    ...(requests ? { requests: requests.map(each => ({ ...each, at: clock.toDevice(each.at) })) } : {}),
  };
}
