import { PALETTE_KINDS, type PaletteKind } from '../../shared/kinds/index.ts';
import type { CommandId } from '../view/index.ts';

/** Where the panel draws commands. */
export type PanelPlace =
  | 'dock'
  | 'rail'
  | 'tools'
  | 'snaps'
  | 'selection'
  | 'size'
  | 'several'
  | 'arrange'
  | 'hidden'
  | 'align'
  | 'people';

// Each model has a button of its own, on a page of theirs.
const PLACING = Object.fromEntries<PanelPlace | 'not here'>(
  PALETTE_KINDS.map(kind => [`place-${kind}`, kind === 'model' ? 'not here' : 'tools']),
) as Record<`place-${PaletteKind}`, PanelPlace | 'not here'>;

/** Every command, and where the panel has it. Each place shows its commands in this order. */
export const PANEL_PLACES: Readonly<Record<CommandId, PanelPlace | 'not here'>> = {
  undo: 'dock',
  redo: 'dock',
  'take-picture': 'dock',
  'align-again': 'dock',
  'leave-xr': 'dock',
  'open-place': 'rail',
  'open-models': 'rail',
  'open-selection': 'rail',
  'open-session': 'rail',
  'open-people': 'rail',
  'open-pictures': 'rail',
  'open-activity': 'rail',
  'open-sessions': 'rail',
  'open-align': 'rail',
  'open-settings': 'rail',
  select: 'tools',
  draw: 'tools',
  measure: 'tools',
  'ping-tool': 'tools',
  ...PLACING,
  'snap-surface': 'snaps',
  'snap-upright': 'snaps',
  'snap-grid': 'snaps',
  'snap-faces': 'snaps',
  duplicate: 'selection',
  lock: 'selection',
  unlock: 'selection',
  hide: 'selection',
  delete: 'selection',
  'clear-selection': 'selection',
  smaller: 'size',
  larger: 'size',
  'select-several': 'several',
  'finish-selecting': 'several',
  'select-all': 'several',
  'align-left': 'arrange',
  'align-right': 'arrange',
  'align-tops': 'arrange',
  'align-bottoms': 'arrange',
  'align-fronts': 'arrange',
  'align-across': 'arrange',
  'align-depth': 'arrange',
  'space-across': 'arrange',
  'space-depth': 'arrange',
  'space-upwards': 'arrange',
  group: 'arrange',
  ungroup: 'arrange',
  'show-hidden': 'hidden',
  'align-by-touch': 'align',
  'align-by-hand': 'align',
  'define-points': 'align',
  'use-last-place': 'align',
  'take-touch-back': 'align',
  'finish-aligning': 'align',
  'cancel-aligning': 'align',
  'call-others': 'people',
  // A tool does it where one points.
  ping: 'not here',
  'add-in-front': 'not here',
  'let-go': 'not here',
  // Hands do it.
  move: 'not here',
  rotate: 'not here',
  scale: 'not here',
  'stop-following': 'not here',
  'frame-all': 'not here',
  // A headset has nowhere to put files.
  'save-file': 'not here',
  'save-glb': 'not here',
  'save-usdz': 'not here',
  'quick-look': 'not here',
  'enter-xr': 'not here',
  'close-session': 'not here',
  share: 'not here',
  'open-statistics': 'not here',
  'open-shortcuts': 'not here',
};

const IDS = Object.keys(PANEL_PLACES) as readonly CommandId[];

export const panelCommandsAt = (place: PanelPlace): readonly CommandId[] =>
  IDS.filter(id => PANEL_PLACES[id] === place);
