import { type JoinGrant, ROUTES, type SessionGrant, type ShareGrant } from '../../shared/api/index.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';

async function post<T>(url: string, path: string, body: unknown, token?: string): Promise<T> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** A session and one token for each of its people. */
export interface Seats {
  readonly id: SessionId;
  readonly tokens: readonly string[];
}

/** Creates a session by the API and lets people join it with a share code, as they would. */
export async function seats(url: string, people: number): Promise<Seats> {
  const id = newSessionId();
  const { token } = await post<SessionGrant>(url, ROUTES.createSession, { id });
  if (people === 1) return { id, tokens: [token] };
  const share = await post<ShareGrant>(url, ROUTES.createShare, { session_id: id, role: 'editor' }, token);
  const guests = await Promise.all(
    Array.from({ length: people - 1 }, () =>
      post<JoinGrant>(url, ROUTES.join, { share_code: share.share_code }),
    ),
  );
  return { id, tokens: [token, ...guests.map(guest => guest.token)] };
}

/** `make` for 0 to `count` - 1, some at a time: a burst of thousands would measure the listen queue. */
export async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const BATCH_COUNT = 50;
  const made: T[] = [];
  for (let from = 0; from < count; from += BATCH_COUNT) {
    const batch = Math.min(BATCH_COUNT, count - from);
    made.push(...(await Promise.all(Array.from({ length: batch }, (_, i) => make(from + i)))));
  }
  return made;
}
