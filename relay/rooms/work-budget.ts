import { LIMITS } from '../../shared/limits.ts';

/**
 * The time of the relay that one person may take: a burst, then an even share. Time is measured, not guessed
 * from bytes, because what an update costs depends on what is in it.
 */
export class WorkBudget {
  #leftMs: number = LIMITS.workBurstMs;
  #at: number;

  /** `now` in ms, monotonic, here and below. */
  constructor(now: number) {
    this.#at = now;
  }

  /** Takes what work took, also where there is not as much left: it is done already. */
  spend(ms: number, now: number): void {
    this.#refill(now);
    // One large piece of work throttles nobody for longer than the debt allows.
    this.#leftMs = Math.max(this.#leftMs - ms, -LIMITS.workDebtMaxMs);
  }

  /** Returns how long until there is something left, in ms; 0 where there is. */
  waitMs(now: number): number {
    this.#refill(now);
    return this.#leftMs >= 0 ? 0 : (-this.#leftMs * 1000) / LIMITS.workPerSecondMs;
  }

  #refill(now: number): void {
    const gained = ((now - this.#at) / 1000) * LIMITS.workPerSecondMs;
    this.#leftMs = Math.min(LIMITS.workBurstMs, this.#leftMs + gained);
    this.#at = now;
  }
}
