import { PALETTE_KINDS, type PaletteKind } from '../../shared/kinds/index.ts';
import type { CommandId } from '../view/index.ts';

/** Where the screens draw commands, beside the list of shortcuts. */
export type ScreenPlace =
  | 'palette'
  | 'handles'
  | 'snaps'
  | 'toolbar'
  | 'selection'
  | 'arrange'
  | 'several'
  | 'top'
  | 'people'
  | 'following'
  | 'pages'
  | 'more'
  | 'overlay'
  | 'align'
  | 'keyboard';

const PLACING = Object.fromEntries<readonly ScreenPlace[]>(
  PALETTE_KINDS.map(kind => [`place-${kind}`, ['palette']]),
) as Record<`place-${PaletteKind}`, readonly ScreenPlace[]>;

/** Every command, and where the screens have it. Each place shows its commands in this order. */
export const SCREEN_PLACES: Readonly<Record<CommandId, readonly ScreenPlace[] | 'not here'>> = {
  select: ['palette'],
  'select-several': ['palette'],
  draw: ['palette'],
  measure: ['palette'],
  'ping-tool': ['palette'],
  ...PLACING,
  'let-go': ['keyboard'],
  ping: ['keyboard'],
  move: ['handles'],
  rotate: ['handles'],
  scale: ['handles'],
  'snap-surface': ['snaps'],
  'snap-upright': ['snaps'],
  'snap-grid': ['snaps'],
  'snap-faces': ['snaps'],
  undo: ['toolbar', 'overlay'],
  redo: ['toolbar'],
  'add-in-front': ['toolbar'],
  'take-picture': ['toolbar', 'overlay'],
  'select-all': ['several'],
  'finish-selecting': ['several'],
  'clear-selection': ['selection'],
  duplicate: ['selection'],
  lock: ['selection'],
  unlock: ['selection'],
  hide: ['selection'],
  delete: ['selection', 'overlay'],
  'align-left': ['arrange'],
  'align-right': ['arrange'],
  'align-tops': ['arrange'],
  'align-bottoms': ['arrange'],
  'align-fronts': ['arrange'],
  'align-across': ['arrange'],
  'align-depth': ['arrange'],
  'space-across': ['arrange'],
  'space-depth': ['arrange'],
  'space-upwards': ['arrange'],
  group: ['arrange'],
  ungroup: ['arrange'],
  'close-session': ['top'],
  share: ['top'],
  'enter-xr': ['top'],
  'leave-xr': ['overlay'],
  'call-others': ['people'],
  'stop-following': ['following'],
  'align-by-hand': ['align'],
  'use-last-place': ['align'],
  'define-points': ['align'],
  'take-touch-back': ['align'],
  'finish-aligning': ['align'],
  'cancel-aligning': ['align'],
  'open-people': ['pages'],
  'open-activity': ['pages'],
  'open-pictures': ['pages'],
  'open-statistics': ['pages'],
  'open-align': ['pages'],
  'open-settings': ['pages'],
  'frame-all': ['toolbar', 'more'],
  'show-hidden': ['more'],
  'save-file': ['more'],
  'save-glb': ['more'],
  'save-usdz': ['more'],
  'quick-look': ['more'],
  'open-shortcuts': ['keyboard'],
  // A page has it with all that belongs to it.
  'align-again': 'not here',
  // Each set of points has its own button.
  'align-by-touch': 'not here',
  // The handles do it.
  larger: 'not here',
  smaller: 'not here',
  'open-place': 'not here',
  'open-models': 'not here',
  'open-selection': 'not here',
  'open-session': 'not here',
  'open-sessions': 'not here',
};

const IDS = Object.keys(SCREEN_PLACES) as readonly CommandId[];

export const screenCommandsAt = (place: ScreenPlace): readonly CommandId[] =>
  IDS.filter(id => SCREEN_PLACES[id] !== 'not here' && SCREEN_PLACES[id].includes(place));
