import { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { describeSpace, takePicture } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { TONES } from '../widgets/tones.ts';
import { button, GAP, LOOK, TEXT } from '../widgets/widgets.ts';

export const DOCK_RADIUS = 24;
const PADDING = 6;
const WIDTH = 94;
const HEIGHT = 62;
/** With it the dock is as wide as the menu. */
const ROOM_WIDTH = 235;

/**
 * What is at hand also while the menu is put away: the menu itself, undo and redo, a picture, how well the
 * session is aligned; and with the menu, the way out.
 */
export function createDock(context: PanelContext, pixelSize: number): Container {
  const { model, actions, open, isOpen, telling } = context;
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
  const tile = (
    label: Live<string> | string,
    icon: Live<string> | string,
    onPress: () => void,
    options: { readonly isEnabled?: Live<boolean>; readonly isShown?: Live<boolean> } = {},
  ): Container => button({ label, icon, onPress, shape: 'tile', width: WIDTH, height: HEIGHT, ...options });
  const history = computed(() => open.value?.history.value);
  const picture = (): void => {
    const session = open.peek();
    if (session) void takePicture(session, telling);
  };
  dock.add(
    tile(
      computed(() => (isOpen.value ? 'Hide' : 'Menu')),
      computed(() => (isOpen.value ? ICONS.hide : ICONS.show)),
      () => {
        isOpen.value = !isOpen.value;
      },
    ),
    tile('Undo', ICONS.undo, () => actions.undo(), {
      isEnabled: computed(() => history.value?.canUndo ?? false),
    }),
    tile('Redo', ICONS.redo, () => actions.redo(), {
      isEnabled: computed(() => history.value?.canRedo ?? false),
    }),
    tile('Picture', ICONS.picture, picture, {
      isEnabled: computed(() => open.value !== undefined),
    }),
    alignment(context),
    tile(
      computed(() => {
        const xr = model.xr.value;
        return xr.state === 'presenting' && xr.mode === 'immersive-vr' ? 'Leave VR' : 'Leave AR';
      }),
      ICONS.leave,
      () => void actions.leaveXr(),
      { isShown: isOpen },
    ),
  );
  return dock;
}

/** How the session is aligned, at a glance, and a press to do it again. */
function alignment({ model, actions, now }: PanelContext): Container {
  const words = computed(() => describeSpace(model.space.value, now.value));
  const isFound = computed(() => {
    const { value: space } = model.space;
    return space.state === 'aligned' && space.quality.by !== 'start';
  });
  const face = button({
    label: computed(() => (isFound.value ? 'Align again' : 'Align now')),
    shape: 'tile',
    width: ROOM_WIDTH,
    height: HEIGHT,
    onPress: () => actions.alignAgain(),
    isShown: computed(() => model.space.value.state !== 'off'),
    isEnabled: computed(() => model.guide.value.step === 'off'),
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
