import type { EventType } from '../../shared/api/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { Happened } from '../model/index.ts';
import { midnightOf } from './text/numbers.ts';

/** Several events in a row that one sentence can say. */
export interface ActivityGroup {
  readonly type: EventType;
  /** User id; null where the relay does not know. */
  readonly user: string | null;
  readonly count: number;
  /** The kind of all their objects; undefined where they have none or differ. */
  readonly kind: string | undefined;
  /** When the newest was made. */
  readonly at: DeviceTime;
  /** When the relay learnt of it, where that was later: it was made offline. */
  readonly arrived: DeviceTime | undefined;
}

export interface ActivityDay {
  /** Local midnight. */
  readonly day: DeviceTime;
  readonly groups: readonly ActivityGroup[];
}

/** Events farther apart than this are different doings. */
const TOGETHER_MS = 10 * 60_000;
/** An event that the relay learnt of this much later was made offline. */
const OFFLINE_MS = 60_000;

/** Events (newest first) as days of sentences, newest first. */
export function groupActivity(events: readonly Happened[]): ActivityDay[] {
  const days: { day: DeviceTime; groups: ActivityGroup[] }[] = [];
  let oldest = 0;
  for (const event of events) {
    const { at, arrived } = event;
    const isLate = arrived - at > OFFLINE_MS;
    const day = midnightOf(at);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, groups: [] };
      days.push(last);
    }
    const before = last.groups.at(-1);
    const joins =
      before?.type === event.type &&
      before.user === event.user_id &&
      (before.arrived !== undefined) === isLate &&
      Math.abs(oldest - at) < TOGETHER_MS;
    oldest = at;
    if (joins) {
      last.groups[last.groups.length - 1] = {
        ...before,
        count: before.count + 1,
        kind: before.kind === event.kind ? before.kind : undefined,
      };
    } else {
      last.groups.push({
        type: event.type,
        user: event.user_id,
        count: 1,
        kind: event.kind ?? undefined,
        at,
        arrived: isLate ? arrived : undefined,
      });
    }
  }
  return days;
}
