import { describe, expect, it } from 'vitest';
import { createModel, type Screenshot } from '../../client/model/index.ts';
import {
  afterDeletion,
  describePicture,
  pictureQuestion,
  pictureReason,
  picturesWords,
  placeOfPicture,
} from '../../client/view/index.ts';
import type { UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { openSession, type Setup } from '../ui/preview/base.ts';

const NOW = deviceTime(Date.UTC(2026, 5, 1, 12));
const ME = 'user-of-this-very-device' as UserId;
const BO = 'user-of-peer-number-0' as UserId;
const picture = (rest: Partial<Screenshot> = {}): Screenshot => ({
  name: 'p',
  taken: deviceTime(NOW - 3 * 60_000),
  by: ME,
  width: 1_280,
  height: 720,
  state: 'shared',
  ...rest,
});
const known = { model: createModel({ name: 'Ana', color: '#4cc2ff' }) };
const session = (setup: Setup = {}) => openSession({ peers: 1, ...setup });
const OFFLINE: Setup = { link: { state: 'offline', waiting: 0 } };

describe('a picture', () => {
  it('[VIEW-41] asks what fits: only here, one’s own for everybody, or somebody else’s who keeps it', () => {
    const question = (rest: Partial<Screenshot>) => pictureQuestion(known, session(), picture(rest));
    expect(question({ state: 'waiting' })).toMatch(/only on this device/);
    expect(question({})).toMatch(/for everybody\? Nobody/);
    expect(question({ by: BO })).toMatch(/Bo Lindqvist keeps it/);
  });

  it('[VIEW-41] is deleted by whoever took it or the host, and by the relay’s leave once it is there', () => {
    const guest: Setup = { role: 'editor' };
    expect(pictureReason(session(guest), picture({ by: BO }))).toMatch(/or the host/);
    expect(pictureReason(session(), picture({ by: BO }))).toBeUndefined();
    expect(pictureReason(session(guest), picture())).toBeUndefined();
    expect(pictureReason(session(OFFLINE), picture())).toMatch(/cannot be reached/);
    expect(pictureReason(session(OFFLINE), picture({ state: 'waiting' }))).toBeUndefined();
  });

  it('[VIEW-41] leaves its place to the older one, and the oldest to the newer one', () => {
    const open = session();
    const names = open.service.screenshots.value.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(2);
    const next = names.map(name => {
      const place = placeOfPicture(open, name);
      return place && afterDeletion(place);
    });
    expect(next).toEqual([...names.slice(1), names.at(-2)]);
    expect(placeOfPicture(open, 'deleted meanwhile')).toBeUndefined();
  });

  it('[UI-32] is described by whose it is and when, and says when it waits', () => {
    const mine = describePicture(known, session(), picture(), NOW);
    expect(mine).toMatchObject({ taker: 'You', ago: '3 minutes ago', waiting: undefined });
    expect(mine.sizeFacts).toBe('By you · 1280 × 720');
    const theirs = describePicture(known, session(), picture({ by: BO, state: 'waiting' }), NOW);
    expect(theirs).toMatchObject({ taker: 'Bo Lindqvist', waiting: 'Waiting to upload' });
    expect(theirs.thumbnailLabel).toMatch(/^Picture by Bo Lindqvist, .*, waiting to upload$/);
  });

  it('[UI-32] all of them are counted with those that wait, on their way or not', () => {
    expect(picturesWords(session())).toMatch(/ on the way to the relay$/);
    expect(picturesWords(session(OFFLINE))).toMatch(/ to upload when the relay is back$/);
  });
});
