import type { AppError } from '../../shared/errors.ts';

/** The state of the open session on this device's disk. `changes` counts edits that only memory holds. */
export type DiskState =
  | { readonly state: 'loading' }
  | { readonly state: 'saved' }
  | { readonly state: 'saving'; readonly changes: number }
  | { readonly state: 'failed'; readonly error: AppError; readonly changes: number };

/**
 * The way to the relay. `waiting` counts edits of this device that the relay has not acknowledged as on its
 * disk; `blockedBy` is why it takes none for now, although it is there.
 */
export type LinkState =
  | { readonly state: 'off'; readonly waiting: number; readonly blockedBy?: AppError }
  | { readonly state: 'connecting'; readonly waiting: number; readonly blockedBy?: AppError }
  | { readonly state: 'offline'; readonly waiting: number; readonly blockedBy?: AppError }
  | { readonly state: 'live'; readonly waiting: number; readonly blockedBy?: AppError }
  | { readonly state: 'refused'; readonly error: AppError; readonly waiting: number };

/**
 * How a status looks: `busy` something is on its way, `waiting` nothing is wrong but the relay lacks edits,
 * `loss` act now.
 */
export type Tone = 'busy' | 'device' | 'waiting' | 'relay' | 'loss';

/**
 * The status a person can trust, in words. `text` is short enough for a corner; `detail` is one or two
 * sentences.
 */
export interface Status {
  readonly tone: Tone;
  readonly text: string;
  readonly detail: string;
}
