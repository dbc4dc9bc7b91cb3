import { networkOf } from '../client-address.ts';
import { TokenBucket } from '../token-bucket.ts';

/** The share of its sockets that an address may open again in a second once it has opened them all. */
const RETURN_SHARE = 1 / 50;
/** Addresses that are remembered without an open socket. */
const REMEMBERED_COUNT = 10_000;

interface Count {
  open: number;
  readonly coming: TokenBucket;
}

/**
 * Limits the sockets that each address has open, and how quickly it opens them: nobody takes the places of
 * all others.
 */
export class ConnectionLimiter {
  readonly #maxCount: number;
  readonly #counts = new Map<string, Count>();

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  /** Admits one more; returns how to count it out again, once. Undefined where it is one too many. */
  enter(address: string, now = performance.now()): (() => void) | undefined {
    const network = networkOf(address);
    const count = this.#counts.get(network) ?? {
      open: 0,
      coming: new TokenBucket(this.#maxCount * RETURN_SHARE, this.#maxCount, now),
    };
    // The newest are last, and so the last to be forgotten.
    this.#counts.delete(network);
    this.#counts.set(network, count);
    if (this.#counts.size > REMEMBERED_COUNT) this.#forget();
    if (count.open >= this.#maxCount || !count.coming.take(1, now)) return undefined;
    count.open += 1;
    return () => {
      count.open -= 1;
    };
  }

  #forget(): void {
    for (const [network, { open }] of this.#counts) {
      if (open > 0) continue;
      this.#counts.delete(network);
      return;
    }
  }
}
