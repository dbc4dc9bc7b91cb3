import { Container, reversePainterSortStable, Text } from '@pmndrs/uikit';
import { computed, effect } from '@preact/signals-core';
import { Group, type Object3D, Vector3, type WebGLRenderer } from 'three';
import type { Vec3 } from '../../shared/pose.ts';
import type { Actions, InputFrame, Model, TextSource } from '../model/index.ts';
import { deviceNow } from '../model/index.ts';
import { SpriteLayer } from './atlas/sprite-layer.ts';
import { createContext } from './context.ts';
import { createDepthMask, type DepthMask } from './frame/depth-mask.ts';
import { createDock, DOCK_RADIUS } from './frame/dock.ts';
import { createMenu, MENU_RADIUS } from './frame/menu.ts';
import { type TagAlong, tagAlong } from './frame/tag-along.ts';
import { PanelPointing } from './input/pointing.ts';
import { speechSource } from './input/speech.ts';
import { disposeAll } from './widgets/widgets.ts';

/** One pixel of the panel (m): its smallest targets are 5 cm. */
const PIXEL_M = 0.00086;
/** The line between menu and dock, below the panel's middle (m). */
const HINGE_M = -0.24;
/** How often (ms) texts such as “3 minutes ago” are written anew. */
const AGES_MS = 20_000;
/** Half of the gap between the two (m). */
const GAP_M = 0.006;

export interface PanelOptions {
  readonly renderer: WebGLRenderer;
  /** Session space: the panel is added here, and poses of `update` are given in it. */
  readonly parent: Object3D;
  readonly model: Model;
  readonly actions: Actions;
  /** The headset's own keyboard, where it has one. */
  keyboard(): TextSource | undefined;
  /** Gives the hand of this pointer a short tick. */
  tick?(pointerId: string): void;
}

/**
 * The menu inside the headset: a panel below the gaze, and a dock that is always there to put it away and
 * bring it back.
 */
export interface Panel {
  readonly object: Object3D;
  /**
   * Once per frame, before the tools: returns the pointers that belong to the panel in this frame, which the
   * tools must see as `captured`. `dt` in ms.
   */
  update(frame: InputFrame, dt: number): ReadonlySet<string>;
  /** Where the button that says this is, in the scene's own space (m); undefined where it cannot be seen. */
  buttonAt(label: string): Vec3 | undefined;
  /** Into the scene, in front of the eyes (of the next frame). */
  show(): void;
  /** Out of the scene, as when AR ends. */
  hide(): void;
  dispose(): void;
}

export function createPanel(options: PanelOptions): Panel {
  const { renderer, parent, model, actions } = options;
  // Required of a renderer by uikit: its surfaces are transparent, nested and clipped by planes.
  renderer.localClippingEnabled = true;
  renderer.setTransparentSort(reversePainterSortStable);

  const object = new Group();
  object.name = 'panel';
  const context = createContext(model, actions, { keyboard: options.keyboard, voice: speechSource() });
  const content = createMenu(context);
  const menu = new Container({
    pixelSize: PIXEL_M,
    anchorX: 'center',
    anchorY: 'bottom',
    flexDirection: 'column',
    display: computed(() => (content.isShown.value ? 'flex' : 'none')),
  });
  const layers = [new SpriteLayer(), new SpriteLayer()] as const;
  menu.add(content.object, layers[0]);
  const dock = createDock(context, PIXEL_M);
  dock.add(layers[1]);
  menu.position.y = HINGE_M + GAP_M;
  dock.position.y = HINGE_M - GAP_M;
  object.add(menu, dock);

  const menuMask = createDepthMask(object);
  const dockMask = createDepthMask(object);
  const pointing = new PanelPointing(object, parent);
  let placed: TagAlong | undefined;
  const stop = effect(() => {
    void context.side.value;
    placed = undefined;
  });

  function update(frame: InputFrame, dt: number): ReadonlySet<string> {
    if (!object.parent) return new Set();
    const now = deviceNow();
    if (Math.abs(now - context.now.peek()) > AGES_MS) context.now.value = now;
    placed = tagAlong(placed, frame.head, context.side.peek(), dt, !pointing.isPressed);
    object.position.set(...placed.pose.position);
    object.quaternion.set(...placed.pose.rotation);
    menu.visible = content.isShown.peek();
    object.updateMatrixWorld(true);
    menu.update(dt);
    dock.update(dt);
    for (const each of layers) each.refresh();
    fitMask(menuMask, menu.visible ? menu : undefined, MENU_RADIUS, 0.5);
    fitMask(dockMask, dock, DOCK_RADIUS, -0.5);
    return pointing.update(frame, id => options.tick?.(id));
  }

  return {
    object,
    update,
    buttonAt: label => buttonIn(object, label),
    show() {
      placed = undefined;
      context.isShown.value = true;
      parent.add(object);
    },
    hide() {
      context.isShown.value = false;
      pointing.dispose();
      parent.remove(object);
    },
    dispose() {
      pointing.dispose();
      menuMask.dispose();
      dockMask.dispose();
      stop();
      content.dispose();
      disposeAll(menu);
      disposeAll(dock);
      parent.remove(object);
    },
  };
}

function buttonIn(root: Object3D, label: string): Vec3 | undefined {
  let found: Vec3 | undefined;
  root.traverse(each => {
    if (!(each instanceof Text) || each.properties.value.text !== label || !each.isVisible.peek()) return;
    each.updateWorldMatrix(true, false);
    found = new Vector3().setFromMatrixPosition(each.matrixWorld).toArray();
  });
  return found;
}

/** `up`: where its middle is above the line that it hangs by, in heights. */
function fitMask(mask: DepthMask, surface: Container | undefined, radius: number, up: number): void {
  const [width, height] = surface?.size.peek() ?? [0, 0];
  const y = (surface?.position.y ?? 0) + up * height * PIXEL_M;
  mask.fit(width * PIXEL_M, height * PIXEL_M, radius * PIXEL_M, y);
}
