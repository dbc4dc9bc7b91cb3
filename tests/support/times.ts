import type { ClaimedTime, DeviceTime } from '../../shared/time.ts';

/** Times as a test has them: ms since epoch. */
export const deviceTime = (ms: number): DeviceTime => ms as DeviceTime;
export const claimed = (ms: number): ClaimedTime => ms as unknown as ClaimedTime;
