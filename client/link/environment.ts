/** The browser around a link; tests in Node pass their own. */
export interface LinkEnvironment {
  readonly WebSocket: typeof WebSocket;
  /** 0 to below 1. */
  readonly random: () => number;
  /** Calls `listener` when the network or the page is back. Returns a stop function. */
  readonly onWake: (listener: () => void) => () => void;
  /** Calls `listener` when the network is known to be lost. Returns a stop function. */
  readonly onOffline: (listener: () => void) => () => void;
}

export const browserLinkEnvironment = (): LinkEnvironment => ({
  WebSocket,
  random: Math.random,
  onWake,
  onOffline,
});

function onWake(listener: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('online', listener, { signal });
  window.addEventListener('pageshow', listener, { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') listener();
    },
    { signal },
  );
  return () => stop.abort();
}

function onOffline(listener: () => void): () => void {
  window.addEventListener('offline', listener);
  return () => window.removeEventListener('offline', listener);
}
