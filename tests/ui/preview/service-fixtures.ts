import type { Model, RefusalState, RefusedEdit } from '../../../client/model/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { UserId } from '../../../shared/ids.ts';
import { claimed, deviceTime } from '../../support/builders.ts';
import { calm, id, MINUTE, note, open, type Setup, TABLE } from './base.ts';
import { ASKING, ASKING_FOR_PLACE, NEW_SHARE, ODD_TIMES, STANDING } from './served.ts';

/** The screens of the session service and of refused edits, in the states that are worth a look. */

const shown = (setup: Setup) => (model: Model) => {
  calm(model);
  open(model, setup);
};
const OFFLINE: Setup = { relay: 'stale', link: { state: 'offline', waiting: 0 } };
const SILENT: Setup = { relay: 'silent', link: { state: 'off', waiting: 0 } };
const GUEST: Setup = { role: 'editor', peers: 2 };

const EDITS: readonly RefusedEdit[] = [
  { id: 'a', label: 'Box', change: 'placed' },
  { id: 'b', label: 'Note “Sink goes here, 60 cm from the wall”', change: 'changed' },
  { id: 'c', label: 'Arrow', change: 'deleted' },
];
const REFUSAL = { state: 'kept', about: 'edits', reason: { code: 'gate/role' }, edits: EDITS } as const;
const FULL = { code: 'link/full', detail: 'session is full (8 of 8)' } as const;
/** The relay does not let this person in. */
const out = (
  reason: AppError,
  waiting: number,
  more: Partial<Exclude<RefusalState, { state: 'none' }>> = {},
): Setup => ({
  role: 'editor',
  link: { state: 'refused', error: reason, waiting },
  refusal: { state: 'kept', about: 'session', reason, edits: [], ...more },
});

