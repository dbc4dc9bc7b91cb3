import { type ReadonlySignal, signal } from '@preact/signals-core';
import { CLOCKS_AGREE_MS } from '../../shared/protocol.ts';
import type { Standing } from '../../shared/relay-messages.ts';
import { type DeviceTime, type OnDevice, type RelayTime, relayTime } from '../../shared/time.ts';
import { deviceNow } from '../model/index.ts';

/** A moment of this device, to be held against what the relay says a little later. */
export interface Mark {
  readonly at: DeviceTime;
  /** ms, by `performance.now()`. */
  readonly uptime: number;
}

/**
 * How a relay's clock and this device's stand to each other: the one place where times of the one become
 * times of the other. It learns from every answer, so that it follows a clock that is set while the app runs.
 */
export class RelayClock {
  readonly #now: () => DeviceTime;
  /** How far the relay's clock is ahead of this device's; undefined before it has said anything. */
  #aheadMs: number | undefined;
  readonly #moves = signal(0);

  constructor(now: () => DeviceTime = deviceNow) {
    this.#now = now;
  }

  /** Whether the relay has said what time it is. Until then its clock is taken to be like this device's. */
  get isKnown(): boolean {
    return this.#aheadMs !== undefined;
  }

  /**
   * Counts how often the two have moved against each other: what was turned before is then to be turned
   * again.
   */
  get moves(): ReadonlySignal<number> {
    return this.#moves;
  }

  mark(): Mark {
    return { at: this.#now(), uptime: performance.now() };
  }

  /**
   * The relay said `time` at some moment between `since` and now, give or take `graceMs`. What is known
   * already stays where that agrees with it: so a slow answer never makes it worse, and a right clock is
   * never corrected by the way that an answer takes.
   */
  hear(time: RelayTime, since: Mark, graceMs = 0): void {
    const said = Date.parse(time);
    if (Number.isNaN(said)) return;
    const now = this.#now();
    // Of a device that slept meanwhile, or whose clock was set back, one of the two knows better.
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

  /** Now, by the relay's clock, as well as it is known. */
  relayNow(): RelayTime {
    return this.toRelay(this.#now());
  }

  /** For the relay: now, by this device's clock, unless the two are known to agree. */
  offer(): DeviceTime | undefined {
    const ahead = this.#aheadMs;
    return ahead !== undefined && Math.abs(ahead) < CLOCKS_AGREE_MS ? undefined : this.#now();
  }

  /** Now, by this device's clock. */
  now(): DeviceTime {
    return this.#now();
  }
}

/** A standing with its times as this device's. */
export function standingHere({ requests, time, ...rest }: Standing, clock: RelayClock): OnDevice<Standing> {
  return {
    ...rest,
    ...(time === undefined ? {} : { time: clock.toDevice(time) }),
    ...(requests ? { requests: requests.map(each => ({ ...each, at: clock.toDevice(each.at) })) } : {}),
  };
}
