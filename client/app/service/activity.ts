import { ok } from '../../../shared/errors.ts';
import type { SessionApi } from '../../link/index.ts';
import type { SessionService } from '../../model/index.ts';
import { known, question, type RemoteQuery } from './remote.ts';

type Activity = Extract<SessionService['activity']['value'], { state: 'ready' }>['value'];
type Statistics = Extract<SessionService['statistics']['value'], { state: 'ready' }>['value'];

export interface ActivityLog {
  readonly service: Pick<SessionService, 'statistics' | 'activity' | 'loadMoreActivity'>;
  readonly statistics: RemoteQuery<Statistics>;
  readonly activity: RemoteQuery<Activity>;
}

/** The session's activity, as the relay counted it. */
export function createActivity(api: SessionApi): ActivityLog {
  /** Where older entries begin; undefined at the end. */
  let next: string | undefined;
  const statistics = question(api.analytics);
  const activity = question<Activity>(async () => {
    const page = await api.activity();
    if (!page.ok) return page;
    next = page.value.next;
    return ok({ events: page.value.events, more: next !== undefined });
  });
  const loadMoreActivity = async (): Promise<void> => {
    const cursor = next;
    const { last } = known(activity.state.peek());
    if (cursor === undefined || !last) return;
    await activity.refresh(async () => {
      const page = await api.activity(cursor);
      if (!page.ok) return page;
      next = page.value.next;
      return ok({ events: [...last.events, ...page.value.events], more: next !== undefined });
    });
  };
  return {
    statistics,
    activity,
    service: { statistics: statistics.state, activity: activity.state, loadMoreActivity },
  };
}
