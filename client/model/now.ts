import type { DeviceTime } from '../../shared/time.ts';

/** Now, by this device's clock. Lengths of time are measured by `performance.now()`, which nobody sets. */
export const deviceNow = (): DeviceTime => Date.now() as DeviceTime;
