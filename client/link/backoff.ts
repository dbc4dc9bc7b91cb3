import { LIMITS } from '../../shared/limits.ts';

/**
 * Returns the wait (ms) before the attempt after `failures` others: exponential, with jitter over its upper
 * half, so that a thousand devices do not reconnect to a restarted relay in one moment.
 */
export function backoffMs(failures: number, random: () => number): number {
  const full = Math.min(LIMITS.reconnectMinMs * 2 ** Math.min(failures, 16), LIMITS.reconnectMaxMs);
  return full * (0.5 + 0.5 * random());
}
