import type { Arrangement, GizmoMode } from '../../model/index.ts';
import { texts } from '../text/index.ts';
import {
  type Command,
  lockStays,
  noSession,
  nothingSelected,
  readOnly,
  selectedOf,
  selectionStays,
} from './command.ts';

/** One press on Larger; one on Smaller takes it back. */
const STEP = 1.1;

const handles = (mode: GizmoMode, key: string): Command => ({
  icon: mode,
  group: 'selection',
  shortcut: [key],
  isOn: ({ model }) => model.gizmo.value === mode,
  blocked: readOnly,
  run: ({ actions }) => actions.setGizmo(mode),
});

const resized = (icon: 'larger' | 'smaller', factor: number): Command => ({
  icon,
  group: 'selection',
  blocked: selectionStays,
  run: ({ actions }) => actions.resizeSelection(factor),
});

/** `least`: the fewest that it takes. */
const arranged = (how: Arrangement, least: number): Command => ({
  icon: 'align',
  group: 'selection',
  isOffered: context => (selectedOf(context)?.count ?? 0) >= least,
  blocked: context =>
    selectionStays(context) ??
    ((selectedOf(context)?.count ?? 0) < least ? texts.commands.tooFew(least) : undefined),
  run: ({ actions }) => actions.arrangeSelection(how),
});

/** Commands on the selection. */
export const SELECTION = {
  move: handles('move', 'w'),
  rotate: handles('rotate', 'e'),
  scale: handles('scale', 'r'),
  'select-all': {
    icon: 'all',
    group: 'selection',
    shortcut: ['Ctrl+a'],
    blocked: noSession,
    run: ({ actions }) => actions.selectAll(),
  },
  'clear-selection': {
    icon: 'close',
    group: 'selection',
    blocked: nothingSelected,
    run: ({ actions }) => actions.select(new Set()),
  },
  duplicate: {
    icon: 'duplicate',
    group: 'selection',
    shortcut: ['Ctrl+d'],
    blocked: context => readOnly(context) ?? nothingSelected(context),
    run: ({ actions }) => actions.duplicateSelection(),
  },
  lock: {
    icon: 'unlock',
    group: 'selection',
    blocked: lockStays,
    run: ({ actions, open }) => actions.editSelection({ locked: open.peek()?.user }),
  },
  unlock: {
    icon: 'lock',
    group: 'selection',
    blocked: lockStays,
    run: ({ actions }) => actions.editSelection({ locked: undefined }),
  },
  hide: {
    icon: 'hide',
    group: 'selection',
    blocked: selectionStays,
    run: ({ actions }) => actions.editSelection({ hidden: true }),
  },
  'show-hidden': {
    icon: 'show',
    group: 'selection',
    words: ({ open }) => ({ label: texts.commands.showHidden(open.value?.hiddenCount.value ?? 0) }),
    isOffered: ({ open }) => (open.value?.hiddenCount.value ?? 0) > 0,
    blocked: readOnly,
    run: ({ actions }) => actions.showHidden(),
  },
  smaller: resized('smaller', 1 / STEP),
  larger: resized('larger', STEP),
  delete: {
    icon: 'trash',
    group: 'selection',
    shortcut: ['Delete', 'Backspace'],
    blocked: selectionStays,
    run: ({ actions }) => actions.deleteSelection(),
  },
  'align-left': arranged({ arrange: 'align', axis: 'x', to: 'low' }, 2),
  'align-right': arranged({ arrange: 'align', axis: 'x', to: 'high' }, 2),
  'align-tops': arranged({ arrange: 'align', axis: 'y', to: 'high' }, 2),
  'align-bottoms': arranged({ arrange: 'align', axis: 'y', to: 'low' }, 2),
  'align-fronts': arranged({ arrange: 'align', axis: 'z', to: 'high' }, 2),
  'align-across': arranged({ arrange: 'align', axis: 'x', to: 'middle' }, 2),
  'align-depth': arranged({ arrange: 'align', axis: 'z', to: 'middle' }, 2),
  'space-across': arranged({ arrange: 'distribute', axis: 'x' }, 3),
  'space-depth': arranged({ arrange: 'distribute', axis: 'z' }, 3),
  'space-upwards': arranged({ arrange: 'distribute', axis: 'y' }, 3),
  group: arranged({ arrange: 'group' }, 2),
  ungroup: arranged({ arrange: 'ungroup' }, 1),
} satisfies Record<string, Command>;
