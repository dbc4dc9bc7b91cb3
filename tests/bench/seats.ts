import { type JoinGrant, ROUTES, type SessionGrant, type ShareGrant } from '../../shared/api/index.ts';
import { newSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';

async function send<T>(
  url: string,
  method: 'POST' | 'PATCH',
  path: string,
  body: unknown,
  token?: string,
): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      connection: 'close',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Somebody who may join, and write in their own name. */
export interface Seat {
  readonly user: UserId;
  readonly token: string;
}

/** A session and its people, the host first. */
export interface Seats {
  readonly id: SessionId;
  readonly people: readonly Seat[];
}

const seat = ({ user_id, token }: SessionGrant | JoinGrant): Seat => ({ user: user_id as UserId, token });

/** Creates a session by the API and lets people join it with a share code, as they would. */
export async function seats(url: string, people: number): Promise<Seats> {
  const id = newSessionId();
  const host = seat(await send<SessionGrant>(url, 'POST', ROUTES.createSession, { id }));
  if (people === 1) return { id, people: [host] };
  const settings = { max_participants: LIMITS.participantsPerSessionCount };
  await send(url, 'PATCH', `/api/sessions/${id}`, { settings }, host.token);
  const asked = { session_id: id, role: 'editor' };
  const { share_code } = await send<ShareGrant>(url, 'POST', ROUTES.createShare, asked, host.token);
  const guests = await Promise.all(
    Array.from({ length: people - 1 }, () => send<JoinGrant>(url, 'POST', ROUTES.join, { share_code })),
  );
  return { id, people: [host, ...guests.map(seat)] };
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
