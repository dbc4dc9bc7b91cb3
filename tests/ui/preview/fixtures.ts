import { signal } from '@preact/signals-core';
import {
  type DiskState,
  describeStatus,
  type LibraryEntry,
  type LinkState,
  type Model,
  type OpenSession,
  type Peer,
  type Permission,
  type RefusalState,
  type SelectedFields,
  type ShareState,
} from '../../../client/model/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import { newObjectId, type SessionId, type UserId } from '../../../shared/ids.ts';
import type { Participant, Presence, Role } from '../../../shared/session/index.ts';
import { noBlobs, quietService } from './service.ts';

const id = (n: number) => `${n}a7${n}3c11-0f2e-4c1d-9a55-2f8c0b7d3e1${n}` as SessionId;
const MINUTE = 60_000;

const entry = (n: number, name: string, rest: Partial<LibraryEntry>): LibraryEntry => ({
  id: id(n),
  name,
  created: Date.now() - 90 * 24 * 60 * MINUTE,
  opened: Date.now(),
  objects: 0,
  role: 'host',
  waiting: 0,
  ...rest,
});

export const ENTRIES: readonly LibraryEntry[] = [
  entry(5, 'Garden pergola', { opened: Date.now() - 9 * 24 * 60 * MINUTE, objects: 214 }),
  entry(1, 'Kitchen rebuild', { opened: Date.now() - 3 * MINUTE, objects: 42 }),
  entry(2, 'Exhibition, hall 2', {
    opened: Date.now() - 125 * MINUTE,
    objects: 1280,
    role: 'editor',
    waiting: 3,
  }),
  entry(3, 'Grandmother’s flat before the move', {
    opened: Date.now() - 26 * 60 * MINUTE,
    objects: 1,
    role: 'viewer',
  }),
];

interface Setup {
  readonly name?: string;
  readonly role?: Role;
  readonly disk?: DiskState;
  readonly link?: LinkState;
  readonly peers?: number;
  readonly objects?: number;
  readonly selected?: SelectedFields;
  readonly share?: ShareState;
  readonly refusal?: RefusalState;
}

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
  return { client: n + 1, presence: { user: `user-of-peer-number-${n}`, held: [], ...who } };
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
    status: signal(describeStatus(disk, link)),
    peers: signal(Array.from({ length: setup.peers ?? 0 }, (_, n) => peer(n))),
    participants: signal(earlier),
    objectCount: signal(setup.objects ?? 3),
    hiddenCount: signal(0),
    selection: signal(new Set(setup.selected ? [newObjectId()] : [])),
    selected: signal(setup.selected),
    history: signal({ canUndo: true, canRedo: false }),
    share: signal<ShareState>(setup.share ?? { state: 'none' }),
    refusals: {
      state: signal<RefusalState>(setup.refusal ?? { state: 'none' }),
      keepAsCopy: async () => undefined,
      askHost: async () => undefined,
      exportKept: () => undefined,
      discard: async () => undefined,
      sendAgain: async () => undefined,
    },
    permission: signal<Permission>(setup.role === 'viewer' ? 'viewer' : 'edit'),
    service: quietService(),
    blobs: noBlobs,
    brought: signal([]),
  };
}

const open = (model: Model, setup: Setup) => {
  model.library.value = { state: 'ready', entries: ENTRIES };
  model.session.value = { state: 'open', id: id(1), open: openSession(setup) };
};

const calm = (model: Model) => {
  model.session.value = { state: 'closed' };
  model.xr.value = { state: 'available', mode: 'immersive-ar' };
  model.pwa.value = { state: 'ready' };
  model.persistence.value = 'granted';
  model.notices.value = [];
  model.choice.value = { tool: 'select' };
  model.color.value = undefined;
};

const full: AppError = { code: 'disk/full' };
const note: SelectedFields = {
  count: 1,
  kind: 'note',
  asset: undefined,
  color: '#ffe27a',
  text: 'Sink goes here, 60 cm from the wall',
  hasText: true,
  locked: false,
  lockedBy: undefined,
  created: { user: 'user-of-peer-number-0' as UserId, at: Date.now() - 26 * 60 * MINUTE, certain: true },
  changed: { user: 'user-of-this-very-device' as UserId, at: Date.now() - 4 * MINUTE, certain: true },
};

