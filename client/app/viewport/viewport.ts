import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import { fail, type Result } from '../../../shared/errors.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Pose, Vec3 } from '../../../shared/pose.ts';
import type { InputFrame, Model, Ray } from '../../model/index.ts';
import {
  type CameraView,
  createMarkers,
  createScreenCamera,
  type Markers,
  type SceneFile,
  type SceneFormat,
  type ScreenCamera,
} from '../../scene/index.ts';
import { createScreenInput, type ScreenInput } from '../../xr/index.ts';
import type { LiveSession } from '../session/session.ts';
import type { Display } from './display.ts';
import { type Eyes, lookTarget } from './eyes.ts';
import { type Doing, presenceOf, siteOf } from './presence.ts';
import { StagedSession } from './staged-session.ts';

/**
 * Where the open session is seen and touched: it stages the session that `session` names, and holds what the
 * person's head and hands did in the last frame. `client/app/frame.ts` has the steps of a frame.
 */
export class Viewport implements Eyes {
  readonly display: Display;
  readonly camera: ScreenCamera;
  readonly screen: ScreenInput;
  readonly markers: Markers;
  /** The last frame's, session space; undefined while nobody knows where the person is. */
  input: InputFrame | undefined;
  /** The point aimed at in the last frame, session space. */
  aim: Vec3 | undefined;
  /** How many models of the session are drawn simpler than they are. */
  readonly simplified = signal(0);
  readonly #model: Model;
  #staged: StagedSession | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    display: Display,
    model: Model,
    session: ReadonlySignal<LiveSession | undefined>,
  ) {
    const { stage } = display;
    this.display = display;
    this.#model = model;
    // Input first: it asks in the capture phase whether a press takes hold of something, before the camera
    // gets it.
    this.screen = createScreenInput(canvas, stage.camera, {
      content: stage.content,
      holds: ray => this.#holds(ray),
      onHold: isHolding => {
        this.camera.enabled = !isHolding;
      },
      isTaken: () => this.#staged?.gizmo.busy === true,
    });
    this.camera = createScreenCamera(stage, canvas, () => {
      model.following.value = undefined;
    });
    this.markers = createMarkers(stage.content);
    effect(() => {
      const isPresenting = model.xr.value.state === 'presenting';
      this.camera.enabled = !isPresenting;
      if (!isPresenting) untracked(() => this.#staged?.cancelTools());
      // A headset that was taken off draws no frames, which would send this.
      untracked(() => this.sendPresence({ held: [] }, this.input));
    });
    effect(() => {
      const next = session.value;
      untracked(() => this.#show(next));
    });
    // The page may not come back.
    window.addEventListener('pagehide', () => this.#staged?.releaseAll());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#staged?.releaseAll();
      // Nor does a hidden page draw frames.
      this.sendPresence({ held: [] }, this.input);
    });
  }

  /** The session on the stage; undefined where none is open. */
  get staged(): StagedSession | undefined {
    return this.#staged;
  }

  sendPresence(doing: Doing, input: InputFrame | undefined): void {
    const session = this.#staged?.session;
    const shared = this.display.xr.aligner()?.word;
    session?.setPresence(presenceOf(this.#model, session, input, doing, shared));
  }

  frameAll(): void {
    this.camera.frame(this.#staged?.view.bounds());
  }

  /** Returns the visible scene as a file. */
  async save(format: SceneFormat): Promise<Result<SceneFile>> {
    return this.#staged?.view.save(format) ?? fail('scene/nothing-to-save');
  }

  /** Where an object's middle is on the page (CSS pixels); undefined where it is not in the picture. */
  onScreen(id: ObjectId): readonly [number, number] | undefined {
    const seen = this.#staged?.view.shown(id);
    return seen && this.camera.onScreen(seen.pose.position);
  }

  head(): Pose | undefined {
    return this.input?.head;
  }

  pointed(): Vec3 | undefined {
    return this.aim ?? (this.input && this.#staged && lookTarget(this.input.head, this.#staged.view));
  }

  goTo(view: CameraView): void {
    this.camera.goTo(view);
  }

  /** Whether a press at `ray` is the tools', and must not turn the camera. */
  #holds(ray: Ray): boolean {
    if (!this.#staged?.mayEdit) return false;
    const { tool } = this.#model.choice.peek();
    // A pen draws wherever it is pressed.
    return tool === 'draw' || (tool === 'select' && this.#staged.view.pick(ray) !== undefined);
  }

  #show(session: LiveSession | undefined): void {
    const { stage, xr } = this.display;
    this.#staged?.releaseAll();
    this.#staged?.close();
    this.#staged = session && new StagedSession(session, stage, this.camera, this.#model);
    this.simplified.value = 0;
    xr.setSite(session && siteOf(session));
    stage.redraw();
  }
}
