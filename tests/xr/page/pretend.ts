import { signal } from '@preact/signals-core';
import { announceSimplifiedModels, createNotices } from '../../../client/app/notices.ts';
import type {
  Brought,
  Model,
  OpenSession,
  RefusedEdit,
  SessionService,
  StoredAlignment,
} from '../../../client/model/index.ts';
import { texts } from '../../../client/view/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import { type Frame, framePose } from '../../../shared/frame.ts';
import { newObjectId, type UserId } from '../../../shared/ids.ts';
import { deviceTime } from '../../support/builders.ts';
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
  points: undefined,
  at: deviceTime(Date.now() - 20 * MINUTE),
  used: deviceTime(Date.now() - 20 * MINUTE * n),
  alignment: { yaw: 0, translation: [0, 0, 0] },
  anchor: { handle: `anchor-${n}`, at: { yaw: 0, translation: [0, 0, 0] } },
});

const asked: (readonly [name: string, ...args: readonly unknown[]])[] = [];
/** What was asked of the pretended services since the last time, apart from what only looks. */
export const takeAsked = () => asked.splice(0);

function noted(service: SessionService): SessionService {
  const wrapped = Object.entries(service).map(([name, each]) => {
    if (typeof each !== 'function' || name === 'refresh' || name === 'screenshotUrl') return [name, each];
    const note = (...args: unknown[]): unknown => {
      asked.push([name, ...args]);
      return (each as (...args: unknown[]) => unknown)(...args);
    };
    return [name, note];
  });
  return Object.fromEntries(wrapped) as SessionService;
}
const NAMES = [
  'Kitchen table',
  'Door to the hall, left and right post',
  '作業台',
  'Window',
  'Shelf',
] as const;
const FRAMES: readonly Frame[] = [
  TABLE,
  ...NAMES.slice(1).map((name, i) => {
    const points = ['Left', 'Right', 'Far right', 'Far left'].slice(0, 2 + (i % 3)).map((corner, n) => ({
      name: `${corner} corner`,
      position: [i, 1, 2 * n] as const,
    }));
    return { id: newObjectId(), name, points, pose: framePose(points.map(({ position }) => position)) };
  }),
];

const inSpace =
  (space: Model['space']['value'], setup: Setup) =>
  (model: Model): void => {
    shown(setup)(model);
    model.space.value = space;
  };
type Aligned = Extract<Model['space']['value'], { state: 'aligned' }>;
const ALIGNED: Aligned = {
  state: 'aligned',
  frame: TABLE.id,
  quality: { by: 'touch', rms: 0.006, at: deviceTime(Date.now() - 20 * MINUTE) },
  kept: 'anchor',
  problem: undefined,
};
const atStep =
  (guide: Model['guide']['value']) =>
  (model: Model): void => {
    inSpace(ALIGNED, { frames: FRAMES })(model);
    model.guide.value = guide;
  };
/** Aligned, with something that has come over it since. */
const troubled =
  (code: AppError['code'], change: Partial<Aligned> = {}) =>
  (model: Model): void => {
    inSpace({ ...ALIGNED, ...change, problem: { code } }, { frames: FRAMES })(model);
    const again = { label: texts.notices.ACTIONS.align, run: () => undefined };
    createNotices(model.notices).report({ code }, code === 'anchor/none' ? [] : [again]);
  };

const shown =
  (setup: Setup, more: Partial<OpenSession> = {}) =>
  (model: Model): void => {
    model.library.value = { state: 'ready', entries: ENTRIES };
    model.places.value = [1, 2, 3].map(n => place(n, `Kitchen rebuild · Room ${n}`));
    model.notices.value = [];
    model.several.value = false;
    model.space.value = { state: 'off' };
    model.guide.value = { step: 'off' };
    const open = openSession(setup);
    model.session.value = {
      state: 'open',
      id: id(1),
      open: { ...open, service: noted(open.service), ...more },
    };
  };

const FULL = { code: 'link/full', detail: 'session is full (8 of 8)' } as const;

