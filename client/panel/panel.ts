import { Container, reversePainterSortStable } from '@pmndrs/uikit';
import { computed, effect, signal } from '@preact/signals-core';
import { Group, type Object3D, type WebGLRenderer } from 'three';
import type { Actions, InputFrame, Model } from '../model/index.ts';
import { type Backing, createBacking } from './backing.ts';
import { createContext } from './context.ts';
import { type Following, follow } from './following.ts';
import { ICONS } from './icons.ts';
import { createMenu, MENU_RADIUS } from './menu.ts';
import { button, disposeAll, LOOK } from './parts.ts';
import { PanelPointing } from './pointing.ts';

/** One pixel of the panel (m): its smallest targets are 5 cm. */
const PIXEL_M = 0.00086;
/** The line between menu and handle, below the panel's middle (m). */
const HINGE_M = -0.22;
/** Half of the gap between the two (m). */
const GAP_M = 0.006;
const HANDLE_RADIUS = 30;

export interface PanelOptions {
  readonly renderer: WebGLRenderer;
  /** Session space: the panel is added here, and poses of `update` are given in it. */
  readonly parent: Object3D;
  readonly model: Model;
  readonly actions: Actions;
  /** Gives the hand of this pointer a short tick. */
  tick?(pointerId: string): void;
}

/** The menu inside the headset: a panel below the gaze, and a handle that is always there to put it away and bring it back. */
export interface Panel {
  readonly object: Object3D;
  /**
   * Once per frame, before the tools: answers the pointers that belong to the panel in this frame, which the tools must see as
   * `captured`. `dt` in ms.
   */
  update(frame: InputFrame, dt: number): ReadonlySet<string>;
  /** Into the scene, in front of the eyes (of the next frame). */
  show(): void;
  /** Out of the scene, as when AR ends. */
  hide(): void;
  dispose(): void;
}

export function createPanel(options: PanelOptions): Panel {
  const { renderer, parent, model, actions } = options;
  // What uikit asks of a renderer: its surfaces are transparent, nested and clipped by planes.
  renderer.localClippingEnabled = true;
  renderer.setTransparentSort(reversePainterSortStable);

  const object = new Group();
  object.name = 'panel';
  const isOpen = signal(true);
  const menu = new Container({
    pixelSize: PIXEL_M,
    anchorX: 'center',
    anchorY: 'bottom',
    flexDirection: 'column',
    display: computed(() => (isOpen.value ? 'flex' : 'none')),
  });
  const context = createContext(model, actions);
  const content = createMenu(context);
  menu.add(content.object);
  const handle = new Container({
    pixelSize: PIXEL_M,
    anchorX: 'center',
    anchorY: 'top',
    borderRadius: HANDLE_RADIUS,
    borderWidth: 1.5,
    borderColor: LOOK.line,
  });
  handle.add(
    button({
      icon: computed(() => (isOpen.value ? ICONS.hide : ICONS.show)),
      label: computed(() => (isOpen.value ? 'Hide menu' : 'Show menu')),
      shape: 'row',
      width: 190,
      height: 60,
      onPress: () => {
        isOpen.value = !isOpen.value;
      },
    }),
  );
  menu.position.y = HINGE_M + GAP_M;
  handle.position.y = HINGE_M - GAP_M;
  object.add(menu, handle);

  const menuBacking = createBacking(object);
  const handleBacking = createBacking(object);
  const pointing = new PanelPointing(object, parent);
  let following: Following | undefined;
  const stop = effect(() => {
    void context.side.value;
    following = undefined;
  });

  function update(frame: InputFrame, dt: number): ReadonlySet<string> {
    if (!object.parent) return new Set();
    following = follow(following, frame.head, context.side.peek(), dt, !pointing.isPressed);
    object.position.set(...following.pose.position);
    object.quaternion.set(...following.pose.rotation);
    menu.visible = isOpen.peek();
    object.updateMatrixWorld(true);
    menu.update(dt);
    handle.update(dt);
    back(menuBacking, isOpen.peek() ? menu : undefined, MENU_RADIUS, 0.5);
    back(handleBacking, handle, HANDLE_RADIUS, -0.5);
    return pointing.update(frame, id => options.tick?.(id));
  }

  return {
    object,
    update,
    show() {
      following = undefined;
      parent.add(object);
    },
    hide() {
      pointing.dispose();
      parent.remove(object);
    },
    dispose() {
      pointing.dispose();
      menuBacking.dispose();
      handleBacking.dispose();
      stop();
      content.dispose();
      disposeAll(menu);
      disposeAll(handle);
      parent.remove(object);
    },
  };
}

/** `up`: where its middle is above the line that it hangs by, in heights. */
function back(backing: Backing, surface: Container | undefined, radius: number, up: number): void {
  const [width, height] = surface?.size.peek() ?? [0, 0];
  const y = (surface?.position.y ?? 0) + up * height * PIXEL_M;
  backing.fit(width * PIXEL_M, height * PIXEL_M, radius * PIXEL_M, y);
}
