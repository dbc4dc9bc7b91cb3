import { announceSimplifiedModels, createNotices } from '../../../client/app/notices.ts';
import type { Model } from '../../../client/model/index.ts';
import { texts } from '../../../client/view/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Frame } from '../../../shared/frame.ts';
import { newObjectId } from '../../../shared/ids.ts';
import { deviceTime } from '../../support/builders.ts';
import { calm, ENTRIES, id, MINUTE, note, open, TABLE } from './base.ts';
import { SERVICE_FIXTURES } from './service-fixtures.ts';

const full: AppError = { code: 'disk/full' };

const DOOR: Frame = { ...TABLE, id: newObjectId(), name: 'Door to the hall' };

/** A phone in AR, in a session with two places to align to. */
const inRoom =
  (space: Model['space']['value']) =>
  (model: Model): void => {
    calm(model);
    open(model, { frames: [TABLE, DOOR] });
    model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
    model.space.value = space;
  };
const ALIGNED: Model['space']['value'] = {
  state: 'aligned',
  frame: TABLE.id,
  quality: { by: 'touch', rms: 0.006, at: deviceTime(Date.now() - 20 * MINUTE) },
  kept: 'visit',
  problem: undefined,
};
/** Said, and not put away yet. */
const troubled =
  (code: 'align/changed' | 'align/moved') =>
  (model: Model): void => {
    inRoom({ ...ALIGNED, kept: code === 'align/moved' ? 'last' : 'visit', problem: { code } })(model);
    createNotices(model.notices).report({ code });
  };

function notSaved(model: Model): void {
  calm(model);
  model.pwa.value = { state: 'update' };
  createNotices(model.notices).report(full, [
    { label: texts.commands.NAMES['save-file'].label, run: () => undefined },
    { label: texts.controls.TRY_AGAIN, run: () => undefined },
  ]);
  open(model, {
    disk: { state: 'failed', error: full, changes: 4 },
    link: { state: 'offline', waiting: 4 },
  });
}

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
  'session-together': model => {
    calm(model);
    open(model, { peers: 4 });
    const bo = { key: '1/1', name: 'Bo Lindqvist', color: '#5bd68a' };
    model.pings.value = [{ ...bo, isMine: false, asks: 'look', at: [9, 0, 0] }];
    model.beyond.value = [{ ...bo, at: [1, 0.4], angle: -0.1 }];
    model.following.value = { user: 'user-of-peer-number-3', name: 'Olu' };
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
  'session-several': model => {
    calm(model);
    open(model, { peers: 1, selected: { ...note, kind: 'box', count: 3, hasText: false, size: undefined } });
    model.several.value = true;
  },
  'session-locked': model => {
    calm(model);
    open(model, { peers: 1, selected: { ...note, kind: undefined, count: 3, locked: true, hasText: false } });
  },
  'session-viewer': model => {
    calm(model);
    open(model, { role: 'viewer', peers: 2, selected: note });
  },
  'session-not-saved': notSaved,
  'session-relay-full': model => {
    calm(model);
    open(model, {
      peers: 2,
      link: { state: 'live', waiting: 3, blockedBy: { code: 'link/relay-full' } },
    });
  },
  'session-simpler': model => {
    calm(model);
    announceSimplifiedModels(createNotices(model.notices))(2);
    open(model, { peers: 1 });
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
  'presenting-room': inRoom(ALIGNED),
  'presenting-unaligned': inRoom({ state: 'unaligned', problem: undefined }),
  'presenting-changed': troubled('align/changed'),
  'presenting-moved': troubled('align/moved'),
  'presenting-not-saved': model => {
    notSaved(model);
    model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
  },
  'presenting-several': model => {
    calm(model);
    open(model, { selected: { ...note, kind: 'box', count: 3, hasText: false, size: undefined } });
    model.several.value = true;
    model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
  },
  ...SERVICE_FIXTURES,
} as const satisfies Record<string, (model: Model) => void>;

export type FixtureName = keyof typeof FIXTURES;
