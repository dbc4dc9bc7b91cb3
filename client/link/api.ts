import type { z } from 'zod';
import {
  type CreateShareRequest,
  joinGrant,
  problem,
  ROUTES,
  sessionGrant,
  shareGrant,
  tokenGrant,
} from '../../shared/api/index.ts';
import { type ErrorCode, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Access, Identity } from '../model/index.ts';
import { prove } from './proof.ts';

const TIMEOUT_MS = 10_000;

/** Access to one session. */
export interface Grant {
  readonly id: SessionId;
  readonly access: Access;
}

export interface Share {
  /** XXXX-XXXX-XXXX */
  readonly code: string;
  /** The app at the relay's own address, the code in the fragment. */
  readonly url: string;
  /** ms since epoch */
  readonly expires: number;
}

/** The relay's REST resources, as this device. Failures are `api/*`; `api/unavailable` means that there was no relay to answer. */
export interface RelayApi {
  /** Registers a session that was born here (`created`: ms since epoch). Asked again, it answers with fresh access. */
  create(id: SessionId, created: number): Promise<Result<Grant>>;
  /** Fresh access for a member with a key. */
  renew(id: SessionId): Promise<Result<Grant>>;
  join(code: string, name?: string): Promise<Result<Grant>>;
  share(access: Access, request: CreateShareRequest): Promise<Result<Share>>;
}

interface Answer<T> {
  readonly result: Result<T>;
  /** The relay's clock, where it said it; ms since epoch. */
  readonly serverTime?: number;
}

/** `base`: the relay's address, for example `location.origin`. `now`: this device's clock, ms since epoch. */
export function relayApi(base: string, identity: Identity, now: () => number = Date.now): RelayApi {
  const audience = new URL(base).host;
  /** How far the relay's clock is ahead of this device's, learnt from a refusal. */
  let clockAheadMs = 0;

  /** Posts with a fresh proof; once more where it was refused, perhaps for a wrong clock. */
  async function postProven<T>(
    path: string,
    body: Record<string, unknown>,
    schema: z.ZodType<T>,
  ): Promise<Result<T>> {
    const send = async (): Promise<Answer<T>> => {
      const proof = await prove(identity, audience, now() + clockAheadMs);
      return post(new URL(path, base), proof === undefined ? body : { ...body, proof }, schema);
    };
    const first = await send();
    if (first.result.ok || first.result.error.code !== 'api/unauthorized') return first.result;
    if (!identity.keys || first.serverTime === undefined) return first.result;
    clockAheadMs = first.serverTime - now();
    return (await send()).result;
  }

  return {
    create: async (id, created) => {
      const body = { id, created: new Date(created).toISOString() };
      return grantOf(await postProven(ROUTES.createSession, body, sessionGrant));
    },
    renew: async id => grantOf(await postProven(ROUTES.token(id), {}, tokenGrant)),
    join: async (code, name) => {
      const body = { share_code: code, ...(name ? { name } : {}) };
      return grantOf(await postProven(ROUTES.join, body, joinGrant));
    },
    share: async (access, request) => {
      const { result } = await post(new URL(ROUTES.createShare, base), request, shareGrant, access.token);
      if (!result.ok) return result;
      const { share_code, share_url, expires } = result.value;
      return ok({ code: share_code, url: share_url, expires: Date.parse(expires) });
    },
  };
}

function grantOf(result: Result<Omit<z.output<typeof joinGrant>, 'settings'>>): Result<Grant> {
  if (!result.ok) return result;
  const { session_id, user_id, role, token, expires } = result.value;
  // The schema has checked both ids.
  const access = { token, expires: Date.parse(expires), role, user: user_id as UserId };
  return ok({ id: session_id as SessionId, access });
}

async function post<T>(url: URL, body: unknown, schema: z.ZodType<T>, token?: string): Promise<Answer<T>> {
  let status: number;
  let answer: unknown;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    answer = await response.json();
  } catch (cause) {
    // No network, no relay, a timeout, or somebody else who answers at this address.
    return { result: fail('api/unavailable', cause instanceof Error ? cause.name : undefined, cause) };
  }
  const refused = problem.safeParse(answer);
  if (refused.success) {
    const { code, detail, server_time } = refused.data;
    return { result: fail(code as ErrorCode, detail), serverTime: Date.parse(server_time) };
  }
  const granted = schema.safeParse(answer);
  if (granted.success) return { result: ok(granted.data) };
  return { result: fail('api/unavailable', `an answer of another kind, status ${status}`) };
}
