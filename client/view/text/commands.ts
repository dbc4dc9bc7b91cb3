import { KINDS, PALETTE_KINDS, type PaletteKind } from '../../../shared/kinds/index.ts';
import { count } from './numbers.ts';
import { TITLES } from './pages.ts';

/** The words of one command. */
export interface CommandWords {
  readonly label: string;
  /** Where there is little room; the label where it is left out. */
  readonly short?: string;
  /** The command's effect, in more words than its label. */
  readonly hint?: string;
}

type PlacingWords = Record<`place-${PaletteKind}`, CommandWords>;
const PLACING = Object.fromEntries(
  PALETTE_KINDS.map(kind => [`place-${kind}`, { label: KINDS[kind].title }]),
) as PlacingWords;

const words = <T extends Record<string, CommandWords>>(all: T): Record<keyof T, CommandWords> => all;

/** By the command's id. */
export const NAMES = words({
  select: { label: 'Select', hint: 'Select (V)' },
  'let-go': { label: 'Select' },
  'select-several': { label: 'Select several', hint: 'Select several, one by one (Shift does it too)' },
  'finish-selecting': { label: 'Done' },
  draw: { label: 'Draw', hint: 'Draw a line in the air' },
  measure: { label: 'Measure', hint: 'Measure from point to point' },
  'ping-tool': { label: 'Ping', hint: 'Show everybody where to look (L does it at once)' },
  ...PLACING,
  ping: { label: 'Show everybody where to look' },
  'add-in-front': { label: 'Add in front', hint: 'Add in front of you' },

  'snap-surface': {
    label: 'Surface',
    hint: 'Stands or lies along what it is put on; off, it stays upright',
  },
  'snap-upright': {
    label: 'Upright',
    hint: 'What you carry does not tilt; flat things are still put down flat',
  },
  'snap-grid': { label: 'Grid', hint: 'Steps of 5 cm and 15°' },
  'snap-faces': { label: 'Faces', hint: 'Level with its neighbours, or against them' },

  move: { label: 'Move' },
  rotate: { label: 'Rotate' },
  scale: { label: 'Scale' },
  'select-all': { label: 'Select all' },
  'clear-selection': { label: 'Clear the selection', short: 'Clear', hint: 'Clear the selection (Esc)' },
  duplicate: { label: 'Duplicate' },
  lock: { label: 'Lock' },
  unlock: { label: 'Unlock' },
  hide: { label: 'Hide', hint: 'Hide (undo brings it back)' },
  'show-hidden': { label: 'Show what is hidden' },
  smaller: { label: 'Smaller' },
  larger: { label: 'Larger' },
  delete: { label: 'Delete' },

  'align-left': { label: 'Align left' },
  'align-right': { label: 'Align right' },
  'align-tops': { label: 'Align tops' },
  'align-bottoms': { label: 'Align bottoms' },
  'align-fronts': { label: 'Align fronts' },
  'align-across': { label: 'Align middles, across' },
  'align-depth': { label: 'Align middles, in depth' },
  'space-across': { label: 'Space evenly, across' },
  'space-depth': { label: 'Space evenly, in depth' },
  'space-upwards': { label: 'Space evenly, upwards' },
  group: { label: 'Group', hint: 'Moving the one selected first moves them all' },
  ungroup: { label: 'Ungroup' },

  undo: { label: 'Undo' },
  redo: { label: 'Redo' },
  'take-picture': { label: 'Take a picture', short: 'Picture' },
  'frame-all': { label: 'Show everything' },
  'save-file': { label: 'Save as a file' },
  'save-glb': { label: 'Save as GLB', hint: '3D programs' },
  'save-usdz': { label: 'Save as USDZ', hint: 'iPhone, iPad, Vision Pro' },
  'quick-look': { label: 'View in AR' },
  'enter-xr': { label: 'Enter AR', short: 'AR' },
  'leave-xr': { label: 'Leave AR' },
  'call-others': {
    label: 'Bring everybody to me',
    hint: 'They are asked whether they want to see what you see',
  },
  'stop-following': { label: 'Stop' },
  'close-session': { label: 'Back to the sessions' },

  'align-again': { label: 'Align again' },
  'align-by-touch': { label: 'Touch points' },
  'align-by-hand': { label: 'By hand' },
  'define-points': { label: 'New points' },
  'use-last-place': { label: 'Use last place' },
  'take-touch-back': { label: 'Take back' },
  'finish-aligning': { label: 'Done' },
  'cancel-aligning': { label: 'Cancel' },

  share: { label: 'Share' },
  'open-place': { label: TITLES.place },
  'open-models': { label: TITLES.models },
  'open-selection': { label: TITLES.selection },
  'open-session': { label: TITLES.session },
  'open-people': { label: TITLES.people },
  'open-pictures': { label: TITLES.pictures },
  'open-activity': { label: TITLES.activity },
  'open-statistics': { label: TITLES.statistics },
  'open-sessions': { label: TITLES.sessions },
  'open-align': { label: TITLES.align },
  'open-settings': { label: TITLES.settings },
  'open-shortcuts': { label: 'Keyboard shortcuts' },
});

/** Headings of the list of shortcuts. */
export const GROUPS = {
  tools: 'Tools',
  selection: 'Selection',
  undo: 'Undo and redo',
  view: 'View and file',
};

export const showHidden = (n: number): string => `Show ${count(n, 'hidden object')}`;
export const leave = (world: 'AR' | 'VR'): string => `Leave ${world}`;

// Why a command cannot be run; after the command's label and a colon.
export const NO_SESSION = 'open a session first.';
export const NOTHING_SELECTED = 'select something first.';
export const NOTHING_TO_UNDO = 'nothing to undo.';
export const NOTHING_TO_REDO = 'nothing to redo.';
export const NO_MODELS = 'No models came with this app';
export const NOBODY_HERE = 'nobody else is here.';
export const tooFew = (least: number): string => `select at least ${least}.`;

/** Names of keys as keyboards have them; a key that is not here is called what it types. */
export const KEYS: Record<string, string> = { Escape: 'Esc', Delete: 'Delete', Backspace: 'Backspace' };
/** Between two keys that do the same. */
export const OR = ' or ';

export const ALIGN_AGAIN: CommandWords = { label: 'Align again' };
export const ALIGN_NOW: CommandWords = { label: 'Align now' };
export const ALIGNING = 'it is being aligned.';

// Groups of buttons.
export const TOOLS = 'Tools';
export const HANDLES = 'Handles';
export const EDIT = 'Edit';
export const SNAPPING = 'Snapping';
export const ARRANGE = 'Arrange';
export const MORE = 'More';
export const MENU = 'Menu';
export const HIDE_MENU = 'Hide';
export const COLOUR = 'Colour';
export const NEXT_COLOUR = 'Colour of the next object';
export const PLACING_KEEPS_TO = 'Placing keeps to';

// Files.
export const BRING_FILE = 'Bring a model or picture…';
export const BRING_ACCEPTS = 'Model, picture or session file';
export const DROP_HERE = 'Drop a GLB model, a picture or a session file';

// Over a phone's camera picture.
export const TRACKING_LOST = 'Tracking is lost. Look around slowly; your edits are safe.';
export const ALIGN_ROOM = 'Align to the room';

// The session's name.
export const SESSION_NAME = 'Session name';
export const RENAME_SESSION = 'Rename this session';

// Pages of a list.
export const BACK = 'Back';
export const NEXT = 'More';
export const pageOf = (page: number, pages: number, hasMore: boolean): string =>
  `${page} of ${pages}${hasMore ? ' or more' : ''}`;
