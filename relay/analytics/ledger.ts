import type { SessionId } from '../../shared/ids.ts';
import type { RecordChange, RelayStore } from '../../shared/ports.ts';
import {
  addEvent,
  addToBucket,
  type Buckets,
  bucketOf,
  type Counts,
  newBuckets,
  newTotals,
  type Totals,
  WIDTHS,
  type Width,
  widthFor,
} from './counts.ts';
import type { EventArrival, KeptEvent } from './event.ts';

/**
 * The store of activity. `events` holds it in chunks, each under the number of its first event; `counts`
 * holds the totals, the buckets of time, and the ids that devices gave to what they reported, for as long as
 * the event itself is there.
 */

export type EventStore = Pick<RelayStore, 'get' | 'list' | 'write'>;

/** Events of a session that are kept one by one, the newest ones; all are counted. */
const KEEP_COUNT = 10_000;
const CHUNK_COUNT = 500;
const FOLD_EVERY_MS = 60 * 60_000;
/** Kinds of our apps; any other was not written by one. */
const KIND = /^[a-z][a-z0-9-]{0,31}$/;

const eventKey = (session: SessionId, number: number): string =>
  `${session}/${String(number).padStart(12, '0')}`;
const numberOf = (key: string): number => Number(key.slice(key.indexOf('/') + 1));
const totalsKey = (session: SessionId): string => `${session}/totals`;
const widthPrefix = (session: SessionId, width: Width): string => `${session}/${width}/`;
const bucketKey = (session: SessionId, width: Width, start: number): string =>
  `${widthPrefix(session, width)}${String(start).padStart(15, '0')}`;
const reportKey = (session: SessionId, event: { user: string | null; id: string }): string =>
  `${session}/report/${event.user}/${event.id}`;

export async function readTotals(store: EventStore, session: SessionId): Promise<Totals> {
  return ((await store.get('counts', totalsKey(session))) as Totals | undefined) ?? newTotals();
}

export async function readBuckets(store: EventStore, session: SessionId): Promise<Buckets> {
  const buckets = newBuckets();
  for (const width of WIDTHS) {
    const prefix = widthPrefix(session, width);
    for (const [key, counts] of await store.list('counts', { prefix })) {
      buckets[width].set(Number(key.slice(prefix.length)), counts as Counts);
    }
  }
  return buckets;
}

/**
 * Returns events with numbers below `before`, newest first, each with its number; without `before` from the
 * newest.
 */
export async function readEvents(
  store: EventStore,
  session: SessionId,
  limit: number,
  before?: number,
): Promise<readonly (readonly [number, KeptEvent])[]> {
  const found: (readonly [number, KeptEvent])[] = [];
  let after = before === undefined ? undefined : eventKey(session, before);
  while (found.length < limit) {
    const options = { prefix: `${session}/`, reverse: true, limit: 10, ...(after ? { after } : {}) };
    const chunks = await store.list('events', options);
    for (const [key, value] of chunks) {
      const first = numberOf(key);
      const events = (value.events as KeptEvent[]).map((event, i) => [first + i, event] as const);
      found.push(...events.filter(([number]) => before === undefined || number < before).reverse());
      after = key;
    }
    if (chunks.length === 0) break;
  }
  return found.slice(0, limit);
}

/**
 * Returns the event as it is stored. An impossible time, before the session was created or in the future,
 * becomes the time of arrival.
 */
function toKept({ event, arrived }: EventArrival, born: number): KeptEvent {
  const { type, user, object = null, kind, at = arrived, id } = event;
  return {
    type,
    at: at >= born && at <= arrived ? at : arrived,
    arrived,
    user,
    object,
    kind: kind !== undefined && KIND.test(kind) ? kind : null,
    ...(id === undefined ? {} : { id }),
  };
}

const put = (collection: 'events' | 'counts', key: string, value: object): RecordChange => ({
  type: 'put',
  collection,
  key,
  value: value as Record<string, unknown>,
});
const remove = (collection: 'events' | 'counts', key: string): RecordChange => ({
  type: 'remove',
  collection,
  key,
});

/**
 * Returns the changes that store and count `arrivals`; none for a session that is not here any more. `now`:
 * by the relay's `SeenClock`, as old counts are folded and in the end deleted.
 */
