/**
 * Points in time, told apart by whose clock they were read from. A relay's clock and a device's may be hours
 * apart, so the compiler takes none of them for another: what the relay says becomes a device's time in
 * `client/link/clock.ts` and nowhere else. Lengths of time are plain numbers, with their unit in the name.
 */

declare const clock: unique symbol;

/**
 * By the relay's clock: ISO 8601, UTC, as on the wire. A text, so that it can neither be compared with a
 * device's time nor subtracted from it.
 */
export type RelayTime = string & { readonly [clock]: 'relay' };

/** By the clock of this device, as it was set at that moment: ms since epoch. */
export type DeviceTime = number & { readonly [clock]: 'device' };

/**
 * By the clock of the device that wrote it, whichever that was: ms since epoch, in a document or in a file.
 * It is shown, held to now, and nothing is decided by it.
 */
export interface ClaimedTime {
  readonly [clock]: 'claimed';
}

/** For the relay, about its own clock: ms since epoch as it says them. */
export const relayTime = (ms: number): RelayTime => new Date(ms).toISOString() as RelayTime;

export const claimedTime = (ms: number): ClaimedTime => ms as unknown as ClaimedTime;

/** A claimed time as far as it can be true: what somebody else's clock has yet to come is now. */
export const heldToNow = (claimed: ClaimedTime, now: DeviceTime): DeviceTime =>
  Math.min(claimed as unknown as number, now) as DeviceTime;

/** `T` as a device has it: every time of the relay's is the device's. */
export type OnDevice<T> = T extends RelayTime
  ? DeviceTime
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Each)[]
      ? readonly OnDevice<Each>[]
      : { readonly [Key in keyof T]: OnDevice<T[Key]> };
