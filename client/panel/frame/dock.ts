import { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import { type CommandId, describeCommand, describeSpace, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { commandButton } from '../widgets/command-button.ts';
import { ICONS } from '../widgets/icons.ts';
import { TONES } from '../widgets/tones.ts';
import { button, GAP, LOOK, TEXT } from '../widgets/widgets.ts';

export const DOCK_RADIUS = 24;
const PADDING = 6;
const WIDTH = 94;
const HEIGHT = 62;
/** With it the dock is as wide as the menu. */
const ROOM_WIDTH = 235;

/**
 * Returns the controls that stay at hand while the menu is put away: the menu itself, undo and redo, a
 * picture, how well the session is aligned; and with the menu, the way out.
 */
export function createDock(context: PanelContext, pixelSize: number): Container {
  const { isOpen } = context;
  const dock = new Container({
    pixelSize,
    anchorX: 'center',
    anchorY: 'top',
    flexDirection: 'row',
    gap: GAP,
    padding: PADDING,
    borderRadius: DOCK_RADIUS,
    borderWidth: 1.5,
    borderColor: LOOK.line,
    backgroundColor: LOOK.surface,
    pointerEvents: 'auto',
  });
  const tile = { shape: 'tile', width: WIDTH, height: HEIGHT } as const;
  const command = (id: CommandId, isShown?: ReadonlySignal<boolean>): Container =>
    commandButton(id, context, { ...tile, ...(isShown ? { isShown } : {}) });
  dock.add(
    button({
      ...tile,
      label: computed(() => (isOpen.value ? texts.commands.HIDE_MENU : texts.commands.MENU)),
      icon: computed(() => (isOpen.value ? ICONS.hide : ICONS.show)),
      onPress: () => {
        isOpen.value = !isOpen.value;
      },
    }),
    command('undo'),
    command('redo'),
    command('take-picture'),
    alignment(context),
    command('leave-xr', isOpen),
  );
  return dock;
}

/** How the session is aligned, at a glance, and a press to do it again. */
function alignment(context: PanelContext): Container {
  const { model, now } = context;
  const words = computed(() => describeSpace(model.space.value, now.value));
  const face = commandButton('align-again', context, {
    isPlain: true,
    shape: 'tile',
    width: ROOM_WIDTH,
    height: HEIGHT,
    isShown: computed(() => describeCommand('align-again', context).isOffered),
  });
  face.add(
    textSprite({
      text: computed(() => words.value.brief),
      size: TEXT,
      weight: 500,
      color: computed(() => TONES[words.value.tone]),
      maxWidth: ROOM_WIDTH - 8,
    }),
  );
  return face;
}
