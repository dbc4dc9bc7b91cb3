import { LIMITS } from '../../shared/limits.ts';

/**
 * How long to wait after `failures` tries in a row (ms): doubled each time, and spread over its upper half,
 * so that a thousand devices do not come back to a restarted relay in one moment.
 */
export function backoffMs(failures: number, random: () => number): number {
  const full = Math.min(LIMITS.reconnectMinMs * 2 ** Math.min(failures, 16), LIMITS.reconnectMaxMs);
  return full * (0.5 + 0.5 * random());
}
