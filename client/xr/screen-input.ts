import type { Object3D } from 'three';
import { type PerspectiveCamera, Vector2, Vector3 } from 'three';
import { compose } from '../../shared/pose.ts';
import type { InputFrame, Pointer, Press, Ray, SurfaceHit } from '../model/index.ts';
import { PressTrack } from './press.ts';
import { along, intoContent, moveRay, poseOfObject } from './space.ts';

/** A press that wanders farther than this (CSS pixels) is a drag. */
const CLICK_PX = 6;
/** Beyond this (m) the grid is too far to hit what one means. */
const GRID_MAX_M = 60;
/** A ray that misses the grid ends here (m). */
const AIR_M = 3;

export interface ScreenInputOptions {
  /** Session space. */
  readonly content: Object3D;
  /**
   * Whether a press along this ray (session space) takes hold of something, so that a drag moves it and not
   * the camera.
   */
  holds(ray: Ray): boolean;
  /**
   * Called when a press takes hold of something (true) and when it lets go (false): the camera must not move
   * in between.
   */
  onHold(isHolding: boolean): void;
  /** Whether something else on the element (a gizmo's handle) has taken the press under way. */
  isTaken?(): boolean;
}

/** Mouse, touch and pen on the page as frames of one pointer. */
export interface ScreenInput {
  /** Once per frame; `time` in ms. */
  read(time: number): InputFrame;
  dispose(): void;
}

/**
 * `element` gets the events, `camera` looks through it. Create it before the camera's own controls: a press
 * asks `holds` in the capture phase, so that `onHold` can stop the camera before it hears of the press. A
 * press on empty space that moves, a second finger and the browser taking over (`pointercancel`) all cancel
 * the press, and the camera has it.
 */
export function createScreenInput(
  element: HTMLElement,
  camera: PerspectiveCamera,
  options: ScreenInputOptions,
): ScreenInput {
  const press = new PressTrack();
  const listeners = new AbortController();
  const fingers = new Set<number>();
  /** In normalised device coordinates; undefined while nothing points at the element. */
  let at: Vector2 | undefined;
  let down:
    | { readonly id: number; readonly x: number; readonly y: number; readonly isHolding: boolean }
    | undefined;
  let extend = false;
  let leaves = false;

  const on = <K extends 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave'>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void => element.addEventListener(type, listener, { signal: listeners.signal, capture: true });

  const aim = (event: PointerEvent): void => {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return;
    at = new Vector2(
      ((event.clientX - box.left) / box.width) * 2 - 1,
      1 - ((event.clientY - box.top) / box.height) * 2,
    );
    extend = event.shiftKey || event.ctrlKey || event.metaKey;
    leaves = false;
  };

  const finish = (how: 'end' | 'cancel'): void => {
    if (!down) return;
    if (down.isHolding) options.onHold(false);
    down = undefined;
    if (how === 'end') press.end();
    else press.cancel();
  };

  on('pointerdown', event => {
    fingers.add(event.pointerId);
    if (fingers.size > 1) {
      if (!down?.isHolding) finish('cancel');
      return;
    }
    if (event.button !== 0) return;
    aim(event);
    const ray = rayAt();
    const isHolding = ray !== undefined && options.holds(ray);
    down = { id: event.pointerId, x: event.clientX, y: event.clientY, isHolding };
    press.start();
    if (!isHolding) return;
    options.onHold(true);
    if (element.isConnected) element.setPointerCapture(event.pointerId);
  });
  on('pointermove', event => {
    if (down && event.pointerId !== down.id) return;
    if (down && !down.isHolding) {
      // A finger that turns the camera must not drag the aim along.
      if (Math.hypot(event.clientX - down.x, event.clientY - down.y) > CLICK_PX) finish('cancel');
      return;
    }
    aim(event);
  });
  on('pointerup', event => {
    fingers.delete(event.pointerId);
    if (event.pointerId !== down?.id) return;
    finish('end');
    leaves = event.pointerType !== 'mouse';
  });
  on('pointercancel', event => {
    fingers.delete(event.pointerId);
    if (event.pointerId === down?.id) finish('cancel');
    leaves = true;
  });
  on('pointerleave', event => {
    if (event.pointerId !== down?.id) leaves = true;
  });

  function rayAt(): Ray | undefined {
    if (!at) return undefined;
    camera.updateMatrixWorld();
    const origin = new Vector3().setFromMatrixPosition(camera.matrixWorld);
    const through = new Vector3(at.x, at.y, 0.5).unproject(camera).sub(origin).normalize();
    const world: Ray = {
      origin: origin.toArray(),
      direction: through.toArray(),
    };
    return moveRay(intoContent(options.content), world);
  }

  function read(time: number): InputFrame {
    if (press.isBusy && options.isTaken?.() && down && !down.isHolding) finish('cancel');
    const select = press.next();
    const ray = rayAt();
    const pointers = ray ? [pointerOf(ray, select, extend)] : [];
    if (leaves && !press.isBusy) at = undefined;
    camera.updateMatrixWorld();
    const head = compose(intoContent(options.content), poseOfObject(camera));
    return { time, head, pointers };
  }

  return {
    read,
    dispose() {
      finish('cancel');
      listeners.abort();
    },
  };
}

const pointerOf = (ray: Ray, select: Press, extend: boolean): Pointer => ({
  id: 'screen',
  kind: 'screen',
  hand: 'none',
  ray,
  grip: undefined,
  tip: undefined,
  select,
  squeeze: 'idle',
  stick: [0, 0],
  extend,
  surface: gridAt(ray),
  captured: false,
});

/** The grid is the session's floor, y = 0. */
function gridAt(ray: Ray): SurfaceHit {
  const t = -ray.origin[1] / ray.direction[1];
  return t > 0 && t <= GRID_MAX_M
    ? { point: along(ray, t), normal: [0, 1, 0], source: 'grid' }
    : { point: along(ray, AIR_M), normal: [0, 1, 0], source: 'air' };
}
