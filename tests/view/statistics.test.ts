import { describe, expect, it } from 'vitest';
import { createModel, type Statistics } from '../../client/model/index.ts';
import { countRange, stacked, timeRange } from '../../client/ui/statistics/scales.ts';
import { describeStatistics, readTimeline } from '../../client/view/index.ts';
import { busiest, largest } from '../../client/view/statistics.ts';
import { lasting } from '../../client/view/text/device.ts';
import { deviceTime } from '../support/builders.ts';
import { openSession } from '../ui/preview/base.ts';

const MINUTE = 60_000;

describe('the statistics', () => {
  const bucket = (hour: number, counts: Record<string, number>) => ({
    bucket: deviceTime(Date.UTC(2026, 5, 3, hour)),
    counts,
  });
  const read = (width: Statistics['bucket'], ...timeline: Statistics['timeline']) =>
    readTimeline({ bucket: width, timeline });

  it('[UI-31] fills the holes between stretches and stacks what happened', () => {
    const timeline = read(
      'hour',
      bucket(8, { 'object.created': 2, 'object.updated': 3, 'user.joined': 1 }),
      bucket(11, { 'object.deleted': 4, 'something.newer': 1 }),
    );
    expect(timeline.stepMs).toBe(60 * MINUTE);
    expect(timeline.times).toHaveLength(4);
    expect(stacked(timeline)).toEqual([
      [6, 0, 0, 5],
      [5, 0, 0, 4],
      [2, 0, 0, 0],
    ]);
    expect(busiest(timeline)).toEqual({ time: Date.UTC(2026, 5, 3, 8), count: 6 });
  });

  it('[UI-31] shows the largest first and the rest as one', () => {
    expect(largest({ box: 4, cone: 0, note: 8, torus: 1, plane: 2 }, 2)).toEqual([
      { key: 'note', count: 8, share: 1 },
      { key: 'box', count: 4, share: 0.5 },
      { key: '', count: 3, share: 0.375 },
    ]);
  });

  it.each(['minute', 'hour', 'day'] as const)(
    '[STATS-20] a single %s stands in the middle of a range of twelve, also at midnight',
    width => {
      const counts = { 'object.created': 2 };
      for (const hour of [0, 13]) {
        const timeline = read(width, bucket(hour, counts));
        const [from, to] = timeRange(timeline);
        expect((to - from) / timeline.stepMs).toBe(12);
        expect((from + to) / 2).toBe(bucket(hour, counts).bucket);
      }
    },
  );

  it('[STATS-20] a time that is said twice is one column', () => {
    const twice = read('hour', bucket(9, { 'object.created': 2 }), bucket(9, { 'object.created': 3 }));
    expect([twice.times, twice.counts.placed]).toEqual([[bucket(9, {}).bucket], [5]]);
    expect(timeRange(twice)).toEqual(timeRange(read('hour', bucket(9, {}))));
  });

  it('[STATS-20] many columns fill the plot, whole ones at both ends', () => {
    const many = read('hour', bucket(0, {}), bucket(23, {}));
    expect(timeRange(many)).toEqual([Date.UTC(2026, 5, 2, 23, 30), Date.UTC(2026, 5, 3, 23, 30)]);
  });

  it('[STATS-21] counts begin at zero and have room, also where all are zero or there are none', () => {
    expect([null, 0, 1, 4, 1_000].map(countRange)).toEqual([
      [0, 4],
      [0, 4],
      [0, 4],
      [0, 5],
      [0, 1_100],
    ]);
    for (const nothing of [read('minute'), read('minute', bucket(9, { 'object.created': 0 }))]) {
      expect(busiest(nothing)).toBeUndefined();
      const [from, to] = timeRange(nothing);
      expect(to - from).toBe(12 * MINUTE);
    }
    expect(largest({ box: 0 }, 2)).toEqual([]);
  });

  it('[VIEW-42] every number agrees with its words, and what has no bar of its own is one', () => {
    const open = openSession({ peers: 1 });
    const statistics = open.service.statistics.value;
    if (statistics.state !== 'ready') throw new Error('the preview has no statistics');
    const known = { model: createModel({ name: 'Ana', color: '#4cc2ff' }) };
    const describeWith = (change: Partial<Statistics>) =>
      describeStatistics(known, open, { ...statistics.value, ...change }, deviceTime(Date.now()));
    const terms = (n: number) =>
      describeWith({ total_events: n, event_counts: { 'object.created': n } })
        .tiles.slice(0, 2)
        .map(({ value, term }) => `${value} ${term}`);
    expect(terms(1)).toEqual(['1 event in all', '1 object placed']);
    expect(terms(1_284)).toEqual(['1,284 events in all', '1,284 objects placed']);
    const kinds = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`kind ${n}`, 11 - n]));
    const [, byKind] = describeWith({ kinds }).plots;
    expect(byKind?.bars).toHaveLength(9);
    expect(byKind?.bars.at(-1)).toMatchObject({ name: 'All others', count: '6' });
    expect(describeWith({ last_activity: null, people: [] })).toMatchObject({
      last: undefined,
      plots: [{ bars: [], none: 'Nobody has done anything yet.' }, {}],
    });
  });

  it('says how long something took in its two largest units', () => {
    expect([20, 60, 90 * 60, 26 * 3600 + 300, 48 * 3600].map(lasting)).toEqual([
      'less than a minute',
      '1 minute',
      '1 hour 30 minutes',
      '1 day 2 hours',
      '2 days',
    ]);
  });
});
