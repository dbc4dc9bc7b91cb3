import { describe, expect, it } from 'vitest';
import {
  ActivityRecorder,
  type ActivityRecorderOptions,
  type SessionEvent,
} from '../../../relay/analytics/index.ts';
import { MemoryStore, newMemoryDisk } from '../../../relay/storage/index.ts';
import { newObjectId, newSessionId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { onCleanup } from '../../support/cleanup.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BORN = Date.UTC(2026, 0, 1);

const ann = 'ann-0123456789abcdef' as UserId;
const bob = 'bob-0123456789abcdef' as UserId;

/** The room on a store and a clock of its own. */
async function analyticsAt(start = BORN) {
  const store = new MemoryStore(newMemoryDisk());
  const session = newSessionId();
  await store.put('sessions', session, { host: ann, created: new Date(BORN).toISOString() });
  const clock = { now: start };
  const options: ActivityRecorderOptions = {
    onFailure: error => {
      throw error;
    },
    onNotice: () => undefined,
    now: () => clock.now,
  };
  const analytics = new ActivityRecorder(store, options);
  onCleanup(() => analytics.close());
  const tell = (happening: Partial<SessionEvent>, to: SessionId = session): void =>
    analytics.record(to, {
      type: 'object.created',
      user: ann,
      object: newObjectId(),
      kind: 'box',
      ...happening,
    });
  return { store, session, clock, analytics, tell };
}

describe('what merges', () => {
  it('[STATS-2] a time before the session was born, or still to come, counts as the arrival', async () => {
    const { analytics, session, tell, clock } = await analyticsAt(BORN + DAY);
    for (const at of [BORN + HOUR, BORN - 1, BORN + DAY + 1]) tell({ at });
    const { events } = await analytics.activity(session, 10);
    const now = new Date(clock.now).toISOString();
    expect(events.map(({ at }) => at)).toEqual([now, now, new Date(BORN + HOUR).toISOString()]);
  });

  it('[STATS-3] a drag is one event, and so is placing and naming; another person or a pause is another', async () => {
    const { analytics, session, tell, clock } = await analyticsAt();
    const object = newObjectId();
    tell({ object });
    for (let i = 0; i < 40; i++) {
      clock.now += 500;
      tell({ type: 'object.updated', object });
    }
    expect((await analytics.summary(session)).event_counts).toEqual({ 'object.created': 1 });
    tell({ type: 'object.updated', object, user: bob });
    clock.now += 10_000;
    tell({ type: 'object.updated', object });
    clock.now += 9_000;
    tell({ type: 'object.updated', object });
    const { event_counts, people } = await analytics.summary(session);
    expect(event_counts).toEqual({ 'object.created': 1, 'object.updated': 2 });
    expect(people).toEqual([
      { user_id: ann, counts: { 'object.created': 1, 'object.updated': 1 } },
      { user_id: bob, counts: { 'object.updated': 1 } },
    ]);
  });

  it('[STATS-4] who comes back within seconds was never away', async () => {
    const { analytics, session, tell, clock } = await analyticsAt();
    tell({ type: 'user.joined', present: 1 });
    tell({ type: 'user.joined', user: bob, present: 2 });
    tell({ type: 'user.left', user: bob });
    clock.now += 5_000;
    tell({ type: 'user.joined', user: bob, present: 2 });
    tell({ type: 'user.left' });
    clock.now += 10_000;
    const { event_counts, participants_peak } = await analytics.summary(session);
    expect(event_counts).toEqual({ 'user.joined': 2, 'user.left': 1 });
    expect(participants_peak).toBe(2);
    // The time of leaving is when it happened, not when it was known to last.
    expect((await analytics.activity(session, 1)).events[0]?.at).toBe(new Date(BORN + 5_000).toISOString());
  });
});

describe('reading', () => {
  it('[STATS-5] page by page, newest first, while more happens', async () => {
    const { analytics, session, tell, clock } = await analyticsAt();
    const told: string[] = [];
    for (let i = 0; i < 1_234; i++) {
      const object = newObjectId();
      told.unshift(object);
      clock.now += 1;
      tell({ object });
      if (i % 100 === 0) await analytics.flush();
    }
    const found: (string | null)[] = [];
    let before: number | undefined;
    do {
      const page = await analytics.activity(session, 100, before);
      found.push(...page.events.map(({ object_id }) => object_id));
      before = page.next;
      tell({});
    } while (before !== undefined);
    expect(found).toEqual(told);
  });

  it('[STATS-7] the narrowest buckets that show all of the time, or those that are asked for', async () => {
    const { analytics, session, tell, clock } = await analyticsAt();
    tell({});
    clock.now += 90 * MINUTE;
    tell({});
    const minutes = (await analytics.summary(session)).timeline;
    expect(minutes).toEqual(
      [BORN, BORN + 90 * MINUTE].map(at => ({
        bucket: new Date(at).toISOString(),
        counts: { 'object.created': 1 },
      })),
    );
    expect((await analytics.summary(session, 'day')).timeline).toEqual([
      { bucket: new Date(BORN).toISOString(), counts: { 'object.created': 2 } },
    ]);
    clock.now += 3 * DAY;
    tell({});
    expect((await analytics.summary(session)).timeline.map(({ bucket }) => bucket)).toEqual(
      [BORN, BORN + HOUR, BORN + 3 * DAY + HOUR].map(at => new Date(at).toISOString()),
    );
  });
});

describe('keeping', () => {
  it('[STATS-6] the newest events are kept one by one, all are counted', async () => {
    const { analytics, session, store, tell, clock } = await analyticsAt();
    for (let i = 0; i < 12_000; i++) {
      clock.now += 1;
      tell({ type: 'ar.entered', id: `report-${i}` });
      if (i % 1_000 === 0) await analytics.flush();
    }
    const { total_events } = await analytics.summary(session);
    expect(total_events).toBe(12_000);
    const kept = (await store.list('events')).flatMap(([, { events }]) => events as unknown[]);
    expect(kept.length).toBeGreaterThanOrEqual(10_000);
    expect(kept.length).toBeLessThanOrEqual(11_000);
    expect((await store.list('counts', { prefix: `${session}/report/` })).length).toBe(kept.length);
    // One flood at once ends in the same bounds.
    for (let i = 0; i < 15_000; i++) tell({});
    expect((await analytics.summary(session)).total_events).toBe(27_000);
    const after = (await store.list('events')).flatMap(([, { events }]) => events as unknown[]);
    expect(after.length).toBeLessThanOrEqual(20_000);
    tell({});
    await analytics.flush();
    const trimmed = (await store.list('events')).flatMap(([, { events }]) => events as unknown[]);
    expect(trimmed.length).toBeLessThanOrEqual(11_000);
  });

  it('[STATS-6] minutes become hours, hours days, and no count is lost on the way', async () => {
    const { analytics, session, store, tell, clock } = await analyticsAt();
    let told = 0;
    // Dense at first, then ever thinner, over more than a year.
    for (let step = MINUTE; clock.now < BORN + 390 * DAY; step = Math.min(step * 1.02, 20 * HOUR)) {
      clock.now += Math.round(step);
      tell({});
      told += 1;
      await analytics.flush();
    }
    const { timeline } = await analytics.summary(session, 'day');
    expect(timeline.reduce((sum, { counts }) => sum + (counts['object.created'] ?? 0), 0)).toBe(told);
    expect(timeline.map(({ bucket }) => bucket)).toEqual(timeline.map(({ bucket }) => bucket).sort());
    const rows = (width: string) => store.list('counts', { prefix: `${session}/${width}/` });
    expect((await rows('minute')).length).toBeLessThanOrEqual(3);
    expect((await rows('hour')).length).toBeLessThanOrEqual(40);
    expect((await analytics.summary(session)).timeline.length).toBe(200);
    clock.now += 500 * DAY;
    tell({});
    expect((await analytics.summary(session, 'day')).timeline.length).toBe(1);
    expect((await analytics.summary(session)).total_events).toBe(told + 1);
  });

  it('[STATS-6] names that somebody makes up do not make the totals grow', async () => {
    const { analytics, session, tell } = await analyticsAt();
    for (const kind of ['__proto__', 'constructor', 'x'.repeat(5_000), 'Ünder stood', '']) tell({ kind });
    for (let i = 0; i < 300; i++) tell({ kind: `made-up-${i}` });
    const { kinds } = await analytics.summary(session);
    expect(Object.keys(kinds).length).toBeLessThanOrEqual(101);
    expect(Object.values(kinds).reduce((a, b) => a + b)).toBe(305);
    expect(kinds.constructor).toBe(1);
    for (let i = 0; i < 1_500; i++) tell({ user: `somebody-else-${i}-${'x'.repeat(16)}` as UserId });
    expect((await analytics.summary(session)).people.length).toBe(1_000);
  });

  it('[STATS-8] it goes with its session, whatever still arrives, and other sessions keep theirs', async () => {
    const { analytics, session, store, tell } = await analyticsAt();
    const other = newSessionId();
    await store.put('sessions', other, { host: bob, created: new Date(BORN).toISOString() });
    tell({});
    tell({}, other);
    await analytics.flush();
    tell({ type: 'user.left' });
    const gone = analytics.pauseWhile(session, () => store.erase(session, { state: 'deleted' }));
    tell({});
    await gone;
    tell({});
    tell({}, newSessionId());
    await analytics.close();
    for (const collection of ['events', 'counts'] as const) {
      const keys = (await store.list(collection)).map(([key]) => key.split('/')[0]);
      expect(new Set(keys)).toEqual(new Set([other]));
    }
  });
});
