import type { SecurityLog } from './security-log.ts';

const WINDOW_MS = 60_000;
/** Addresses that are counted at once; the oldest are forgotten first. */
const ADDRESSES_MAX_COUNT = 10_000;

export interface GuessLimits {
  /** Wrong codes in a minute, from one address and from all together. */
  readonly addressCount: number;
  readonly allCount: number;
}

interface Count {
  wrong: number;
  /** ms, monotonic */
  readonly since: number;
}

/**
 * Limits wrong share codes. An address that guesses has to wait. Where guesses come from everywhere, every
 * address that has guessed wrong waits; a first code is no guess, and a right one is not to suffer for the
 * others.
 */
export class CodeGuessLimiter {
  readonly #limits: GuessLimits;
  readonly #log: SecurityLog;
  readonly #counts = new Map<string, Count>();

  constructor(limits: GuessLimits, log: SecurityLog) {
    this.#limits = limits;
    this.#log = log;
  }

  /** Whether this address may try a code. `address`: of a network, where one person can have many. */
  mayTry(address: string, now = performance.now()): boolean {
    const own = this.#wrong(address, now);
    if (own === 0) return true;
    return own < this.#limits.addressCount && this.#wrong('everywhere', now) < this.#limits.allCount;
  }

  recordWrong(address: string, now = performance.now()): void {
    if (this.#add(address, now) === this.#limits.addressCount) this.#log({ event: 'codes.guessed', address });
    const all = this.#add('everywhere', now);
    if (all === this.#limits.allCount) this.#log({ event: 'codes.guessed', address: 'everywhere' });
  }

  #wrong(key: string, now: number): number {
    const count = this.#counts.get(key);
    return count && now - count.since < WINDOW_MS ? count.wrong : 0;
  }

  #add(key: string, now: number): number {
    const wrong = this.#wrong(key, now) + 1;
    const since = wrong === 1 ? now : (this.#counts.get(key)?.since ?? now);
    if (wrong === 1) this.#counts.delete(key);
    this.#counts.set(key, { wrong, since });
    for (const [old, { since: began }] of this.#counts) {
      const isOver = now - began >= WINDOW_MS;
      if (!isOver && this.#counts.size <= ADDRESSES_MAX_COUNT) break;
      if (old !== 'everywhere' || isOver) this.#counts.delete(old);
      else break;
    }
    return wrong;
  }
}
