import { signal } from '@preact/signals-core';
import type {
  CodeMade,
  Happened,
  Member,
  NewShare,
  Remote,
  Screenshot,
  SessionService,
  Statistics,
} from '../../../client/model/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { SessionId, UserId } from '../../../shared/ids.ts';
import type { Standing as Said } from '../../../shared/relay-messages.ts';
import type { DeviceTime, OnDevice } from '../../../shared/time.ts';
import { deviceTime } from '../../support/builders.ts';
import { quietService } from './service.ts';

/**
 * A service with something to show: a relay that has answered, that has nothing yet, or that cannot be
 * reached.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.now();
const before = (ago: number): DeviceTime => deviceTime(NOW - ago);

const ME = 'user-of-this-very-device' as UserId;
const peer = (n: number): UserId => `user-of-peer-number-${n}` as UserId;
const INES = 'user-who-was-here-once' as UserId;

const member = (user_id: UserId, name: string, rest: Partial<Member>): Member => ({
  user_id,
  name,
  role: 'editor',
  presence: 'here',
  joined: before(30 * HOUR),
  last_seen: before(MINUTE),
  ...rest,
});

const MEMBERS: readonly Member[] = [
  member(ME, 'Ana Pereira', { role: 'host' }),
  member(peer(0), 'Bo Lindqvist', {}),
  member(peer(1), 'Chidi', { presence: 'away', role: 'viewer' }),
  member(INES, 'Ines', { presence: 'gone', last_seen: before(20 * HOUR) }),
];

const SHARES: readonly CodeMade[] = [
  {
    share: 's1',
    role: 'editor',
    created: before(2 * HOUR),
    expires: before(-22 * HOUR),
    uses: 3,
    max_uses: 5,
  },
  {
    share: 's2',
    role: 'viewer',
    created: before(26 * HOUR),
    expires: before(-142 * HOUR),
    uses: 0,
    max_uses: null,
  },
  {
    share: 's3',
    role: 'editor',
    created: before(50 * HOUR),
    expires: before(26 * HOUR),
    uses: 1,
    max_uses: null,
  },
];

export const NEW_SHARE: NewShare = {
  code: '7K3M-9QXD-2RTV',
  url: 'https://frame.local:8080/#join=7K3M-9QXD-2RTV',
  expires: deviceTime(NOW + 24 * HOUR),
  ends: performance.now() + 24 * HOUR,
  role: 'editor',
};

const event = (ago: number, type: Happened['type'], who: UserId, kind?: string): Happened => ({
  type,
  at: before(ago),
  arrived: before(ago),
  user_id: who,
  object_id: kind ? 'some-object' : null,
  kind: kind ?? null,
});

const EVENTS: readonly Happened[] = [
  event(3 * MINUTE, 'object.updated', peer(0), 'note'),
  event(4 * MINUTE, 'object.created', peer(0), 'box'),
  event(5 * MINUTE, 'object.created', peer(0), 'box'),
  event(6 * MINUTE, 'object.created', peer(0), 'box'),
  event(9 * MINUTE, 'screenshot.taken', ME),
  event(14 * MINUTE, 'user.joined', peer(0)),
  event(16 * MINUTE, 'share.created', ME),
  { ...event(26 * HOUR, 'object.created', INES, 'torus'), arrived: before(20 * HOUR) },
  event(27 * HOUR, 'object.deleted', INES, 'label'),
  event(27.5 * HOUR, 'ar.entered', INES),
  event(30 * HOUR, 'session.created', ME),
];

const hour = (ago: number): DeviceTime => deviceTime(Math.floor((NOW - ago * HOUR) / HOUR) * HOUR);
const TIMELINE: Statistics['timeline'] = Array.from({ length: 30 }, (_, n) => 29 - n)
  .filter(ago => ago > 24 || ago < 7)
  .map(ago => ({
    bucket: hour(ago),
    counts: {
      'object.created': (ago * 7) % 11,
      'object.updated': (ago * 5) % 17,
      'object.deleted': ago % 3,
      'user.joined': ago % 4 === 0 ? 2 : 0,
    },
  }));

const STATISTICS: Statistics = {
  session_id: '1a713c11-0f2e-4c1d-9a55-2f8c0b7d3e11' as SessionId,
  created: before(30 * HOUR),
  total_events: 1284,
  event_counts: { 'object.created': 214, 'object.updated': 960, 'object.deleted': 61 },
  last_activity: before(3 * MINUTE),
  duration: 30 * 60 * 60,
  participants_peak: 4,
  bucket: 'hour',
  timeline: TIMELINE,
  people: [
    { user_id: ME, counts: { 'object.created': 120, 'object.updated': 402 } },
    { user_id: peer(0), counts: { 'object.created': 71, 'object.updated': 380 } },
    { user_id: INES, counts: { 'object.created': 23, 'object.updated': 178 } },
  ],
  kinds: { box: 92, note: 51, model: 34, arrow: 20, label: 17 },
};

const PICTURES: readonly Screenshot[] = [
  { name: 'p1', taken: deviceTime(NOW - 2 * MINUTE), by: ME, width: 1280, height: 720, state: 'waiting' },
  {
    name: 'p2',
    taken: deviceTime(NOW - 40 * MINUTE),
    by: peer(0),
    width: 1280,
    height: 960,
    state: 'shared',
  },
  { name: 'p3', taken: deviceTime(NOW - 26 * HOUR), by: INES, width: 720, height: 1280, state: 'shared' },
];

export type Standing = OnDevice<Said>;

export const STANDING: Standing = {
  user_id: ME,
  role: 'host',
  epoch: 'e1',
  settings: { max_participants: 10, allow_editing: true },
  requests: [],
};

export const ASKING: Standing = {
  ...STANDING,
  requests: [{ user_id: peer(1), name: 'Chidi', role: 'editor', asks: 'role', at: before(MINUTE) }],
};

export const ASKING_FOR_PLACE: Standing = {
  ...STANDING,
  requests: [{ user_id: peer(1), name: 'Chidi', role: 'editor', asks: 'place', at: before(MINUTE) }],
};

async function paintPicture(name: string): Promise<string> {
  const canvas = new OffscreenCanvas(320, 240);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no 2D canvas');
  pen.fillStyle = '#1a212c';
  pen.fillRect(0, 0, 320, 240);
  pen.fillStyle = { p1: '#4cc2ff', p2: '#ffb454' }[name] ?? '#5bd68a';
  pen.fillRect(110, 90, 100, 100);
  return URL.createObjectURL(await canvas.convertToBlob());
}

const ready = <T>(value: T): Remote<T> => ({ state: 'ready', value, at: deviceTime(NOW) });
const OFFLINE: AppError = { code: 'api/unavailable' };
const failed = <T>(last: T): Remote<T> => ({
  state: 'failed',
  error: OFFLINE,
  last,
  at: deviceTime(NOW - 30 * MINUTE),
});

/** `stale`: answered once, and cannot be reached now. `silent`: never reached. */
export type Relay = 'answers' | 'empty' | 'stale' | 'silent';