export const SERVICE_FIXTURES = {
  share: shown({ peers: 1 }),
  'share-ready': shown({ newShare: { state: 'ready', value: NEW_SHARE, at: deviceTime(Date.now()) } }),
  'share-clock-set': shown({
    newShare: {
      state: 'ready',
      value: { ...NEW_SHARE, expires: deviceTime(Date.now() - 26 * 60 * MINUTE) },
      at: deviceTime(Date.now()),
    },
  }),
  'share-failed': shown({ newShare: { state: 'failed', error: { code: 'api/too-fast' } } }),
  'share-offline': shown(OFFLINE),
  'share-guest': shown(GUEST),
  people: shown({ peers: 2, standing: ASKING }),
  'people-offline': shown(OFFLINE),
  'people-silent': shown(SILENT),
  'people-guest': shown(GUEST),
  activity: shown({ peers: 2 }),
  'activity-empty': shown({ relay: 'empty' }),
  'activity-silent': shown(SILENT),
  pictures: shown({ peers: 2 }),
  'pictures-empty': shown({ relay: 'empty' }),
  'pictures-offline': shown(OFFLINE),
  statistics: shown({ peers: 2 }),
  'statistics-empty': shown({ relay: 'empty' }),
  'statistics-offline': shown(OFFLINE),
  'statistics-one': shown({ statistics: ODD_TIMES.one }),
  'statistics-same': shown({ statistics: ODD_TIMES.same }),
  'statistics-far': shown({ statistics: ODD_TIMES.far }),
  'statistics-zero': shown({ statistics: ODD_TIMES.zero }),
  'statistics-none': shown({ statistics: ODD_TIMES.none }),
  settings: shown({ peers: 2 }),
  'settings-offline': shown(OFFLINE),
  'settings-guest': shown(GUEST),
  align: model => {
    calm(model);
    model.space.value = {
      state: 'aligned',
      frame: TABLE.id,
      quality: { by: 'touch', rms: 0.006, at: deviceTime(Date.now() - 20 * MINUTE) },
      kept: 'anchor',
      problem: undefined,
    };
    model.places.value = [
      {
        of: { session: id(1), frame: TABLE.id },
        label: 'Kitchen rebuild, Kitchen table',
        by: 'touch',
        rms: 0.006,
        points: undefined,
        at: deviceTime(Date.now() - 20 * MINUTE),
        used: deviceTime(Date.now() - 20 * MINUTE),
        alignment: { yaw: 0, translation: [0, 0, 0] },
        anchor: { handle: 'an-anchor', at: { yaw: 0, translation: [0, 0, 0] } },
      },
    ];
    open(model, { peers: 1, frames: [TABLE] });
  },
  'align-outside': model => {
    calm(model);
    model.space.value = { state: 'off' };
    open(model, { peers: 1, frames: [TABLE] });
  },
  'align-empty': shown({ role: 'viewer' }),
  'session-request': shown({ peers: 2, standing: ASKING }),
  'session-request-place': shown({ peers: 2, standing: ASKING_FOR_PLACE }),
  'session-editing-off': shown({
    role: 'editor',
    permission: 'editing-off',
    peers: 1,
    standing: { ...STANDING, settings: { max_participants: 10, allow_editing: false } },
  }),
  'session-locked-by-other': shown({
    role: 'editor',
    peers: 2,
    selected: {
      ...note,
      locked: true,
      lockedBy: 'user-of-peer-number-0' as UserId,
      created: {
        user: 'user-of-peer-number-0' as UserId,
        at: claimed(Date.now() - 26 * 60 * MINUTE),
        certain: false,
      },
      changed: 'several',
    },
  }),
  'session-refused-edits': shown({ role: 'viewer', peers: 1, refusal: REFUSAL }),
  refused: shown({ role: 'editor', peers: 1, refusal: REFUSAL }),
  'refused-asked': shown({ role: 'viewer', peers: 1, refusal: { ...REFUSAL, state: 'asked' } }),
  'refused-working': shown({ role: 'viewer', peers: 1, refusal: { ...REFUSAL, state: 'working' } }),
  'refused-deleted': shown(out({ code: 'link/gone' }, 3, { edits: EDITS })),
  'refused-restored': shown({
    role: 'editor',
    refusal: { ...REFUSAL, reason: { code: 'link/epoch' } },
  }),
  'refused-removed': shown(out({ code: 'link/forbidden' }, 0)),
  'refused-full': shown(out(FULL, 3, { edits: EDITS })),
  'refused-full-asked': shown(out(FULL, 1, { state: 'asked', edits: EDITS.slice(0, 1) })),
  'refused-full-nothing': shown(out(FULL, 0)),
  'refused-archived': shown(out({ code: 'link/archived' }, 3, { edits: EDITS })),
  'refused-archived-host': shown({ ...out({ code: 'link/archived' }, 2), role: 'host' }),
} as const satisfies Record<string, (model: Model) => void>;

/** What a person presses to get to the dialog that a state is about: the words of the button. */
export const OPENED_BY: Partial<Record<string, string>> = {
  share: 'Share',
  'share-ready': 'Share',
  'share-clock-set': 'Share',
  'share-over': 'Share',
  'share-failed': 'Share',
  'share-offline': 'Share',
  'share-guest': 'Share',
  people: 'People',
  'people-offline': 'People',
  'people-silent': 'People',
  'people-guest': 'People',
  activity: 'Activity',
  'activity-empty': 'Activity',
  'activity-silent': 'Activity',
  pictures: 'Pictures',
  'pictures-empty': 'Pictures',
  'pictures-offline': 'Pictures',
  statistics: 'Statistics',
  'statistics-empty': 'Statistics',
  'statistics-offline': 'Statistics',
  'statistics-one': 'Statistics',
  'statistics-same': 'Statistics',
  'statistics-far': 'Statistics',
  'statistics-zero': 'Statistics',
  'statistics-none': 'Statistics',
  settings: 'Settings',
  'settings-offline': 'Settings',
  'settings-guest': 'Settings',
  align: 'Align',
  'align-outside': 'Align',
  'align-empty': 'Align',
  refused: 'See what and why',
  'refused-asked': 'See what and why',
  'refused-working': 'See what and why',
  'refused-deleted': 'See what and why',
  'refused-restored': 'See what and why',
  'refused-removed': 'See what and why',
  'refused-full': 'See what and why',
  'refused-full-asked': 'See what and why',
  'refused-full-nothing': 'See what and why',
  'refused-archived': 'See what and why',
  'refused-archived-host': 'See what and why',
};
