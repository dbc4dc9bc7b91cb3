import type { ActivityEvent, Analytics as Summary } from '../../shared/api/index.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { relayTime } from '../../shared/time.ts';
import { CorruptData } from '../storage/index.ts';
import { fittingWidth, newestBuckets, timeline, type Width } from './counts.ts';
import type { EventArrival, SessionEvent } from './event.ts';
import { changesFor, type EventStore, readBuckets, readEvents, readTotals } from './ledger.ts';
import { Repeats } from './repeats.ts';

/** The interval of writes. A crash loses the counts of at most this time, and nothing else. */
const FLUSH_MS = 2_000;
/** Events after which a write does not wait. */
const FLUSH_COUNT = 1_000;
/** Events that are queued at most while the store is slow. */
const QUEUE_MAX = 50_000;

export interface ActivityRecorderOptions {
  /** Called for a failed write: the store counts as failed. */
  readonly onFailure: (error: unknown) => void;
  readonly onNotice: (message: string) => void;
  /** ms since epoch */
  readonly now?: () => number;
  /** The relay's `SeenClock`, which counts age by and are folded. */
  readonly seen?: () => number;
}

/**
 * Records every session's activity: recent events one by one, and all of them counted. Whoever made it calls
 * `close`, before the store closes.
 */
export class ActivityRecorder {
  readonly #store: EventStore;
  readonly #options: ActivityRecorderOptions;
  readonly #now: () => number;
  readonly #repeats = new Repeats();
  #queue = new Map<SessionId, EventArrival[]>();
  #waiting = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The write under way and all before it: totals are read, added to and written, so one at a time. */
  #written: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(store: EventStore, options: ActivityRecorderOptions) {
    this.#store = store;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Records an event. Never waits and never fails; written within seconds. */
  readonly record = (session: SessionId, event: SessionEvent): void => {
    if (this.#isClosed) return;
    const arrival = { event, arrived: this.#now() };
    if (this.#repeats.isNews(session, arrival)) this.#enqueue(session, arrival);
    this.#flushSoon(this.#waiting === FLUSH_COUNT ? 0 : FLUSH_MS);
  };

  /** Resolves when all that was recorded so far is on disk. Rejects where the store does. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { session, ...arrival } of this.#repeats.due(this.#now())) this.#enqueue(session, arrival);
    this.#written = this.#written.then(() => this.#write());
    this.#written.catch(this.#options.onFailure);
    if (this.#repeats.hasLeaves) this.#flushSoon(FLUSH_MS);
    return this.#written;
  }

  /**
   * Returns events, newest first. `before` and `next` are numbers of events; without `before` from the
   * newest.
   */
  async activity(
    session: SessionId,
    limit: number,
    before?: number,
  ): Promise<{ readonly events: readonly ActivityEvent[]; readonly next: number | undefined }> {
    await this.flush();
    const found = await readEvents(this.#store, session, limit, before);
    const events = found.map(([, event]) => ({
      type: event.type,
      at: relayTime(event.at),
      arrived: relayTime(event.arrived),
      user_id: event.user,
      object_id: event.object,
      kind: event.kind,
    }));
    return { events, next: found.length < limit ? undefined : found.at(-1)?.[0] };
  }

  /**
   * Returns the counts. `width`: of the timeline's buckets; without it the narrowest that shows all of the
   * time, or else the newest of it.
   */
  async summary(session: SessionId, width?: Width): Promise<Omit<Summary, 'session_id' | 'created'>> {
    await this.flush();
    const totals = await readTotals(this.#store, session);
    const buckets = await readBuckets(this.#store, session);
    const bucket = width ?? fittingWidth(buckets);
    const line = timeline(buckets, bucket);
    return {
      total_events: Object.values(totals.types).reduce((sum, count) => sum + count, 0),
      event_counts: totals.types,
      last_activity: totals.last === null ? null : relayTime(totals.last),
      duration: ((totals.last ?? 0) - (totals.first ?? 0)) / 1000,
      participants_peak: totals.peak,
      bucket,
      timeline: (width ? line : newestBuckets(line)).map(([start, counts]) => ({
        bucket: relayTime(start),
        counts,
      })),
      people: Object.entries(totals.people).map(([user_id, counts]) => ({
        user_id: user_id as UserId,
        counts,
      })),
      kinds: totals.kinds,
    };
  }

  /**
   * Runs `work`, which replaces the session's rows in the store, while nothing of it is being written; drops
   * its queued events.
   */
  pauseWhile<T>(session: SessionId, work: () => Promise<T>): Promise<T> {
    this.#repeats.forget(session);
    const done = this.#written.then(async () => {
      const result = await work();
      // Also events that arrived meanwhile.
      this.#waiting -= this.#queue.get(session)?.length ?? 0;
      this.#queue.delete(session);
      return result;
    });
    // The next write follows it, whether it worked or not; its caller gets the outcome.
    this.#written = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** Writes what is queued; records nothing any more. */
  async close(): Promise<void> {
    if (this.#isClosed) return this.#written;
    this.#isClosed = true;
    for (const { session, ...arrival } of this.#repeats.end()) this.#enqueue(session, arrival);
    await this.flush();
  }

  #enqueue(session: SessionId, arrival: EventArrival): void {
    if (this.#waiting >= QUEUE_MAX) {
      this.#lost += 1;
      return;
    }
    this.#waiting += 1;
    const queue = this.#queue.get(session);
    if (queue) queue.push(arrival);
    else this.#queue.set(session, [arrival]);
  }

  #flushSoon(afterMs: number): void {
    if (this.#timer !== undefined && afterMs > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush().catch(this.#options.onFailure);
    }, afterMs);
  }

  /**
   * Writes the queue. Sessions share no transaction, so that a full one is not a long one for everybody; they
   * share the disk's flush.
   */
  async #write(): Promise<void> {
    const queue = this.#queue;
    this.#queue = new Map();
    this.#waiting = 0;
    if (this.#lost > 0) {
      this.#options.onNotice(`${this.#lost} events were not counted: the store was too slow`);
      this.#lost = 0;
    }
    const now = (this.#options.seen ?? this.#now)();
    await Promise.all(
      [...queue].map(async ([session, arrivals]) => {
        try {
          const changes = await changesFor(this.#store, session, arrivals, now);
          if (changes.length > 0) await this.#store.write(changes);
        } catch (error) {
          // That costs the session its counts, and other sessions nothing.
          if (!(error instanceof CorruptData)) throw error;
          this.#options.onNotice(`the activity of a session cannot be read: ${error.message}`);
        }
      }),
    );
  }
}
