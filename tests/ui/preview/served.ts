import { signal } from '@preact/signals-core';
import type { NewShare, Remote, Screenshot, SessionService } from '../../../client/model/index.ts';
import type { ActivityEvent, Analytics, MemberView, ShareView } from '../../../shared/api/index.ts';
import type { Standing } from '../../../shared/conversation.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { SessionId, UserId } from '../../../shared/ids.ts';
import { quietService } from './service.ts';

/** A service with something to show: a relay that has answered, that has nothing yet, or that cannot be reached. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.now();
const iso = (ago: number): string => new Date(NOW - ago).toISOString();

const ME = 'user-of-this-very-device' as UserId;
const peer = (n: number): UserId => `user-of-peer-number-${n}` as UserId;
const INES = 'user-who-was-here-once' as UserId;

const member = (user_id: UserId, name: string, rest: Partial<MemberView>): MemberView => ({
  user_id,
  name,
  role: 'editor',
  presence: 'here',
  joined: iso(30 * HOUR),
  last_seen: iso(MINUTE),
  ...rest,
});

const MEMBERS: readonly MemberView[] = [
  member(ME, 'Ana Pereira', { role: 'host' }),
  member(peer(0), 'Bo Lindqvist', {}),
  member(peer(1), 'Chidi', { presence: 'away', role: 'viewer' }),
  member(INES, 'Ines', { presence: 'gone', last_seen: iso(20 * HOUR) }),
];

const SHARES: readonly ShareView[] = [
  { share: 's1', role: 'editor', created: iso(2 * HOUR), expires: iso(-22 * HOUR), uses: 3, max_uses: 5 },
  {
    share: 's2',
    role: 'viewer',
    created: iso(26 * HOUR),
    expires: iso(-142 * HOUR),
    uses: 0,
    max_uses: null,
  },
  { share: 's3', role: 'editor', created: iso(50 * HOUR), expires: iso(26 * HOUR), uses: 1, max_uses: null },
];

export const NEW_SHARE: NewShare = {
  code: '7K3M-9QXD-2RTV',
  url: 'https://frame.local:8080/#join=7K3M-9QXD-2RTV',
  expires: NOW + 24 * HOUR,
  role: 'editor',
};

const event = (ago: number, type: ActivityEvent['type'], who: UserId, kind?: string): ActivityEvent => ({
  type,
  at: iso(ago),
  arrived: iso(ago),
  user_id: who,
  object_id: kind ? 'some-object' : null,
  kind: kind ?? null,
});

const EVENTS: readonly ActivityEvent[] = [
  event(3 * MINUTE, 'object.updated', peer(0), 'note'),
  event(4 * MINUTE, 'object.created', peer(0), 'box'),
  event(5 * MINUTE, 'object.created', peer(0), 'box'),
  event(6 * MINUTE, 'object.created', peer(0), 'box'),
  event(9 * MINUTE, 'screenshot.taken', ME),
  event(14 * MINUTE, 'user.joined', peer(0)),
  event(16 * MINUTE, 'share.created', ME),
  { ...event(26 * HOUR, 'object.created', INES, 'torus'), arrived: iso(20 * HOUR) },
  event(27 * HOUR, 'object.deleted', INES, 'label'),
  event(27.5 * HOUR, 'ar.entered', INES),
  event(30 * HOUR, 'session.created', ME),
];

const hour = (ago: number): string => new Date(Math.floor((NOW - ago * HOUR) / HOUR) * HOUR).toISOString();
const TIMELINE: Analytics['timeline'] = Array.from({ length: 30 }, (_, n) => 29 - n)
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

const ANALYTICS: Analytics = {
  session_id: '1a713c11-0f2e-4c1d-9a55-2f8c0b7d3e11' as SessionId,
  created: iso(30 * HOUR),
  total_events: 1284,
  event_counts: { 'object.created': 214, 'object.updated': 960, 'object.deleted': 61 },
  last_activity: iso(3 * MINUTE),
  duration: 30 * 60 * 60,
  participants_peak: 4,
  timeline: TIMELINE,
  people: [
    { user_id: ME, counts: { 'object.created': 120, 'object.updated': 402 } },
    { user_id: peer(0), counts: { 'object.created': 71, 'object.updated': 380 } },
    { user_id: INES, counts: { 'object.created': 23, 'object.updated': 178 } },
  ],
  kinds: { box: 92, note: 51, model: 34, arrow: 20, label: 17 },
};

const PICTURES: readonly Screenshot[] = [
  { name: 'p1', taken: NOW - 2 * MINUTE, by: ME, width: 1280, height: 720, state: 'waiting' },
  { name: 'p2', taken: NOW - 40 * MINUTE, by: peer(0), width: 1280, height: 960, state: 'shared' },
  { name: 'p3', taken: NOW - 26 * HOUR, by: INES, width: 720, height: 1280, state: 'shared' },
];

export const STANDING: Standing = {
  user_id: ME,
  role: 'host',
  epoch: 'e1',
  settings: { max_participants: 10, allow_editing: true },
  requests: [],
};

export const ASKING: Standing = {
  ...STANDING,
  requests: [{ user_id: peer(1), name: 'Chidi', role: 'editor', asks: 'role', at: iso(MINUTE) }],
};

export const ASKING_FOR_PLACE: Standing = {
  ...STANDING,
  requests: [{ user_id: peer(1), name: 'Chidi', role: 'editor', asks: 'place', at: iso(MINUTE) }],
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

const ready = <T>(value: T): Remote<T> => ({ state: 'ready', value, at: NOW });
const OFFLINE: AppError = { code: 'api/unavailable' };
const failed = <T>(last: T): Remote<T> => ({ state: 'failed', error: OFFLINE, last, at: NOW - 30 * MINUTE });

/** `stale`: answered once, and cannot be reached now. `silent`: never reached. */
export type Relay = 'answers' | 'empty' | 'stale' | 'silent';

export function servedSession(relay: Relay, standing: Standing, newShare?: Remote<NewShare>): SessionService {
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
    analytics: say(ANALYTICS, { ...ANALYTICS, total_events: 0, timeline: [], people: [], kinds: {} }),
    activity: say({ events: EVENTS, more: true }, { events: [], more: false }),
    screenshots: signal(relay === 'empty' ? [] : relay === 'silent' ? PICTURES.slice(0, 1) : PICTURES),
    screenshotUrl: async (name, size) =>
      size === 'full' && relay === 'stale' && name !== 'p1' ? undefined : paintPicture(name),
  });
}
