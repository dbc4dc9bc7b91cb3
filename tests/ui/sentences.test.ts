import { describe, expect, it } from 'vitest';
import type { Happened, Numbers } from '../../client/model/index.ts';
import {
  busiest,
  countRange,
  largest,
  readTimeline,
  stacked,
  timeRange,
} from '../../client/ui/analytics/timeline.ts';
import { mix } from '../../client/ui/colors.ts';
import { groupActivity } from '../../client/view/index.ts';
import { activitySentence, things } from '../../client/view/text/activity.ts';
import { lasting } from '../../client/view/text/device.ts';
import { dayName } from '../../client/view/text/numbers.ts';
import { EVENT_TYPES } from '../../shared/api/index.ts';
import type { UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';

const NOON = new Date(2026, 5, 3, 12).getTime();
const MINUTE = 60_000;
const ANA = 'user-number-one-of-two' as UserId;
const BO = 'user-number-two-of-two' as UserId;

const event = (
  minutesAgo: number,
  type: Happened['type'],
  user: UserId | null,
  rest: Partial<Happened> = {},
): Happened => {
  const at = deviceTime(NOON - minutesAgo * MINUTE);
  return { type, at, arrived: at, user_id: user, object_id: null, kind: null, ...rest };
};

describe('the activity', () => {
  it('[UI-30] what one person did in a row is one sentence; another person, deed or pause begins a new one', () => {
    const [today] = groupActivity([
      event(1, 'object.created', ANA, { kind: 'box' }),
      event(2, 'object.created', ANA, { kind: 'box' }),
      event(3, 'object.created', ANA, { kind: 'cone' }),
      event(4, 'object.created', BO, { kind: 'box' }),
      event(5, 'object.deleted', BO, { kind: 'box' }),
      event(60, 'object.deleted', BO, { kind: 'box' }),
    ]);
    expect(today?.groups.map(group => [group.user, activitySentence(group)])).toEqual([
      [ANA, 'placed 3 objects'],
      [BO, 'placed a box'],
      [BO, 'deleted a box'],
      [BO, 'deleted a box'],
    ]);
  });

  it('[UI-30] days are apart, and what was made offline says when it arrived', () => {
    const arrived = deviceTime(NOON);
    const days = groupActivity([
      event(0, 'user.joined', ANA),
      event(24 * 60, 'object.created', ANA, { kind: 'arrow', arrived }),
    ]);
    expect(days.map(({ day }) => dayName(day, deviceTime(NOON)))).toEqual(['Today', 'Yesterday']);
    expect(days[1]?.groups[0]).toMatchObject({ arrived: NOON, kind: 'arrow' });
    expect(days[0]?.groups[0]?.arrived).toBeUndefined();
  });

  it('[UI-30] has a sentence for every kind of event, once and many times', () => {
    for (const type of EVENT_TYPES)
      for (const count of [1, 2, 7]) {
        const words = activitySentence({
          type,
          user: ANA,
          count,
          kind: undefined,
          at: deviceTime(NOON),
          arrived: undefined,
        });
        expect(words).toMatch(/^[a-z].*[a-zR0-9]$/);
        expect(words).not.toContain('undefined');
      }
  });

  it('names things in the singular and the plural', () => {
    expect([
      things('box', 2),
      things('arrow', 1),
      things('torus', 3),
      things(undefined, 1),
      things('newer', 2),
    ]).toEqual(['2 boxes', 'an arrow', '3 toruses', 'an object', '2 objects']);
  });
});

describe('the numbers', () => {
  const bucket = (hour: number, counts: Record<string, number>) => ({
    bucket: deviceTime(Date.UTC(2026, 5, 3, hour)),
    counts,
  });
  const read = (width: Numbers['bucket'], ...timeline: Numbers['timeline']) =>
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

  it('says how long something took in its two largest units', () => {
    expect([20, 60, 90 * 60, 26 * 3600 + 300, 48 * 3600].map(lasting)).toEqual([
      'less than a minute',
      '1 minute',
      '1 hour 30 minutes',
      '1 day 2 hours',
      '2 days',
    ]);
  });

  it('mixes colours', () => {
    expect([mix('#ffffff', '#000000', 0.5), mix('#4cc2ff', '#171c24', 1)]).toEqual(['#808080', '#4cc2ff']);
  });
});