export const PRETENDED = {
  full: shown(
    { peers: 3, objects: 42, frames: [TABLE], selected: note },
    { brought: signal(BROUGHT), hiddenCount: signal(2) },
  ),
  empty: shown({ relay: 'empty', objects: 0 }),
  offline: shown({ relay: 'stale', link: { state: 'offline', waiting: 3 }, objects: 42 }),
  'relay-full': shown({
    peers: 2,
    link: { state: 'live', waiting: 3, blockedBy: { code: 'link/relay-full' } },
  }),
  simpler: (model: Model): void => {
    shown({ peers: 1 })(model);
    announceSimplifiedModels(createNotices(model.notices))(2);
  },
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
  points: inSpace(ALIGNED, { frames: FRAMES }),
  'points-viewer': inSpace(ALIGNED, { frames: FRAMES, role: 'viewer' }),
  unaligned: inSpace({ state: 'unaligned', problem: { code: 'anchor/lost' } }, { frames: FRAMES }),
  measuring: atStep({ step: 'measure', frame: TABLE, touched: [[0, 0.74, 0]], problem: undefined }),
  'measuring-wrong': atStep({
    step: 'measure',
    frame: TABLE,
    touched: [],
    problem: { code: 'align/unsteady' },
  }),
  looking: inSpace({ state: 'looking' }, { frames: FRAMES }),
  'not-aligned': inSpace({ state: 'unaligned', problem: undefined }, { frames: [TABLE] }),
  touching: atStep({ step: 'touch', frame: TABLE, touched: [[0, 0.74, 0]], problem: undefined }),
  'touching-wrong': atStep({ step: 'touch', frame: TABLE, touched: [], problem: { code: 'align/mismatch' } }),
  'new-points': atStep({ step: 'touch', frame: undefined, touched: [], problem: undefined }),
  carrying: atStep({ step: 'carry', frame: TABLE }),
  changed: troubled('align/changed'),
  moved: troubled('align/moved', { kept: 'last' }),
  gone: troubled('align/gone', { frame: undefined, kept: 'visit' }),
  'no-anchors': troubled('anchor/none', { kept: 'visit' }),
  'anchors-full': troubled('anchor/full', { kept: 'visit' }),
  'by-hand': inSpace(
    { ...ALIGNED, quality: { by: 'hand', rms: undefined, at: deviceTime(Date.now() - 3 * 60 * MINUTE) } },
    { frames: FRAMES },
  ),
  'as-beside': inSpace(
    { ...ALIGNED, quality: { by: 'shared', rms: undefined, at: deviceTime(Date.now()) }, kept: 'visit' },
    { frames: FRAMES },
  ),
  'ar-began': inSpace(
    {
      ...ALIGNED,
      frame: undefined,
      quality: { by: 'start', rms: undefined, at: deviceTime(0) },
      kept: 'visit',
    },
    {},
  ),
  asking: shown({ peers: 2, standing: ASKING }),
  shared: shown({ newShare: { state: 'ready', value: NEW_SHARE, at: deviceTime(Date.now()) } }),
  viewer: shown({ role: 'viewer', peers: 2 }),
  'editing-off': shown({
    role: 'editor',
    permission: 'editing-off',
    standing: { ...STANDING, settings: { max_participants: 10, allow_editing: false } },
  }),
  refused: shown({
    role: 'editor',
    peers: 1,
    refusal: { state: 'kept', about: 'edits', reason: { code: 'gate/role' }, edits: EDITS },
  }),
  removed: shown({
    role: 'editor',
    link: { state: 'refused', error: { code: 'link/forbidden' }, waiting: 0 },
    refusal: { state: 'kept', about: 'session', reason: { code: 'link/forbidden' }, edits: [] },
  }),
  'no-place': shown({
    role: 'editor',
    link: { state: 'refused', error: FULL, waiting: 3 },
    refusal: { state: 'kept', about: 'session', reason: FULL, edits: EDITS },
  }),
  archived: shown({
    role: 'editor',
    link: { state: 'refused', error: { code: 'link/archived' }, waiting: 2 },
    refusal: { state: 'kept', about: 'session', reason: { code: 'link/archived' }, edits: [] },
  }),
} as const satisfies Record<string, (model: Model) => void>;

export type Pretended = keyof typeof PRETENDED;
