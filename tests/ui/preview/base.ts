import { signal } from '@preact/signals-core';
import type {
  DiskState,
  LibraryEntry,
  LinkState,
  Model,
  NewShare,
  OpenSession,
  Peer,
  Permission,
  RefusalState,
  Remote,
  SelectedFields,
  Statistics,
} from '../../../client/model/index.ts';
import { describeStatus } from '../../../client/view/index.ts';
import { type Frame, framePose } from '../../../shared/frame.ts';
import { newObjectId, type SessionId, type UserId } from '../../../shared/ids.ts';
import type { Participant, Presence, Role } from '../../../shared/session/index.ts';
import { claimed, deviceTime } from '../../support/builders.ts';
import { type Relay, STANDING, type Standing, servedSession } from './served.ts';
import { noBlobs } from './service.ts';

export const id = (n: number) => `${n}a7${n}3c11-0f2e-4c1d-9a55-2f8c0b7d3e1${n}` as SessionId;
export const MINUTE = 60_000;

const entry = (n: number, name: string, rest: Partial<LibraryEntry>): LibraryEntry => ({
  id: id(n),
  name,
  created: deviceTime(Date.now() - 90 * 24 * 60 * MINUTE),
  opened: deviceTime(Date.now()),
  objects: 0,
  role: 'host',
  waiting: 0,
  ...rest,
});

export const ENTRIES: readonly LibraryEntry[] = [
  entry(5, 'Garden pergola', { opened: deviceTime(Date.now() - 9 * 24 * 60 * MINUTE), objects: 214 }),
  entry(1, 'Kitchen rebuild', { opened: deviceTime(Date.now() - 3 * MINUTE), objects: 42 }),
  entry(2, 'Exhibition, hall 2', {
    opened: deviceTime(Date.now() - 125 * MINUTE),
    objects: 1280,
    role: 'editor',
    waiting: 3,
  }),
  entry(3, 'Grandmother’s flat before the move', {
    opened: deviceTime(Date.now() - 26 * 60 * MINUTE),
    objects: 1,
    role: 'viewer',
  }),
];

export interface Setup {
  readonly name?: string;
  readonly role?: Role;
  readonly disk?: DiskState;
  readonly link?: LinkState;
  readonly peers?: number;
  readonly objects?: number;
  readonly selected?: SelectedFields;
  readonly permission?: Permission;
  readonly relay?: Relay;
  readonly standing?: Standing;
  readonly newShare?: Remote<NewShare>;
  readonly statistics?: Partial<Statistics>;
  readonly refusal?: RefusalState;
  readonly frames?: readonly Frame[];
}

const CORNERS = [
  { name: 'Table, left corner', position: [0, 0.74, 0] },
  { name: 'Table, right corner', position: [1.8, 0.74, 0] },
] as const;
export const TABLE: Frame = {
  id: newObjectId(),
  name: 'Kitchen table',
  points: CORNERS,
  pose: framePose(CORNERS.map(({ position }) => position)),
};

const PEERS: readonly Pick<Presence, 'name' | 'color' | 'device' | 'attention'>[] = [
  { name: 'Bo Lindqvist', color: '#5bd68a', device: 'headset', attention: 'here' },
  { name: 'Chidi', color: '#c39bff', device: 'phone', attention: 'away' },
  { name: 'Mei Tanaka', color: '#ff7a90', device: 'screen', attention: 'here' },
  { name: 'Olu', color: '#ffe27a', device: 'headset', attention: 'asleep' },
  { name: 'Zoë', color: '#2fd4c6', device: 'phone', attention: 'here' },
];

const peer = (n: number): Peer => {
  const who = PEERS[n];
  if (!who) throw new Error(`no peer ${n}`);
  const head = { position: [n, 1.6, 0], rotation: [0, 0, 0, 1] } as const;
  return { client: n + 1, presence: { user: `user-of-peer-number-${n}`, held: [], head, ...who } };
};

export function openSession(setup: Setup): OpenSession {
  const disk: DiskState = setup.disk ?? { state: 'saved' };
  const link: LinkState = setup.link ?? { state: 'live', waiting: 0 };
  const earlier: Participant[] = [
    { id: 'user-who-was-here-once' as UserId, name: 'Ines', color: '#f09ee0', joined: 0 },
  ];
  return {
    name: signal(setup.name ?? 'Kitchen rebuild'),
    role: signal<Role>(setup.role ?? 'host'),
    user: 'user-of-this-very-device' as UserId,
    disk: signal(disk),
    link: signal(link),
    status: signal(describeStatus(disk, link, setup.refusal)),
    peers: signal(Array.from({ length: setup.peers ?? 0 }, (_, n) => peer(n))),
    participants: signal(earlier),
    frames: signal(setup.frames ?? []),
    objectCount: signal(setup.objects ?? 3),
    hiddenCount: signal(0),
    selection: signal(new Set(Array.from({ length: setup.selected?.count ?? 0 }, newObjectId))),
    selected: signal(setup.selected),
    history: signal({ canUndo: true, canRedo: true }),
    refusals: {
      state: signal<RefusalState>(setup.refusal ?? { state: 'none' }),
      ghosts: signal([]),
      keepAsCopy: async () => undefined,
      askHost: async () => undefined,
      exportKept: () => undefined,
      discard: async () => undefined,
      sendAgain: async () => undefined,
    },
    permission: signal<Permission>(setup.permission ?? (setup.role === 'viewer' ? 'viewer' : 'edit')),
    blobs: noBlobs,
    brought: signal([]),
    service: servedSession(
      setup.relay ?? 'answers',
      setup.standing ?? STANDING,
      setup.newShare,
      setup.statistics,
    ),
  };
}

export const open = (model: Model, setup: Setup) => {
  model.library.value = { state: 'ready', entries: ENTRIES };
  model.session.value = { state: 'open', id: id(1), open: openSession(setup) };
};

export const calm = (model: Model) => {
  model.session.value = { state: 'closed' };
  model.xr.value = { state: 'available', mode: 'immersive-ar' };
  model.pwa.value = { state: 'ready' };
  model.persistence.value = 'granted';
  model.notices.value = [];
  model.space.value = { state: 'off' };
  model.choice.value = { tool: 'select' };
  model.several.value = false;
  model.color.value = undefined;
  model.pings.value = [];
  model.beyond.value = [];
  model.following.value = undefined;
};

/** A selected note. */
export const note: SelectedFields = {
  count: 1,
  kind: 'note',
  asset: undefined,
  color: '#ffe27a',
  text: 'Sink goes here, 60 cm from the wall',
  hasText: true,
  size: [0.3, 0.2, 0.01],
  locked: false,
  lockedBy: undefined,
  created: {
    user: 'user-of-peer-number-0' as UserId,
    at: claimed(Date.now() - 26 * 60 * MINUTE),
    certain: true,
  },
  changed: {
    user: 'user-of-this-very-device' as UserId,
    at: claimed(Date.now() - 4 * MINUTE),
    certain: true,
  },
};
