import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { NO_GRANTS, USUAL_PREFERENCES } from '../../client/model/index.ts';
import {
  deletionQuestion,
  keptFacts,
  preferencesOf,
  sessionFacts,
  sessionsIn,
  settingsReason,
} from '../../client/view/index.ts';
import { deviceTime } from '../support/builders.ts';
import { ENTRIES, openSession, type Setup } from '../ui/preview/base.ts';

const [, own, theirs, looking] = ENTRIES;
if (!own || !theirs || !looking) throw new Error('the fixtures have four sessions');
const now = deviceTime(Date.now());

describe('the library', () => {
  it('[VIEW-54] last opened first, also where it was read in another order or the disk fails', () => {
    const sorted = [
      'Kitchen rebuild',
      'Exhibition, hall 2',
      'Grandmother’s flat before the move',
      'Garden pergola',
    ];
    const names = sessionsIn({ state: 'ready', entries: ENTRIES }).map(({ name }) => name);
    expect(names).toEqual(sorted);
    expect(sessionsIn({ state: 'unavailable', error: { code: 'disk/closed' }, entries: [own] })).toEqual([
      own,
    ]);
    expect(sessionsIn({ state: 'loading' })).toEqual([]);
  });

  it('[VIEW-54] says of a session what somebody needs to choose, and no more', () => {
    expect(sessionFacts(own, now)).toEqual({
      objects: '42 objects',
      opened: 'opened 3 minutes ago',
      role: undefined,
      waiting: undefined,
      nameBlocked: undefined,
    });
    const { role, waiting } = sessionFacts(theirs, now);
    expect([role?.title, waiting?.title]).toEqual(['Editor', '3 waiting']);
    expect(waiting?.detail).toBe('3 changes saved on this device, not on the relay yet');
    const { objects, nameBlocked } = sessionFacts(looking, now);
    expect([objects, nameBlocked]).toEqual(['1 object', 'only the host can.']);
  });

  it('[VIEW-54] asks before a session is deleted, and tells of a loss where there is one', () => {
    const { title, detail, loss } = deletionQuestion(own, '“Kitchen”');
    expect([title, loss]).toEqual(['Delete “Kitchen”?', undefined]);
    expect(detail).toContain('other people keep theirs');
    expect(deletionQuestion({ ...own, waiting: 1 }, '').loss?.title).toBe('1 change not on the relay yet!');
    expect(deletionQuestion(theirs, '').loss?.detail).toMatch(/^They would be lost/);
  });
});

describe('the settings', () => {
  const kept = (setup: Setup): readonly string[] => keptFacts(openSession(setup)).map(({ detail }) => detail);

  it('[VIEW-55] where it is kept is said plainly, for one object as for many', () => {
    expect(kept({ objects: 1 })[0]).toBe(
      'The whole session, with 1 object. It opens and works without a network.',
    );
    expect(kept({ objects: 1_280 })[0]).toContain('with 1,280 objects');
    expect(kept({ disk: { state: 'failed', error: { code: 'disk/full' }, changes: 1 } })[0]).toContain(
      'full',
    );
  });

  it.each<[string, Setup['link'], Setup['relay'], RegExp]>([
    ['off', { state: 'off', waiting: 2 }, 'empty', /^Nothing yet/],
    [
      'refused',
      { state: 'refused', error: { code: 'link/forbidden' }, waiting: 2 },
      'empty',
      /^What it had before/,
    ],
    ['all there', { state: 'live', waiting: 0 }, 'empty', /^Everything, encrypted/],
    ['on the way', { state: 'live', waiting: 1 }, 'empty', /^Everything but 1 change, on the way now\.$/],
    [
      'a picture too',
      { state: 'offline', waiting: 2 },
      'answers',
      /but 2 changes and 1 picture, waiting until it can/,
    ],
    [
      'full',
      { state: 'live', waiting: 2, blockedBy: { code: 'link/relay-full' } },
      'empty',
      /until its disk has room/,
    ],
  ])('[VIEW-55] what the relay has: %s', (_, link, relay, words) => {
    expect(kept({ ...(link ? { link } : {}), ...(relay ? { relay } : {}) })[1]).toMatch(words);
  });

  it('[VIEW-55] who may not change the settings reads why', () => {
    expect(settingsReason(openSession({}))).toBeUndefined();
    expect(settingsReason(openSession({ role: 'editor' }))).toBe('Only the host changes these.');
    expect(settingsReason(openSession({ link: { state: 'offline', waiting: 0 } }))).toContain('relay');
  });

  it('[VIEW-55] a preference that is on and does nothing says why', () => {
    const preferences = signal({ ...USUAL_PREFERENCES, sounds: true, occlusion: true });
    const grants = signal({ ...NO_GRANTS, depth: 'refused' as const });
    const limits = preferencesOf({ preferences, grants }, false).map(({ isOn, limit }) => [
      isOn,
      limit?.slice(0, 12),
    ]);
    expect(limits).toEqual([
      [true, undefined],
      [true, 'This browser'],
      [false, undefined],
    ]);
  });
});