export async function changesFor(
  store: EventStore,
  session: SessionId,
  arrivals: readonly EventArrival[],
  now: number,
): Promise<readonly RecordChange[]> {
  const record = await store.get('sessions', session);
  if (!record || record.state === 'deleted') return [];
  const born = Date.parse(String(record.created));
  const totals = await readTotals(store, session);
  const changes: RecordChange[] = [];
  const events: KeptEvent[] = [];
  const more = newBuckets();
  const reported = new Set<string>();
  for (const arrival of arrivals) {
    totals.peak = Math.max(totals.peak, arrival.event.present ?? 0);
    const event = toKept(arrival, born);
    if (event.id !== undefined) {
      const key = reportKey(session, { user: event.user, id: event.id });
      if (reported.has(key) || (await store.get('counts', key))) continue;
      reported.add(key);
      changes.push(put('counts', key, { arrived: event.arrived }));
    }
    events.push(event);
    addEvent(totals, event);
    const width = widthFor(event.at, now);
    if (width) addToBucket(more[width], bucketOf(width, event.at), { [event.type]: 1 });
  }
  changes.push(...append(session, totals, events), ...(await trim(store, session, totals)));
  if (now - totals.folded > FOLD_EVERY_MS) {
    changes.push(...(await fold(store, session, more, now)));
    totals.folded = now;
  }
  changes.push(...(await addBuckets(store, session, more)), put('counts', totalsKey(session), totals));
  return changes;
}

function append(session: SessionId, totals: Totals, events: readonly KeptEvent[]): RecordChange[] {
  const kept = events.slice(-KEEP_COUNT);
  const first = totals.next + events.length - kept.length;
  totals.next += events.length;
  const changes: RecordChange[] = [];
  for (let i = 0; i < kept.length; i += CHUNK_COUNT) {
    changes.push(put('events', eventKey(session, first + i), { events: kept.slice(i, i + CHUNK_COUNT) }));
  }
  return changes;
}

/** Deletes the oldest chunks, many at a time, since finding them costs something too. */
async function trim(store: EventStore, session: SessionId, totals: Totals): Promise<RecordChange[]> {
  if (totals.next - totals.oldest <= KEEP_COUNT + CHUNK_COUNT) return [];
  const changes: RecordChange[] = [];
  const end = totals.next - KEEP_COUNT;
  let after: string | undefined;
  for (;;) {
    const options = { prefix: `${session}/`, limit: 100, ...(after ? { after } : {}) };
    const chunks = await store.list('events', options);
    for (const [key, value] of chunks) {
      const events = value.events as KeptEvent[];
      totals.oldest = numberOf(key);
      if (numberOf(key) + events.length > end) return changes;
      changes.push(remove('events', key));
      for (const { user, id } of events) {
        if (id !== undefined) changes.push(remove('counts', reportKey(session, { user, id })));
      }
      after = key;
    }
    if (chunks.length === 0) {
      totals.oldest = end;
      return changes;
    }
  }
}

/** Moves old buckets into wider ones: removes them where they were, and adds them to `more`. */
async function fold(
  store: EventStore,
  session: SessionId,
  more: Buckets,
  now: number,
): Promise<RecordChange[]> {
  const kept = await readBuckets(store, session);
  const changes: RecordChange[] = [];
  for (const [i, width] of WIDTHS.entries()) {
    for (const [start, counts] of kept[width]) {
      const target = widthFor(start, now);
      // Never into a narrower one, as it would be after the relay's clock was put back.
      if (target && WIDTHS.indexOf(target) <= i) continue;
      changes.push(remove('counts', bucketKey(session, width, start)));
      if (target) addToBucket(more[target], bucketOf(target, start), counts);
    }
  }
  return changes;
}

async function addBuckets(store: EventStore, session: SessionId, more: Buckets): Promise<RecordChange[]> {
  const changes: RecordChange[] = [];
  for (const width of WIDTHS) {
    for (const [start, counts] of more[width]) {
      const key = bucketKey(session, width, start);
      const before = (await store.get('counts', key)) as Counts | undefined;
      const sum = new Map([[start, { ...before }]]);
      addToBucket(sum, start, counts);
      changes.push(put('counts', key, sum.get(start) as Counts));
    }
  }
  return changes;
}
