/** What the link needs of its surroundings; tests in Node bring their own. */
export interface LinkEnvironment {
  readonly WebSocket: typeof WebSocket;
  /** 0 to below 1. */
  readonly random: () => number;
  /**
   * Calls `listener` when trying at once makes sense: the network is back, or the page is. Returns the way to
   * stop.
   */
  readonly onWake: (listener: () => void) => () => void;
  /** Calls `listener` when the network is known to be gone. Returns the way to stop. */
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
