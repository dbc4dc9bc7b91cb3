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
import type { OnDevice } from '../../shared/time.ts';
import type { DeviceEvent } from '../model/index.ts';
import type { SessionRequests } from './api-request.ts';
import type { RelayClock } from './clock.ts';

export interface ActivityEvents {
  /** Newest first. */
  readonly events: readonly OnDevice<ActivityEvent>[];
  /** Where older ones begin; undefined at the end. */
  readonly next: string | undefined;
}

/** What happened in a session, as the relay counted it. */
export interface ActivityApi {
  analytics(): Promise<Result<OnDevice<Analytics>>>;
  activity(cursor?: string): Promise<Result<ActivityEvents>>;
  report(events: readonly DeviceEvent[]): Promise<Result<void>>;
}

export const activityApi = (requests: SessionRequests, id: SessionId): ActivityApi => ({
  analytics: async () => {
    const path = ROUTES.analytics(id);
    const found = await requests.send({ method: 'GET', path, schema: analyticsAnswer });
    return found.ok ? ok(analyticsHere(found.value, requests.all.clock)) : found;
  },
  activity: async cursor => {
    const path = `${ROUTES.activity(id)}${cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`}`;
    const found = await requests.send({ method: 'GET', path, schema: activityPage });
    if (!found.ok) return found;
    const { clock } = requests.all;
    const events = found.value.events.map(event => ({
      ...event,
      at: clock.toDevice(event.at),
      arrived: clock.toDevice(event.arrived),
    }));
    return ok({ events, next: found.value.next_cursor ?? undefined });
  },
  report: async events => {
    const learnt = await requests.all.learnTime();
    if (!learnt.ok) return learnt;
    const { clock } = requests.all;
    const body = { events: events.map(each => ({ ...each, at: clock.toRelay(each.at) })) };
    return requests.send({
      method: 'POST',
      path: ROUTES.events(id),
      body,
      schema: z.unknown().transform(() => undefined),
    });
  },
});

function analyticsHere(found: Analytics, clock: RelayClock): OnDevice<Analytics> {
  const { created, last_activity, timeline } = found;
  return {
    ...found,
    created: clock.toDevice(created),
    last_activity: last_activity === null ? null : clock.toDevice(last_activity),
    timeline: timeline.map(({ bucket, counts }) => ({ bucket: clock.toDevice(bucket), counts })),
  };
}
