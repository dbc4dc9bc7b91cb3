import { vi } from 'vitest';
import { DEFAULTS, type Relay, type RelayConfig, startRelay } from '../../relay/index.ts';
import type { JoinGrant, PolicyChange, SessionGrant, ShareGrant } from '../../shared/api/index.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { newFolder, onCleanup } from './cleanup.ts';

/** Real relays on loopback, requests to them, and the people of a session. */

const NO_LIMIT = { perHour: 0, perDay: 0 } as const;

/**
 * A relay in this process, which takes from one address whatever tests bring; `store` replaces its disk,
 * `freeBytes` what that says it has left.
 */
export async function relayOn(
  config: Partial<RelayConfig> = {},
  store?: RelayStore,
  freeBytes?: () => Promise<number>,
): Promise<Relay> {
  const started = await startRelay(
    {
      ...DEFAULTS,
      port: 0,
      host: '127.0.0.1',
      dataFolder: config.dataFolder ?? newFolder(),
      logLevel: 'silent',
      apiPerMinuteCount: 10_000,
      reserveBytes: 0,
      sessionsQuota: NO_LIMIT,
      bytesQuota: NO_LIMIT,
      unprovenPercent: 100,
      ...config,
    },
    store,
    freeBytes,
  );
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  onCleanup(() => started.value.close());
  return started.value;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly type: string | null;
  readonly headers: Headers;
}

/** One request; a string goes out as it is, everything else as JSON. An answer of nothing is undefined. */
export async function send<T>(
  url: string,
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string | undefined } = {},
): Promise<Answered<T>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type');
  const answer = (text === '' ? undefined : type?.includes('json') ? JSON.parse(text) : text) as T;
  return { status: response.status, body: answer, type, headers: response.headers };
}

export const post = <T>(url: string, path: string, body: unknown, token?: string): Promise<Answered<T>> =>
  send<T>(url, 'POST', path, { body, token });

/** How often the relay has slowed somebody down since it started. */
export async function slowedCount(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^ai_frame_slowed_total (\d+)$/m.exec(text)?.[1]);
}

export async function setPolicy(url: string, host: Guest, settings: PolicyChange): Promise<void> {
  const { status } = await send(url, 'PATCH', `/api/sessions/${host.session}`, {
    body: { settings },
    token: host.token,
  });
  if (status !== 200) throw new Error(`the settings were not taken: ${status}`);
}

export interface Guest {
  readonly session: SessionId;
  readonly token: string;
  readonly user: string;
}

export async function hostOf(url: string, id: SessionId = newSessionId()): Promise<Guest> {
  const { body } = await post<SessionGrant>(url, '/api/sessions/create', { id });
  return { session: id, token: body.token, user: body.user_id };
}

/** Somebody new who joins with a code that the host makes. */
export async function guestOf(url: string, host: Guest, role: 'editor' | 'viewer'): Promise<Guest> {
  const share = await post<ShareGrant>(
    url,
    '/api/sessions/shared/create',
    { session_id: host.session, role },
    host.token,
  );
  const join = await post<JoinGrant>(url, '/api/sessions/shared/join', { share_code: share.body.share_code });
  return { session: host.session, token: join.body.token, user: join.body.user_id };
}

/** All that the relay logs while the test runs. */
export function logged(): () => string {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += String(chunk);
    return true;
  });
  onCleanup(() => spy.mockRestore());
  return () => text;
}
