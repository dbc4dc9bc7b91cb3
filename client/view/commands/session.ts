import type { XrState } from '../../model/index.ts';
import { takePicture } from '../gallery.ts';
import { texts } from '../text/index.ts';
import { type Command, type CommandContext, type Destination, noSession, readOnly } from './command.ts';

const history = (what: 'undo' | 'redo', shortcut: readonly string[]): Command => ({
  icon: what,
  group: 'undo',
  shortcut,
  blocked: context => {
    const can = context.open.value?.history.value;
    const isThere = what === 'undo' ? can?.canUndo : can?.canRedo;
    const { NOTHING_TO_UNDO, NOTHING_TO_REDO } = texts.commands;
    return readOnly(context) ?? (isThere ? undefined : what === 'undo' ? NOTHING_TO_UNDO : NOTHING_TO_REDO);
  },
  run: ({ actions }) => actions[what](),
});

const saveScene = (as: 'glb' | 'usdz' | 'quick-look'): Command => ({
  icon: as === 'quick-look' ? 'scan' : 'model',
  group: 'view',
  blocked: noSession,
  run: ({ actions }) => void actions.saveScene(as),
});

const worldOf = (xr: XrState): 'AR' | 'VR' => ('mode' in xr && xr.mode === 'immersive-vr' ? 'VR' : 'AR');

/** Whether the session stands where somebody put it, and not only where AR began. */
const isFound = ({ model }: CommandContext): boolean => {
  const space = model.space.value;
  return space.state === 'aligned' && space.quality.by !== 'start';
};

/** Undo and redo, views and files of the session, and the ways in and out. */
export const SESSION = {
  undo: history('undo', ['Ctrl+z']),
  redo: history('redo', ['Ctrl+Shift+z', 'Ctrl+y']),
  'frame-all': {
    icon: 'frame',
    group: 'view',
    shortcut: ['f'],
    blocked: noSession,
    run: ({ actions }) => actions.frameAll(),
  },
  'take-picture': {
    icon: 'camera',
    group: 'view',
    shortcut: ['p'],
    blocked: noSession,
    run: ({ open, toast }) => {
      const session = open.peek();
      if (session) void takePicture(session, toast);
    },
  },
  'save-file': {
    icon: 'download',
    group: 'view',
    shortcut: ['Ctrl+s'],
    blocked: noSession,
    run: ({ actions }) => actions.exportSession(),
  },
  'save-glb': saveScene('glb'),
  'save-usdz': saveScene('usdz'),
  'quick-look': { ...saveScene('quick-look'), isOffered: ({ hasQuickLook }: CommandContext) => hasQuickLook },
  'enter-xr': {
    icon: 'headset',
    group: 'view',
    words: ({ model }) => texts.device.xrWords(model.xr.value),
    isOffered: ({ model }) => model.xr.value.state !== 'none',
    blocked: ({ model }) => texts.device.xrWords(model.xr.value).reason,
    run: ({ actions }) => void actions.enterXr(),
  },
  'align-again': {
    icon: 'room',
    group: 'view',
    words: context => (isFound(context) ? texts.commands.ALIGN_AGAIN : texts.commands.ALIGN_NOW),
    isOffered: ({ model }) => model.space.value.state !== 'off',
    blocked: ({ model }) => (model.guide.value.step === 'off' ? undefined : texts.commands.ALIGNING),
    run: ({ actions }) => actions.alignAgain(),
  },
  'leave-xr': {
    icon: 'leave',
    group: 'view',
    words: ({ model }) => ({ label: texts.commands.leave(worldOf(model.xr.value)) }),
    run: ({ actions }) => void actions.leaveXr(),
  },
  'call-others': {
    icon: 'bring',
    group: 'view',
    blocked: context =>
      noSession(context) ??
      (context.open.value?.peers.value.length === 0 ? texts.commands.NOBODY_HERE : undefined),
    run: ({ actions }) => actions.callOthers(),
  },
  'stop-following': {
    icon: 'close',
    group: 'view',
    isOffered: ({ model }) => model.following.value !== undefined,
    run: ({ actions }) => actions.stopFollowing(),
  },
  'close-session': {
    icon: 'back',
    group: 'pages',
    run: ({ actions }) => void actions.closeSession(),
  },
} satisfies Record<string, Command>;

const opens = (to: Destination, icon: Command['icon']): Command => ({
  icon,
  group: 'pages',
  run: ({ go }) => go(to),
});

/** Pages and dialogs; a surface has the half of them. */
export const PAGES = {
  share: opens('share', 'share'),
  'open-place': opens('place', 'pin'),
  'open-models': opens('models', 'models'),
  'open-selection': opens('selection', 'select'),
  'open-session': opens('session', 'screen'),
  'open-people': opens('people', 'people'),
  'open-pictures': opens('pictures', 'pictures'),
  'open-activity': opens('activity', 'activity'),
  'open-statistics': opens('statistics', 'chart'),
  'open-sessions': opens('sessions', 'all'),
  'open-align': opens('align', 'room'),
  'open-settings': opens('settings', 'settings'),
  'open-shortcuts': { ...opens('shortcuts', 'keyboard'), group: 'view', shortcut: ['?'] },
} satisfies Record<string, Command>;
