/**
 * `disk`: the app's disk alone. `disk+mirror`: with the mirror that the app reads from, as a user opens a
 * session. `bare`: the same bytes, already in memory, applied to an empty document. `bare+mirror`: to one
 * that has the mirror.
 */
export const WAYS = ['disk', 'disk+mirror', 'bare', 'bare+mirror'] as const;
export type Way = (typeof WAYS)[number];

export interface Opened {
  readonly ms: number;
  readonly objects: number;
  readonly bytes: number;
}
