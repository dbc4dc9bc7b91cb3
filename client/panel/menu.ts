import { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { BUNDLED_MODELS, KINDS, PALETTE_KINDS } from '../../shared/kinds/index.ts';
import { mayWrite } from '../../shared/session/index.ts';
import {
  type Actions,
  type Model,
  type OpenSession,
  PEOPLE_COLORS,
  type ToolChoice,
} from '../model/index.ts';
import { ICONS, KIND_ICONS, MODEL_ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, LOOK, row, rule, swatch } from './parts.ts';
import { createRoomPage, needsRoomPage, TONES } from './room-page.ts';
import { writing } from './writing.ts';

/** Inside the padding; fourteen tiles in two rows, ten swatches in one. */
const WIDTH = 584;
const GAP = 8;
const BORDER = 1.5;
const PADDING = 24;
export const MENU_RADIUS = 28;

/** Everything on the panel, reading the model and acting through the same actions as the page. */
export function createMenu(model: Model, actions: Actions): Container {
  const open = computed(() => {
    const session = model.session.value;
    return session.state === 'open' ? session.open : undefined;
  });
  const menu = new Container({
    flexDirection: 'column',
    width: WIDTH + 2 * (PADDING + BORDER),
    padding: PADDING,
    gap: 16,
    borderRadius: MENU_RADIUS,
    borderWidth: BORDER,
    borderColor: LOOK.line,
    backgroundColor: LOOK.surface,
    pointerEvents: 'auto',
  });
  const isRoomOpen = signal(false);
  const isRoom = computed(() => needsRoomPage(model) || isRoomOpen.value);
  const tools = new Container({
    flexDirection: 'column',
    gap: 16,
    flexShrink: 0,
    display: computed(() => (isRoom.value ? 'none' : 'flex')),
  });
  tools.add(
    palette(model, actions, mayEdit(open)),
    colors(model, actions),
    rule(),
    edits(open, model, actions, () => {
      isRoomOpen.value = true;
    }),
  );
  const room = createRoomPage(model, actions, isRoomOpen, WIDTH);
  room.setProperties({ display: computed(() => (isRoom.value ? 'flex' : 'none')) });
  menu.add(header(open), rule(), tools, room);
  return menu;
}

const mayEdit = (open: Live<OpenSession | undefined>): Live<boolean> =>
  computed(() => {
    const role = open.value?.role.value;
    return role !== undefined && mayWrite(role, 'objects');
  });

function header(open: Live<OpenSession | undefined>): Container {
  const status = computed(() => open.value?.status.value);
  const tone = computed(() => TONES[status.value?.tone ?? 'busy']);
  const others = computed(() => {
    const n = open.value?.peers.value.length ?? 0;
    return n === 0 ? 'Only you here' : n === 1 ? '1 other here' : `${n} others here`;
  });
  const names = new Container({ flexDirection: 'column', gap: 3, flexGrow: 1, flexShrink: 1 });
  names.add(
    writing({
      text: computed(() => open.value?.name.value || 'No session'),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH / 2,
    }),
    writing({ text: others, size: 17, weight: 500, color: LOOK.muted, maxWidth: WIDTH / 2 }),
  );
  const pill = row(9);
  pill.setProperties({
    paddingX: 14,
    height: 40,
    borderRadius: 20,
    backgroundColor: LOOK.background,
  });
  pill.add(
    new Container({ width: 11, height: 11, borderRadius: 5.5, backgroundColor: tone }),
    writing({
      text: computed(() => status.value?.text ?? 'Closed'),
      size: 17,
      weight: 500,
      color: tone,
      maxWidth: WIDTH / 2 - 60,
    }),
  );
  const all = row(16);
  all.add(names, pill);
  return all;
}

function palette(model: Model, actions: Actions, isEditor: Live<boolean>): Container {
  const tile = (title: string, icon: string, choice: ToolChoice): Container =>
    button({
      icon,
      label: title,
      shape: 'tile',
      height: 78,
      isChosen: computed(() => isSame(model.choice.value, choice)),
      ...(choice.tool === 'place' ? { isEnabled: isEditor } : {}),
      onPress: () => actions.choose(choice),
    });
  const tiles = [
    tile('Select', ICONS.select, { tool: 'select' }),
    ...PALETTE_KINDS.filter(kind => kind !== 'model').map(kind =>
      tile(KINDS[kind].title, KIND_ICONS[kind], { tool: 'place', kind }),
    ),
    ...BUNDLED_MODELS.map(({ asset, title, path }) =>
      tile(noun(title), MODEL_ICONS[path] ?? KIND_ICONS.model, { tool: 'place', kind: 'model', asset }),
    ),
  ];
  const half = Math.ceil(tiles.length / 2);
  const rows = [tiles.slice(0, half), tiles.slice(half)].map(each => {
    const line = row(GAP);
    // An odd one out leaves a gap of its own size, so that the columns stay columns.
    const blank = Array.from(
      { length: half - each.length },
      () => new Container({ flexGrow: 1, flexBasis: 0 }),
    );
    line.add(...each, ...blank);
    return line;
  });
  const all = new Container({ flexDirection: 'column', gap: GAP, flexShrink: 0 });
  all.add(...rows);
  return all;
}

function colors(model: Model, actions: Actions): Container {
  const size = WIDTH / PEOPLE_COLORS.length;
  const all = row(0);
  all.add(
    ...PEOPLE_COLORS.map(color =>
      swatch(
        color,
        computed(() => model.color.value === color),
        () => actions.setColor(color),
        size,
      ),
    ),
  );
  return all;
}

function edits(
  open: Live<OpenSession | undefined>,
  model: Model,
  actions: Actions,
  openRoom: () => void,
): Container {
  const isEditor = mayEdit(open);
  const history = computed(() => open.value?.history.value);
  const hasSelection = computed(() => isEditor.value && (open.value?.selection.value.size ?? 0) > 0);
  const tile = (label: string, icon: string, isEnabled: Live<boolean>, onPress: () => void): Container =>
    button({ label, icon, isEnabled, onPress, shape: 'tile', height: 72 });
  const all = row(GAP);
  all.add(
    tile(
      'Undo',
      ICONS.undo,
      computed(() => history.value?.canUndo ?? false),
      () => actions.undo(),
    ),
    tile(
      'Redo',
      ICONS.redo,
      computed(() => history.value?.canRedo ?? false),
      () => actions.redo(),
    ),
    tile('Duplicate', ICONS.duplicate, hasSelection, () => actions.duplicateSelection()),
    tile('Delete', ICONS.delete, hasSelection, () => actions.deleteSelection()),
    tile(
      'Room',
      ICONS.room,
      computed(() => open.value !== undefined),
      openRoom,
    ),
    button({
      label: computed(() => {
        const xr = model.xr.value;
        return xr.state === 'presenting' && xr.mode === 'immersive-vr' ? 'Leave VR' : 'Leave AR';
      }),
      icon: ICONS.leave,
      shape: 'tile',
      height: 72,
      onPress: () => void actions.leaveXr(),
    }),
  );
  return all;
}

/** The last word is what it is; a tile has no room for how it looks. */
const noun = (title: string): string => {
  const word = title.split(' ').at(-1) ?? title;
  return word.charAt(0).toUpperCase() + word.slice(1);
};

const isSame = (a: ToolChoice, b: ToolChoice): boolean =>
  a.tool === 'place' && b.tool === 'place' ? a.kind === b.kind && a.asset === b.asset : a.tool === b.tool;
