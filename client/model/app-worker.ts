/**
 * The messages of the page to its worker. `verify` and `repair` are answered on the message's port with a
 * `Verdict`.
 */
export type ToWorker =
  /** Take over from the version before, now. */
  | { readonly type: 'SKIP_WAITING' }
  /** Say which files of the app are not in the cache. */
  | { readonly type: 'verify' }
  /** Fetch those that are missing, then say which still are. */
  | { readonly type: 'repair' };

export interface Verdict {
  /** Paths, relative to the app's root; empty when the app can start without a network. */
  readonly missing: readonly string[];
}

/** All caches of the worker start like this, and no others do. */
export const CACHE_PREFIX = 'ai-frame';