/** Every screen in the states that are worth a look. */
export const FIXTURES = {
  'library-empty': model => {
    calm(model);
    model.persistence.value = 'unknown';
    model.pwa.value = { state: 'preparing' };
    model.library.value = { state: 'ready', entries: [] };
  },
  library: model => {
    calm(model);
    model.persistence.value = 'unknown';
    model.library.value = { state: 'ready', entries: ENTRIES };
  },
  'library-loading': model => {
    calm(model);
    model.library.value = { state: 'loading' };
  },
  'library-unavailable': model => {
    calm(model);
    model.pwa.value = { state: 'unsupported' };
    model.persistence.value = 'unsupported';
    model.library.value = { state: 'unavailable', error: { code: 'disk/unavailable' }, entries: [] };
  },
  'library-update': model => {
    calm(model);
    model.pwa.value = { state: 'update' };
    model.persistence.value = 'denied';
    model.library.value = { state: 'ready', entries: ENTRIES };
  },
  session: model => {
    calm(model);
    open(model, { peers: 3 });
  },
  'session-empty': model => {
    calm(model);
    model.xr.value = { state: 'none' };
    open(model, { objects: 0, link: { state: 'off', waiting: 0 } });
  },
  'session-placing': model => {
    calm(model);
    model.choice.value = { tool: 'place', kind: 'cone' };
    model.color.value = '#5bd68a';
    open(model, { link: { state: 'offline', waiting: 12 } });
  },
  'session-selected': model => {
    calm(model);
    open(model, { peers: 5, selected: note });
  },
  'session-locked': model => {
    calm(model);
    open(model, { peers: 1, selected: { ...note, kind: undefined, count: 3, locked: true, hasText: false } });
  },
  'session-viewer': model => {
    calm(model);
    open(model, { role: 'viewer', peers: 2, selected: note });
  },
  'session-not-saved': model => {
    calm(model);
    model.pwa.value = { state: 'update' };
    model.notices.value = [
      {
        id: 'full',
        tone: 'loss',
        title: 'This device’s storage is full',
        detail:
          'Your edits are kept in this tab’s memory, not on the device. Save a copy as a file, free some space.',
        actions: [
          { label: 'Save as a file', run: () => undefined },
          { label: 'Try again', run: () => undefined },
        ],
      },
    ];
    open(model, {
      disk: { state: 'failed', error: full, changes: 4 },
      link: { state: 'offline', waiting: 4 },
    });
  },
  'session-refused': model => {
    calm(model);
    model.xr.value = { state: 'failed', mode: 'immersive-ar', error: { code: 'xr/denied' } };
    open(model, { link: { state: 'refused', error: { code: 'link/forbidden' }, waiting: 2 } });
  },
  'session-starting-xr': model => {
    calm(model);
    model.xr.value = { state: 'starting', mode: 'immersive-vr' };
    open(model, { disk: { state: 'saving', changes: 1 } });
  },
  'share-ready': model => {
    calm(model);
    open(model, {
      share: {
        state: 'ready',
        code: '7K3M-9QXD-2RTV',
        url: 'https://frame.local:8080/#join=7K3M-9QXD-2RTV',
        expires: Date.now() + 24 * 60 * MINUTE,
      },
    });
  },
  'share-offline': model => {
    calm(model);
    open(model, {
      link: { state: 'offline', waiting: 0 },
      share: { state: 'failed', error: { code: 'link/offline' } },
    });
  },
  opening: model => {
    calm(model);
    model.session.value = { state: 'opening', id: id(1) };
  },
  failed: model => {
    calm(model);
    model.session.value = { state: 'failed', id: id(1), error: { code: 'disk/not-found' } };
  },
  presenting: model => {
    calm(model);
    model.choice.value = { tool: 'place', kind: 'box' };
    open(model, { selected: note, link: { state: 'offline', waiting: 2 } });
    model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
  },
  'presenting-lost': model => {
    calm(model);
    open(model, {});
    model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'lost', attention: 'here' };
  },
} as const satisfies Record<string, (model: Model) => void>;

export type FixtureName = keyof typeof FIXTURES;