/** Numbers whose time is hard to plot. */
const PLOTTED = { 'object.created': 2, 'object.updated': 1, 'user.joined': 1 };
const minute = (ago: number): DeviceTime => deviceTime(Math.floor(NOW / MINUTE - ago) * MINUTE);
export const ODD_TIMES: Readonly<Record<'one' | 'same' | 'far' | 'zero' | 'none', Partial<Statistics>>> = {
  one: { bucket: 'minute', duration: 40, timeline: [{ bucket: minute(1), counts: PLOTTED }] },
  same: {
    bucket: 'day',
    timeline: [0, 0].map(() => ({ bucket: deviceTime(Date.UTC(2026, 1, 1)), counts: PLOTTED })),
  },
  far: {
    bucket: 'day',
    timeline: [0, 390].map(n => ({ bucket: deviceTime(Date.UTC(2026, 1, 1 + n)), counts: PLOTTED })),
  },
  zero: {
    bucket: 'minute',
    timeline: [3, 2, 1].map(ago => ({ bucket: minute(ago), counts: { 'object.created': 0 } })),
  },
  none: { bucket: 'minute', timeline: [], people: [], kinds: {} },
};

export function servedSession(
  relay: Relay,
  standing: Standing,
  newShare?: Remote<NewShare>,
  statistics: Partial<Statistics> = {},
): SessionService {
  const say = <T>(full: T, empty: T) =>
    signal<Remote<T>>(
      relay === 'answers'
        ? ready(full)
        : relay === 'empty'
          ? ready(empty)
          : relay === 'stale'
            ? failed(full)
            : { state: 'failed', error: OFFLINE },
    );
  return quietService({
    standing: signal<Standing | undefined>(relay === 'silent' ? undefined : standing),
    members: say(MEMBERS, MEMBERS.slice(0, 1)),
    shares: say(SHARES, []),
    newShare: signal<Remote<NewShare>>(newShare ?? { state: 'unasked' }),
    statistics: say(
      { ...STATISTICS, ...statistics },
      { ...STATISTICS, total_events: 0, timeline: [], people: [], kinds: {} },
    ),
    activity: say({ events: EVENTS, more: true }, { events: [], more: false }),
    screenshots: signal(relay === 'empty' ? [] : relay === 'silent' ? PICTURES.slice(0, 1) : PICTURES),
    screenshotUrl: async (name, size) =>
      size === 'full' && relay === 'stale' && name !== 'p1' ? undefined : paintPicture(name),
  });
}
