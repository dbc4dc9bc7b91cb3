import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { createModel, type Happened } from '../../client/model/index.ts';
import {
  activityDays,
  activityNote,
  canRetryActivity,
  groupActivity,
  texts,
} from '../../client/view/index.ts';
import { EVENT_TYPES } from '../../shared/api/index.ts';
import type { UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { openSession, type Setup } from '../ui/preview/base.ts';

const { activitySentence, things } = texts.activity;
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
    expect(days.map(({ day }) => texts.numbers.dayName(day, deviceTime(NOON)))).toEqual([
      'Today',
      'Yesterday',
    ]);
    expect(days[1]?.groups[0]).toMatchObject({ arrived: NOON, kind: 'arrow' });
    expect(days[0]?.groups[0]?.arrived).toBeUndefined();
  });

  it('[UI-30] has a sentence for every kind of event, once and many times', () => {
    for (const type of EVENT_TYPES)
      for (const count of [1, 2, 7]) {
        const words = activitySentence({ type, count, kind: undefined });
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

  it('[VIEW-40] a line has who, what, when, and that it arrived late', () => {
    const open = openSession({ peers: 1 });
    const known = { model: createModel({ name: 'Ana', color: '#4cc2ff' }) };
    const arrived = deviceTime(NOON);
    const [today] = activityDays(
      known,
      open,
      [event(0, 'user.joined', open.user), event(5, 'object.created', null, { kind: 'box', arrived })],
      arrived,
    );
    expect(today?.title).toBe('Today');
    expect(today?.rows).toMatchObject([
      { actor: 'You', sentence: 'came in', clock: '12:00', late: undefined },
      { actor: 'Someone', sentence: 'placed a box', late: expect.stringMatching(/^offline; it reached/) },
    ]);
  });

  it('[VIEW-40] says from when it is and why; asking again is offered where it may help', () => {
    const note = (relay: Setup['relay'], link: Setup['link'] = { state: 'live', waiting: 0 }) => {
      const open = openSession({ ...(relay ? { relay } : {}), link });
      return [activityNote(open), canRetryActivity(open)];
    };
    const offline = { state: 'offline', waiting: 0 } as const;
    expect(note('answers')).toEqual([undefined, false]);
    expect(note('answers', offline)).toEqual([
      expect.stringMatching(/^As of .*\. The relay cannot be reached now/),
      false,
    ]);
    expect(note('stale')).toEqual([expect.stringMatching(/^As of /), false]);
    expect(note('silent')).toEqual([expect.any(String), true]);
    expect(note('silent', offline)).toEqual([
      expect.stringMatching(/^The relay cannot be reached now/),
      false,
    ]);
    const asking = openSession({});
    const service = { ...asking.service, activity: signal({ state: 'asking' as const }) };
    expect(activityNote({ ...asking, service })).toBe('Asking the relay what happened.');
  });
});
