import type { Connection } from './connection.ts';

/** The longest wait before a retry: what a person may store comes back bit by bit, and a disk gets room. */
const WAIT_MAX_MS = 60_000;
/** The shortest wait. */
const WAIT_MIN_MS = 1_000;

/**
 * Timers for connections that are over budget: each is asked for its edits again after a while, as long as it
 * is there.
 */
export class RetryTimers {
  readonly #timers = new Map<Connection, NodeJS.Timeout>();

  /** Calls `then` once, after about `waitMs`, unless `cancel` comes before. */
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
