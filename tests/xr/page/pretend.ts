import { signal } from '@preact/signals-core';
import type {
  Brought,
  Model,
  OpenSession,
  RefusedEdit,
  StoredAlignment,
} from '../../../client/model/index.ts';
import type { UserId } from '../../../shared/ids.ts';
import { ENTRIES, id, MINUTE, note, openSession, type Setup, TABLE } from '../../ui/preview/base.ts';
import { ASKING, NEW_SHARE, STANDING } from '../../ui/preview/served.ts';

/** Sessions that are worth a look on the panel, with everything in them that a page may have to show. */

const EDITS: readonly RefusedEdit[] = [
  { id: 'a', label: 'Box', change: 'placed' },
  { id: 'b', label: 'Note “Sink goes here, 60 cm from the wall”', change: 'changed' },
  { id: 'c', label: 'Arrow', change: 'deleted' },
];

const BROUGHT: readonly Brought[] = [
  { asset: 'a'.repeat(64), kind: 'model', title: 'Wall cupboard, oak, 60 cm', size: [0.6, 0.7, 0.35] },
  { asset: 'b'.repeat(64), kind: 'image', title: 'Tiles', size: [0.5, 0.4, 0.02] },
  { asset: 'c'.repeat(64), kind: 'model', title: 'Tap', size: [0.1, 0.3, 0.2] },
  { asset: 'd'.repeat(64), kind: 'model', title: '厨房の流し台', size: [0.8, 0.3, 0.6] },
];

const place = (n: number, label: string): StoredAlignment => ({
  of: { session: id(n), frame: TABLE.id },
  label,
  by: 'touch',
  rms: 0.006,
  at: Date.now() - 20 * MINUTE,
  used: Date.now() - 20 * MINUTE * n,
  alignment: { yaw: 0, translation: [0, 0, 0] },
  anchor: { handle: `anchor-${n}`, at: { yaw: 0, translation: [0, 0, 0] } },
});

const shown =
  (setup: Setup, more: Partial<OpenSession> = {}) =>
  (model: Model): void => {
    model.library.value = { state: 'ready', entries: ENTRIES };
    model.places.value = [1, 2, 3].map(n => place(n, `Kitchen rebuild · Room ${n}`));
    model.notices.value = [];
    model.several.value = false;
    model.session.value = { state: 'open', id: id(1), open: { ...openSession(setup), ...more } };
  };

export const PRETENDED = {
  full: shown(
    { peers: 3, objects: 42, frames: [TABLE], selected: note },
    { brought: signal(BROUGHT), hiddenCount: signal(2) },
  ),
  empty: shown({ relay: 'empty', objects: 0 }),
  offline: shown({ relay: 'stale', link: { state: 'offline', waiting: 3 }, objects: 42 }),
  silent: shown({ relay: 'silent', link: { state: 'off', waiting: 0 } }),
  several: shown({ selected: { ...note, count: 3, kind: 'box', hasText: false, size: undefined } }),
  selecting: model => {
    PRETENDED.several(model);
    model.several.value = true;
  },
  locked: shown({
    role: 'editor',
    peers: 2,
    selected: { ...note, locked: true, lockedBy: 'user-of-peer-number-0' as UserId },
  }),
  asking: shown({ peers: 2, standing: ASKING }),
  shared: shown({ newShare: { state: 'ready', value: NEW_SHARE, at: Date.now() } }),
  viewer: shown({ role: 'viewer', peers: 2 }),
  'editing-off': shown({
    role: 'editor',
    permission: 'editing-off',
    standing: { ...STANDING, settings: { max_participants: 10, allow_editing: false } },
  }),
  refused: shown({
    role: 'editor',
    peers: 1,
    refusal: { state: 'kept', reason: { code: 'gate/role' }, edits: EDITS },
  }),
  removed: shown({
    role: 'editor',
    link: { state: 'refused', error: { code: 'link/forbidden' }, waiting: 0 },
    refusal: { state: 'kept', reason: { code: 'link/forbidden' }, edits: [] },
  }),
} as const satisfies Record<string, (model: Model) => void>;

export type Pretended = keyof typeof PRETENDED;
