import { BUNDLED_MODELS, KINDS, PALETTE_KINDS } from '../../shared/kinds/index.ts';
import type { OpenSession, ToolChoice } from '../model/index.ts';
import { readOnlyReason, takePicture } from '../view/index.ts';
import type { App, PlaceChoice } from './app-context.ts';

export type ShortcutGroup = 'Tools' | 'Selection' | 'History' | 'View and file';

/** What a key press is matched by. Ctrl and the Mac's Command count as the same. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export interface Shortcut {
  readonly label: string;
  readonly group: ShortcutGroup;
  /** As the list shows them: alternatives. */
  readonly shown: readonly string[];
  /** `Ctrl+`, `Shift+` and a `KeyboardEvent.key`, lower case for letters. */
  readonly keys: readonly string[];
  /** Whether it writes to the document, which a viewer may not. */
  readonly writes: boolean;
  readonly run: (app: App, open: OpenSession) => void;
}

const kindChoice = (kind: string): PlaceChoice | undefined => {
  if (kind !== 'model') return { tool: 'place', kind };
  const first = BUNDLED_MODELS[0];
  return first && { tool: 'place', kind, asset: first.asset };
};

const placed = (choice: ToolChoice, last: PlaceChoice): PlaceChoice =>
  choice.tool === 'place' ? choice : last;

const KIND_SHORTCUTS: readonly Shortcut[] = PALETTE_KINDS.map((kind, index) => {
  const digit = String((index + 1) % 10);
  return {
    label: KINDS[kind].title,
    group: 'Tools',
    shown: [digit],
    keys: [digit],
    writes: true,
    run: ({ actions }) => {
      const choice = kindChoice(kind);
      if (choice) actions.choose(choice);
    },
  };
});

/** Every shortcut of the session screen: this table runs them and the list shows it. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    label: 'Select',
    group: 'Tools',
    shown: ['V', 'Esc'],
    keys: ['v', 'Escape'],
    writes: false,
    run: ({ model, actions }) => {
      if (model.following.value) actions.stopFollowing();
      else if (model.several.value) actions.selectSeveral(false);
      // A second Esc lets go of the selection too.
      else if (model.choice.value.tool === 'select') actions.select(new Set());
      else actions.choose({ tool: 'select' });
    },
  },
  ...KIND_SHORTCUTS,
  {
    label: 'Draw',
    group: 'Tools',
    shown: ['D'],
    keys: ['d'],
    writes: true,
    run: ({ actions }) => actions.choose({ tool: 'draw' }),
  },
  {
    label: 'Measure',
    group: 'Tools',
    shown: ['M'],
    keys: ['m'],
    writes: false,
    run: ({ actions }) => actions.choose({ tool: 'measure' }),
  },
  {
    label: 'Show everybody where to look',
    group: 'Tools',
    shown: ['L'],
    keys: ['l'],
    writes: false,
    run: ({ actions }) => actions.ping(),
  },
  {
    label: 'Add in front',
    group: 'Tools',
    shown: ['A'],
    keys: ['a'],
    writes: true,
    run: ({ model, actions, screen }) =>
      actions.placeInFront(placed(model.choice.value, screen.lastPlaced.value)),
  },
  {
    label: 'Move',
    group: 'Selection',
    shown: ['W'],
    keys: ['w'],
    writes: true,
    run: ({ actions }) => actions.setGizmo('move'),
  },
  {
    label: 'Rotate',
    group: 'Selection',
    shown: ['E'],
    keys: ['e'],
    writes: true,
    run: ({ actions }) => actions.setGizmo('rotate'),
  },
  {
    label: 'Scale',
    group: 'Selection',
    shown: ['R'],
    keys: ['r'],
    writes: true,
    run: ({ actions }) => actions.setGizmo('scale'),
  },
  {
    label: 'Select everything',
    group: 'Selection',
    shown: ['Ctrl A'],
    keys: ['Ctrl+a'],
    writes: false,
    run: ({ actions }) => actions.selectAll(),
  },
  {
    label: 'Duplicate',
    group: 'Selection',
    shown: ['Ctrl D'],
    keys: ['Ctrl+d'],
    writes: true,
    run: ({ actions }, open) => {
      if (open.selection.value.size > 0) actions.duplicateSelection();
    },
  },
  {
    label: 'Delete',
    group: 'Selection',
    shown: ['Delete', 'Backspace'],
    keys: ['Delete', 'Backspace'],
    writes: true,
    run: ({ actions }, open) => {
      if (open.selection.value.size > 0) actions.deleteSelection();
    },
  },
  {
    label: 'Undo',
    group: 'History',
    shown: ['Ctrl Z'],
    keys: ['Ctrl+z'],
    writes: true,
    run: ({ actions }) => actions.undo(),
  },
  {
    label: 'Redo',
    group: 'History',
    shown: ['Ctrl Shift Z', 'Ctrl Y'],
    keys: ['Ctrl+Shift+z', 'Ctrl+y'],
    writes: true,
    run: ({ actions }) => actions.redo(),
  },
  {
    label: 'Show everything',
    group: 'View and file',
    shown: ['F'],
    keys: ['f'],
    writes: false,
    run: ({ actions }) => actions.frameAll(),
  },
  {
    label: 'Take a picture',
    group: 'View and file',
    shown: ['P'],
    keys: ['p'],
    writes: false,
    run: ({ screen }, open) => void takePicture(open, screen.telling),
  },
  {
    label: 'Save as a file',
    group: 'View and file',
    shown: ['Ctrl S'],
    keys: ['Ctrl+s'],
    writes: false,
    run: ({ actions }) => actions.exportSession(),
  },
  {
    label: 'This list',
    group: 'View and file',
    shown: ['?'],
    keys: ['?'],
    writes: false,
    run: ({ screen }) => {
      screen.dialog.value = 'shortcuts';
    },
  },
];

const nameOf = ({ key, ctrlKey, metaKey, shiftKey }: KeyPress): string => {
  const letter = key.length === 1 ? key.toLowerCase() : key;
  // Shift is part of how a sign such as "?" is typed; it only counts as a modifier with letters.
  const shift = shiftKey && /^[a-z]$/.test(letter) ? 'Shift+' : '';
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shift}${letter}`;
};

export function shortcutFor(press: KeyPress): Shortcut | undefined {
  if (press.altKey) return undefined;
  const name = nameOf(press);
  return SHORTCUTS.find(({ keys }) => keys.includes(name));
}

const TYPING = 'input:not([type=color]), textarea, select, [contenteditable]';

/**
 * Listens until the answer is called. Keys that are typed into a field, or meant for a dialog or an open
 * panel, are left alone.
 */
export function listenForShortcuts(app: App): () => void {
  const pressed = (event: KeyboardEvent): void => {
    const session = app.model.session.value;
    if (session.state !== 'open' || event.defaultPrevented || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (document.querySelector('dialog[open], :popover-open')) return;
    const shortcut = shortcutFor(event);
    if (!shortcut) return;
    // Also for a viewer: the browser's own Ctrl+D or Ctrl+S would surprise here.
    event.preventDefault();
    if (!shortcut.writes || readOnlyReason(session.open) === undefined) shortcut.run(app, session.open);
  };
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}
