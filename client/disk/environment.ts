/** Steps in the life of a page: `hidden` may be the last, a `frozen` page gets no events until `resumed`. */
export type PageEvent = 'hidden' | 'frozen' | 'resumed';

/** The browser around a disk. Parts that a browser lacks are undefined. */
export interface DiskEnvironment {
  /** Web Locks; only secure contexts have them. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
  readonly channel: ((name: string) => BroadcastChannel) | undefined;
  /** Calls `listener` for each event. Returns a stop function. */
  readonly onPage: (listener: (event: PageEvent) => void) => () => void;
}

export function browserDiskEnvironment(): DiskEnvironment {
  return {
    locks: globalThis.navigator?.locks,
    channel: 'BroadcastChannel' in globalThis ? name => new BroadcastChannel(name) : undefined,
    onPage,
  };
}

function onPage(listener: (event: PageEvent) => void): () => void {
  if (!('document' in globalThis)) return () => undefined;
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') listener('hidden');
    },
    { signal },
  );
  window.addEventListener('pagehide', () => listener('hidden'), { signal });
  document.addEventListener('freeze', () => listener('frozen'), { signal });
  document.addEventListener('resume', () => listener('resumed'), { signal });
  // A page that comes back from the back-forward cache was frozen without an event.
  window.addEventListener('pageshow', event => event.persisted && listener('resumed'), { signal });
  return () => stop.abort();
}
