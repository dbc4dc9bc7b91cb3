import type { UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { TokenBucket } from '../token-bucket.ts';
import { WorkBudget } from './work-budget.ts';

interface Budget {
  readonly refusals: TokenBucket;
  readonly work: WorkBudget;
  readonly bytes: TokenBucket;
}

/**
 * What each person in a room may still bring about. It outlives their sockets, as somebody who was sent away
 * comes back.
 */
export class PersonBudgets {
  readonly #budgets = new Map<UserId, Budget>();

  /** People that something is remembered of. */
  get count(): number {
    return this.#budgets.size;
  }

  /** Answers false for somebody who was refused too often. */
  takeRefusal(user: UserId): boolean {
    return this.#of(user).refusals.take(1, performance.now());
  }

  /**
   * Whether somebody may still be refused something. Who may not has no business here for a while. Asked
   * before anybody knows that it is they.
   */
  hasRefusalBudget(user: UserId): boolean {
    return this.#budgets.get(user)?.refusals.has(1, performance.now()) ?? true;
  }

  /**
   * Counts work of `ms` that was done for somebody, and bytes that came from them; answers for how long (ms)
   * they are to rest now.
   */
  spend(user: UserId, ms: number, bytes: number): number {
    const { work, bytes: sent } = this.#of(user);
    const now = performance.now();
    work.spend(ms, now);
    // An honest upload may be larger than what is left: its line is no quicker than this.
    return Math.max(work.restMs(now), sent.borrow(bytes, now));
  }

  /**
   * Counts work that came to nothing, besides the time that it took, which `spend` is told as of all work.
   */
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
