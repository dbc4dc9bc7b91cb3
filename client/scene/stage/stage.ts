import { Group, PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import { type Sight, sightOf } from '../people/edge.ts';
import { createBackdrop, type Theme } from './backdrop.ts';
import { drawPortrait, portraitOf } from './portrait.ts';
import { Snapshots } from './snapshots.ts';

/** `time` and `dt` in ms; `frame` only while a headset presents. */
export interface FrameInfo {
  readonly time: number;
  readonly dt: number;
  readonly frame: XRFrame | undefined;
}

export type FrameListener = (info: FrameInfo) => void;

/**
 * The canvas and all that draws into it, for as long as the app lives. Objects of the session are under
 * `content`, which is session space: the XR room moves it by the alignment. On a screen a frame is drawn only
 * when `redraw` was asked or the camera or the content moved; a headset gets every frame. Whoever made it
 * calls `dispose`.
 */
export class Stage {
  readonly renderer: WebGLRenderer;
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(50, 1, 0.02, 200);
  readonly content = new Group();
  /** The view of a headset, both eyes together. */
  readonly sight: Sight;

  readonly #canvas: HTMLCanvasElement;
  readonly #backdrop = createBackdrop();
  /** The screen's camera as it was when a headset took over. */
  readonly #before = new PerspectiveCamera();
  readonly #listeners = new Set<FrameListener>();
  readonly #restored = new Set<() => void>();
  readonly #resizes: ResizeObserver;
  #theme: Theme = 'dark';
  #passthrough = false;
  readonly #snapshots = new Snapshots();
  #frames = 0;
  #last: number | undefined;
  #dirty = true;
  #lost = false;
  /** Poses of camera and content in the last picture. */
  #drawn = '';
  readonly #sight = { across: 1, up: 1 };

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.sight = this.#sight;
    this.renderer = new WebGLRenderer({
      canvas,
      alpha: true,
      antialias: true,
      powerPreference: 'high-performance',
    });
    this.renderer.localClippingEnabled = true;
    this.renderer.xr.enabled = true;
    this.renderer.setClearColor(0x000000, 0);
    this.content.name = 'content';
    this.content.add(this.#backdrop.lights, this.#backdrop.floor);
    this.scene.add(this.content, this.#backdrop.sky);
    this.camera.position.set(1.6, 1.5, 2.4);
    this.camera.lookAt(0, 0.3, 0);
    canvas.addEventListener('webglcontextlost', this.#onLost);
    canvas.addEventListener('webglcontextrestored', this.#onRestored);
    this.renderer.xr.addEventListener('sessionstart', this.#onPresent);
    this.renderer.xr.addEventListener('sessionend', this.#onReturn);
    this.#resizes = new ResizeObserver(this.#resize);
    this.#resizes.observe(canvas);
    this.#resize();
  }

  /** Turns of the loop since the start, drawn or not. */
  get frames(): number {
    return this.#frames;
  }

  /** A headset (or a phone's AR view) shows the scene, not the page's canvas. */
  get presenting(): boolean {
    return this.renderer.xr.isPresenting;
  }

  get passthrough(): boolean {
    return this.#passthrough;
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** Listeners run before drawing, in the order in which they came. Answers the way to stop. */
  onFrame(listener: FrameListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** After a lost WebGL context came back: whoever uploads parts of textures must offer the whole again. */
  onRestored(listener: () => void): () => void {
    this.#restored.add(listener);
    return () => this.#restored.delete(listener);
  }

  /** Something to see has changed: draw with the next frame. */
  redraw(): void {
    this.#dirty = true;
  }

  start(): void {
    this.#last = undefined;
    this.renderer.setAnimationLoop(this.#frame);
  }

  stop(): void {
    this.renderer.setAnimationLoop(null);
  }

  /** In AR the room is the picture: no background, no grid. */
  setPassthrough(on: boolean): void {
    this.#passthrough = on;
    this.#backdrop.setVisible(!on);
    this.redraw();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#backdrop.setTheme(theme);
    this.redraw();
  }

  /**
   * Returns the picture that is seen now: by the screen's camera, or with a headset on from between the eyes,
   * with the next frame. Behind it is the real room where the browser gives the camera's picture, else the
   * backdrop. A copy, since the canvas keeps its picture no longer than this task. Undefined where it cannot
   * be had.
   */
  snapshot(): Promise<HTMLCanvasElement | undefined> {
    const asked = this.#snapshots.ask();
    if (!this.presenting) this.#snapshots.answer(this.#copyScreen);
    return asked;
  }

  readonly #copyScreen = (): HTMLCanvasElement | undefined => {
    if (this.#lost) return undefined;
    this.renderer.render(this.scene, this.camera);
    const copy = document.createElement('canvas');
    copy.width = this.#canvas.width;
    copy.height = this.#canvas.height;
    copy.getContext('2d')?.drawImage(this.#canvas, 0, 0);
    return copy;
  };

  /** Only inside a frame's callback may the camera's picture be read. */
  #portray(frame: XRFrame): HTMLCanvasElement {
    const portrait = portraitOf(this.renderer, this.camera, frame);
    this.#backdrop.setVisible(!portrait.room);
    try {
      return drawPortrait(this.renderer, this.scene, portrait);
    } finally {
      this.#backdrop.setVisible(!this.#passthrough);
    }
  }

  dispose(): void {
    this.stop();
    this.#snapshots.answer(() => undefined);
    this.#resizes.disconnect();
    this.#listeners.clear();
    this.#restored.clear();
    this.#canvas.removeEventListener('webglcontextlost', this.#onLost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#onRestored);
    this.renderer.xr.removeEventListener('sessionstart', this.#onPresent);
    this.renderer.xr.removeEventListener('sessionend', this.#onReturn);
    this.#backdrop.dispose();
    this.renderer.dispose();
  }

  readonly #frame = (time: number, frame?: XRFrame): void => {
    const dt = Math.min(100, Math.max(0, time - (this.#last ?? time)));
    this.#last = time;
    this.#frames++;
    if (frame) sightOf(this.renderer.xr.getCamera().projectionMatrix, this.#sight);
    for (const listener of this.#listeners) {
      // A listener that throws must not keep the others and the picture from their turn. It is still
      // reported.
      try {
        listener({ time, dt, frame });
      } catch (error) {
        reportError(error);
      }
    }
    if (this.#lost) {
      this.#snapshots.answer(() => undefined);
      return;
    }
    if (frame) this.#snapshots.answer(() => this.#portray(frame));
    if (this.renderer.xr.isPresenting || this.#moved() || this.#dirty) {
      this.#dirty = false;
      this.renderer.render(this.scene, this.camera);
    }
  };

  #moved(): boolean {
    this.camera.updateMatrixWorld();
    this.content.updateMatrixWorld();
    const now = `${this.camera.matrixWorld.elements} ${this.content.matrixWorld.elements}`;
    const moved = now !== this.#drawn;
    this.#drawn = now;
    return moved;
  }

  readonly #resize = (): void => {
    if (this.renderer.xr.isPresenting) return;
    const width = this.#canvas.clientWidth || 1;
    const height = this.#canvas.clientHeight || 1;
    this.renderer.setPixelRatio(Math.min(2, globalThis.devicePixelRatio || 1));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    // Setting the size clears the canvas: draw in the same task, or a blank frame shows.
    if (!this.#lost) this.renderer.render(this.scene, this.camera);
  };

  readonly #onPresent = (): void => {
    this.#before.copy(this.camera, false);
  };

  /** A headset leaves its own pose and lens in the camera: give the screen's back. */
  readonly #onReturn = (): void => {
    this.camera.copy(this.#before, false);
    this.#resize();
    this.redraw();
    // Pending snapshots get what is seen now.
    this.#snapshots.answer(this.#copyScreen);
  };

  readonly #onLost = (event: Event): void => {
    event.preventDefault();
    this.#lost = true;
  };

  readonly #onRestored = (): void => {
    this.#lost = false;
    for (const listener of this.#restored) listener();
    this.redraw();
  };
}

export const createStage = (canvas: HTMLCanvasElement): Stage => new Stage(canvas);
