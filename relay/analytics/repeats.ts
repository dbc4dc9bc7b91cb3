import type { SessionId } from '../../shared/ids.ts';
import type { EventArrival, SessionEvent } from './event.ts';

/**
 * Repetitions within this time of the last one are one event: a drag is many updates of one object by one
 * person.
 */
const WINDOW_MS = 10_000;

interface Leave extends EventArrival {
  readonly session: SessionId;
}

/**
 * Events that are covered by an earlier one: an object that is placed, turned and named at once was created,
 * and no more than that.
 */
const COVERED_BY: Partial<Record<SessionEvent['type'], SessionEvent['type']>> = {
  'object.created': 'object.updated',
  'object.updated': 'object.updated',
  refused: 'refused',
};

/** Tells new events from repetitions. */
export class Repeats {
  readonly #seen = new Map<string, number>();
  /** People who left a moment ago: with a bad network they are back at once, and never were away. */
  readonly #leaving = new Map<string, Leave>();

  /** Whether an event is to be stored now. A leave is not: `due` returns it once it has lasted. */
  isNews(session: SessionId, arrival: EventArrival): boolean {
    const { event, arrived } = arrival;
    const who = `${session}/${event.user}`;
    if (event.type === 'user.left') {
      this.#leaving.set(who, { ...arrival, session });
      return false;
    }
    if (event.type === 'user.joined') return !this.#leaving.delete(who);
    const covers = COVERED_BY[event.type];
    if (!covers) return true;
    const key = `${who}/${covers}/${event.object ?? ''}`;
    const isRepeat = event.type === covers && arrived - (this.#seen.get(key) ?? -Infinity) < WINDOW_MS;
    this.#seen.set(key, arrived);
    return !isRepeat;
  }

  /** Returns the leaves that have lasted, and forgets what nothing can repeat any more. */
  due(now: number): readonly Leave[] {
    for (const [key, at] of this.#seen) if (now - at >= WINDOW_MS) this.#seen.delete(key);
    return this.#take(leave => now - leave.arrived >= WINDOW_MS);
  }

  /** Returns all leaves, whether they have lasted or not. */
  end(): readonly Leave[] {
    return this.#take(() => true);
  }

  forget(session: SessionId): void {
    this.#take(leave => leave.session === session);
  }

  get hasLeaves(): boolean {
    return this.#leaving.size > 0;
  }

  #take(isTaken: (leave: Leave) => boolean): Leave[] {
    const taken = [...this.#leaving].filter(([, leave]) => isTaken(leave));
    for (const [who] of taken) this.#leaving.delete(who);
    return taken.map(([, leave]) => leave);
  }
}
