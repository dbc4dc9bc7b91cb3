import type { Connection } from './connection.ts';

/**
 * Asked again no later than this, in ms: what somebody may store comes back bit by bit, and a disk gets room.
 */
const WAIT_MAX_MS = 60_000;
/** Nor sooner than this. */
const WAIT_MIN_MS = 1_000;

/**
 * Connections whose person has stored as much as they may for now. Each is asked again after a while, as long
 * as it is there.
 */
export class RetryTimers {
  readonly #timers = new Map<Connection, NodeJS.Timeout>();

  /** `then` is called once, after about `waitMs`, unless `release` comes before. */
  schedule(connection: Connection, waitMs: number, then: () => void): void {
    this.cancel(connection);
    const ms = Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, waitMs));
    this.#timers.set(
      connection,
      setTimeout(() => {
        this.#timers.delete(connection);
        then();
      }, ms),
    );
  }

  cancel(connection: Connection): void {
    clearTimeout(this.#timers.get(connection));
    this.#timers.delete(connection);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
