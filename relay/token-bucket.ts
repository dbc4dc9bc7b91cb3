/** A rate with room for a burst: holds up to `burst`, gains `perSecond` evenly. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #at: number;

  /** `now` in ms, monotonic, here and in `take`. */
  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#level = burst;
    this.#at = now;
  }

  /** Takes `amount`; returns false, and takes nothing, where there is not enough. */
  take(amount: number, now: number): boolean {
    if (!this.has(amount, now)) return false;
    this.#level -= amount;
    return true;
  }

  /** Takes `amount` also where there is not as much; returns how long until that is made up for, in ms. */
  borrow(amount: number, now: number): number {
    this.has(0, now);
    this.#level -= amount;
    return Math.max(0, (-this.#level / this.#perSecond) * 1000);
  }

  /** Whether `amount` could be taken. */
  has(amount: number, now: number): boolean {
    this.#level = Math.min(this.#burst, this.#level + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    return amount <= this.#level;
  }
}
