import { effect } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import type { Link, SessionApi } from '../../link/index.ts';

export interface HeartbeatOptions {
  readonly api: SessionApi;
  readonly link: Link;
  /** Whether the person looks at the session now. */
  readonly attention: () => 'here' | 'away';
}

/**
 * Sends heartbeats to the relay while the link is live and the page is visible: at once and then every
 * `LIMITS.heartbeatMs`. A hidden page sends one that says so, and one that goes away sends a goodbye. Returns
 * the way to stop, which sends a goodbye too.
 */
export function keepHeartbeat({ api, link, attention }: HeartbeatOptions): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const beat = async (status: 'here' | 'away'): Promise<void> => {
    const answer = await api.heartbeat(status);
    // The link itself shows when the relay is gone or wants this person gone.
    if (!answer.ok) console.info(`The relay did not take a heartbeat: ${answer.error.code}`);
  };
  const follow = (): void => {
    const isLive = link.state.peek().state === 'live';
    const isWanted = isLive && document.visibilityState === 'visible';
    if (isWanted === (timer !== undefined)) return;
    clearInterval(timer);
    timer = isWanted ? setInterval(() => void beat(attention()), LIMITS.heartbeatMs) : undefined;
    if (isLive) void beat(isWanted ? attention() : 'away');
  };
  const goodbye = (): void => {
    const token = link.access.current?.token;
    if (token !== undefined && link.state.peek().state === 'live') api.close(token);
  };

  const stopPage = new AbortController();
  const { signal } = stopPage;
  document.addEventListener('visibilitychange', follow, { signal });
  window.addEventListener('pagehide', goodbye, { signal });
  const stopLink = effect(() => {
    link.state.value;
    follow();
  });
  return () => {
    goodbye();
    stopLink();
    stopPage.abort();
    clearInterval(timer);
  };
}
