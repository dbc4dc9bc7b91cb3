import type { UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { TokenBucket } from '../token-bucket.ts';
import { WorkBudget } from './work-budget.ts';

interface Budget {
  readonly refusals: TokenBucket;
  readonly work: WorkBudget;
  readonly bytes: TokenBucket;
}

/** The budgets of each person in a room. They outlive sockets, as a person who was closed comes back. */
export class PersonBudgets {
  readonly #budgets = new Map<UserId, Budget>();

  /** People whose budgets are remembered. */
  get count(): number {
    return this.#budgets.size;
  }

  /** Returns false where a person was refused too often. */
  takeRefusal(user: UserId): boolean {
    return this.#of(user).refusals.take(1, performance.now());
  }

  /**
   * Whether a person has refusals left; one who has none is banned for a while. Safe to call for an unchecked
   * name.
   */
  hasRefusalBudget(user: UserId): boolean {
    return this.#budgets.get(user)?.refusals.has(1, performance.now()) ?? true;
  }

  /**
   * Counts work of `ms` that was done for a person, and bytes that came from them; returns for how long (ms)
   * they are to be throttled.
   */
  spend(user: UserId, ms: number, bytes: number): number {
    const { work, bytes: sent } = this.#of(user);
    const now = performance.now();
    work.spend(ms, now);
    // An honest upload may be larger than what is left: its line is no quicker than this.
    return Math.max(work.waitMs(now), sent.borrow(bytes, now));
  }

  /** Counts work that came to nothing, besides its time, which `spend` counts as of all work. */
  waste(user: UserId, ms: number): void {
    this.#of(user).work.spend(ms * (LIMITS.wastedWorkFactor - 1), performance.now());
  }

  #of(user: UserId): Budget {
    const known = this.#budgets.get(user);
    if (known) return known;
    const now = performance.now();
    const perSecond = LIMITS.refusalsPerMinuteCount / 60;
    const made: Budget = {
      refusals: new TokenBucket(perSecond, LIMITS.refusalsBurstCount, now),
      work: new WorkBudget(now),
      bytes: new TokenBucket(LIMITS.bytesPerSecond, LIMITS.burstBytes, now),
    };
    this.#budgets.set(user, made);
    return made;
  }
}
