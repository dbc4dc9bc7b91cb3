import type { EventType } from '../../shared/api/index.ts';
import { unreachable } from '../../shared/errors.ts';
import type { DeviceTime } from '../../shared/time.ts';
import { type Happened, midnightOf, type OpenSession } from '../model/index.ts';
import { lastOf, type NameContext, type Person, personOf } from './people.ts';
import { relayReason } from './permissions.ts';
import { texts } from './text/index.ts';

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

interface GroupedDay {
  /** Local midnight. */
  readonly day: DeviceTime;
  readonly groups: readonly ActivityGroup[];
}

/** Events farther apart than this are different doings. */
const TOGETHER_MS = 10 * 60_000;
/** An event that the relay learnt of this much later was made offline. */
const OFFLINE_MS = 60_000;

/** Events (newest first) as days of groups, newest first. */
export function groupActivity(events: readonly Happened[]): GroupedDay[] {
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

/** One line of the activity: who, and after that what they did. */
export interface ActivityRow {
  readonly person: Person;
  readonly actor: string;
  readonly sentence: string;
  readonly at: DeviceTime;
  /** The time of day. */
  readonly clock: string;
  /** That it was made offline and when it arrived; undefined where it arrived at once. */
  readonly late: string | undefined;
}

export interface ActivityDay {
  /** Local midnight. */
  readonly day: DeviceTime;
  readonly title: string;
  readonly rows: readonly ActivityRow[];
}

/** Events (newest first) as days of lines, newest first. */
export const activityDays = (
  known: NameContext,
  open: OpenSession,
  events: readonly Happened[],
  now: DeviceTime,
): readonly ActivityDay[] =>
  groupActivity(events).map(({ day, groups }) => ({
    day,
    title: texts.numbers.dayName(day, now),
    rows: groups.map(group => {
      const person = personOf(known, open, group.user);
      return {
        person,
        actor: texts.activity.actor(person.isMe ? undefined : person.name),
        sentence: texts.activity.activitySentence(group),
        at: group.at,
        clock: texts.numbers.clock(group.at),
        late:
          group.arrived === undefined
            ? undefined
            : texts.activity.madeOffline(texts.numbers.moment(group.arrived)),
      };
    }),
  }));

/** How far the list can be trusted, in a sentence; undefined where it is the latest. */
export function activityNote(open: OpenSession): string | undefined {
  const remote = open.service.activity.value;
  const why = relayReason(open);
  switch (remote.state) {
    case 'unasked':
      return why;
    case 'asking':
      return remote.last ? undefined : (why ?? texts.activity.ASKING);
    case 'ready':
      return why && texts.activity.asOf(texts.numbers.moment(remote.at), why);
    case 'failed': {
      if (remote.last && remote.at !== undefined)
        return texts.activity.asOf(texts.numbers.moment(remote.at), why);
      const { title, advice } = texts.errors.describe(remote.error);
      return why ?? `${title}. ${advice}`;
    }
    default:
      return unreachable(remote);
  }
}

/** Whether asking again is worth a press: nothing is known, though the relay can be reached. */
export const canRetryActivity = (open: OpenSession): boolean =>
  open.service.activity.value.state === 'failed' &&
  lastOf(open.service.activity.value) === undefined &&
  relayReason(open) === undefined;
