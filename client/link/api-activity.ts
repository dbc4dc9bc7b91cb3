import { z } from 'zod';
import {
  type ActivityEvent,
  type Analytics,
  activityPage,
  analyticsAnswer,
  ROUTES,
} from '../../shared/api/index.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { DeviceEvent } from '../model/index.ts';
import type { SessionRequests } from './api-request.ts';

export interface ActivityPage {
  /** Newest first. */
  readonly events: readonly ActivityEvent[];
  /** Where older ones begin; undefined at the end. */
  readonly next: string | undefined;
}

/** What happened in a session, as the relay counted it. */
export interface ActivityApi {
  analytics(): Promise<Result<Analytics>>;
  activity(cursor?: string): Promise<Result<ActivityPage>>;
  report(events: readonly DeviceEvent[]): Promise<Result<void>>;
}

export const activityApi = (requests: SessionRequests, id: SessionId): ActivityApi => ({
  analytics: () => requests.send({ method: 'GET', path: ROUTES.analytics(id), schema: analyticsAnswer }),
  activity: async cursor => {
    const path = `${ROUTES.activity(id)}${cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`}`;
    const found = await requests.send({ method: 'GET', path, schema: activityPage });
    if (!found.ok) return found;
    return ok({ events: found.value.events, next: found.value.next_cursor ?? undefined });
  },
  report: async events => {
    const body = { events: events.map(each => ({ ...each, at: new Date(each.at).toISOString() })) };
    return requests.send({
      method: 'POST',
      path: ROUTES.events(id),
      body,
      schema: z.unknown().transform(() => undefined),
    });
  },
});
