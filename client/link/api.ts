import type { z } from 'zod';
import { joinGrant, ROUTES, sessionGrant, tokenGrant } from '../../shared/api/index.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { Access, Identity } from '../model/index.ts';
import { deviceNow } from '../model/index.ts';
import { type ActivityApi, activityApi } from './api-activity.ts';
import { type MediaApi, mediaApi } from './api-media.ts';
import { Requests, SessionRequests, type TokenSource } from './api-request.ts';
import { type LifeApi, lifeApi } from './api-session.ts';
import { type SharingApi, sharingApi } from './api-sharing.ts';
import { RelayClock } from './clock.ts';

/** Access to one session. */
export interface GrantedAccess {
  readonly id: SessionId;
  readonly access: Access;
}

/**
 * The relay's REST resources, as this device. Failures are `api/*`; `api/unavailable` means that there was no
 * relay to answer.
 */
export interface RelayApi {
  /** What this relay's clock says, as far as its answers have told. */
  readonly clock: RelayClock;
  /** Registers a session that was born here. Asked again, it answers with fresh access. */
  create(id: SessionId, created: DeviceTime): Promise<Result<GrantedAccess>>;
  /** Fresh access for a member: with a key, or for one without by a token that still holds. */
  renew(id: SessionId, token?: string): Promise<Result<GrantedAccess>>;
  join(code: string, name?: string): Promise<Result<GrantedAccess>>;
  /** What a member can ask about one session. Failures to get a token for it are `link/*`. */
  session(id: SessionId, source: TokenSource): SessionApi;
}

export interface SessionApi extends SharingApi, LifeApi, ActivityApi, MediaApi {}

/** `base`: the relay's address, for example `location.origin`. `now`: this device's clock. */
export function relayApi(base: string, identity: Identity, now: () => DeviceTime = deviceNow): RelayApi {
  const clock = new RelayClock(now);
  const requests = new Requests(base, identity, clock);
  /** The schemas have checked both ids. */
  const granted = (result: Result<Omit<z.output<typeof joinGrant>, 'settings'>>): Result<GrantedAccess> => {
    if (!result.ok) return result;
    const { session_id, user_id, role, token, expires } = result.value;
    const access = { token, expires: clock.toDevice(expires), role, user: user_id as UserId };
    return ok({ id: session_id as SessionId, access });
  };
  return {
    clock,
    create: async (id, created) => {
      const learnt = await requests.learnTime();
      if (!learnt.ok) return learnt;
      const body = { id, created: clock.toRelay(created) };
      const path = ROUTES.createSession;
      return granted(await requests.sendProven({ method: 'POST', path, body, schema: sessionGrant }));
    },
    renew: async (id, token) => {
      const ask = { method: 'POST', path: ROUTES.token(id), body: {}, schema: tokenGrant } as const;
      return granted(await requests.sendProven(token === undefined ? ask : { ...ask, token }));
    },
    join: async (code, name) => {
      const body = { share_code: code, ...(name ? { name } : {}) };
      return granted(
        await requests.sendProven({ method: 'POST', path: ROUTES.join, body, schema: joinGrant }),
      );
    },
    session: (id, source) => {
      const own = new SessionRequests(requests, source);
      return { ...sharingApi(own, id), ...lifeApi(own, id), ...activityApi(own, id), ...mediaApi(own, id) };
    },
  };
}
