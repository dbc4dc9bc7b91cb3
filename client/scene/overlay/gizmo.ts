import { Group, Vector3 } from 'three';
import { TransformControls } from 'three/addons/controls/TransformControls.js';
import type { ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { moveWith, type Placement, type Pose, type Quat, type Vec3 } from '../../../shared/pose.ts';
import {
  limitScale,
  type SessionObject,
  scaledWith,
  scalePlacement,
  tops,
} from '../../../shared/session/index.ts';
import type { GizmoMode } from '../../model/index.ts';
import type { ScreenCamera } from '../stage/screen-camera.ts';
import type { Stage } from '../stage/stage.ts';
import type { SceneView } from '../view.ts';

/**
 * One gesture with the handles: `start`, any number of `move`, then `end` (keep it) or `cancel` (its
 * placements are those of the start). Children of another moved object are not listed, they
 * follow it; where that grows, they are listed as they grow with it.
 */
export interface GizmoEvent {
  readonly phase: 'start' | 'move' | 'end' | 'cancel';
  readonly placements: readonly Placed[];
}

interface Placed {
  readonly id: ObjectId;
  readonly placement: Placement;
}

export interface GizmoHandlers {
  change(event: GizmoEvent): void;
  /** Rests while a handle is being dragged. */
  readonly camera?: ScreenCamera;
}

/** Handles on the selection, for screens. */
export interface Gizmo {
  /** A handle is under the pointer or being dragged, so a press belongs to the gizmo. */
  readonly busy: boolean;
  /** A handle is being dragged. */
  readonly dragging: boolean;
  /** Hides the handles (a headset presents, or this person may not write). */
  enabled: boolean;
  setMode(mode: GizmoMode): void;
  setSelection(ids: ReadonlySet<ObjectId>): void;
  /**
   * The document may have moved the selection: puts the handles where it is now. Call when changes came, and
   * once per frame at most.
   */
  sync(): void;
  /** Ends a drag as if it had never been. */
  cancel(): void;
  dispose(): void;
}

const MODES = { move: 'translate', rotate: 'rotate', scale: 'scale' } as const;

interface Grabbed {
  readonly object: SessionObject;
  readonly pose: Pose;
  readonly size: Vec3;
}

class Handles implements Gizmo {
  readonly #stage: Stage;
  readonly #view: SceneView;
  readonly #handlers: GizmoHandlers;
  readonly #pivot = new Group();
  readonly #controls: TransformControls;
  readonly #size = globalThis.matchMedia('(pointer: coarse)').matches ? 1.15 : 0.8;
  readonly #listeners = new AbortController();
  #selection: ReadonlySet<ObjectId> = new Set();
  #mode: GizmoMode = 'move';
  #enabled = true;
  #grabbed: readonly Grabbed[] = [];
  /** Their descendants that are scaled along, as they were when the drag began. */
  #following: readonly SessionObject[] = [];
  /** The pivot when the drag began. */
  #start: Pose = pivotPose(this.#pivot);

  constructor(stage: Stage, view: SceneView, handlers: GizmoHandlers) {
    this.#stage = stage;
    this.#view = view;
    this.#handlers = handlers;
    this.#pivot.name = 'pivot';
    stage.content.add(this.#pivot);
    const element = stage.renderer.domElement;
    const controls = new TransformControls(stage.camera, element);
    this.#controls = controls;
    stage.scene.add(controls.getHelper());
    controls.setColors('#ff6b6b', '#5bd68a', '#4c9dff', '#ffe27a');
    // Of the planes only the floor's is worth its place among the arrows.
    controls.showXY = false;
    controls.showYZ = false;
    controls.addEventListener('dragging-changed', event => this.#dragging(event.value === true));
    controls.addEventListener('objectChange', () => {
      if (this.#grabbed.length > 0) this.#emit('move');
    });
    controls.addEventListener('change', () => stage.redraw());
    element.addEventListener('pointercancel', () => this.cancel(), { signal: this.#listeners.signal });
  }

  get busy(): boolean {
    const { object, dragging, axis } = this.#controls;
    return object !== undefined && (dragging || axis !== null);
  }

  get dragging(): boolean {
    return this.#controls.dragging;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(value) {
    if (value === this.#enabled) return;
    this.#enabled = value;
    if (!value) this.cancel();
    this.sync();
  }

  setMode(mode: GizmoMode): void {
    if (mode === this.#mode) return;
    this.cancel();
    this.#mode = mode;
    this.sync();
  }

  setSelection(ids: ReadonlySet<ObjectId>): void {
    const isSame = ids.size === this.#selection.size && [...ids].every(id => this.#selection.has(id));
    if (!isSame) this.cancel();
    this.#selection = new Set(ids);
    this.sync();
  }

  sync(): void {
    const controls = this.#controls;
    const pivot = this.#pivot;
    if (controls.dragging) return;
    const objects = this.#enabled ? this.#movable() : [];
    const [first] = objects;
    if (!first) {
      controls.detach();
      return;
    }
    const center = objects.reduce((sum, each) => sum.add(new Vector3(...each.pose.position)), new Vector3());
    pivot.position.copy(center.divideScalar(objects.length));
    if (objects.length === 1 && this.#mode !== 'move') pivot.quaternion.fromArray(first.pose.rotation);
    else pivot.quaternion.identity();
    pivot.scale.set(1, 1, 1);
    // Handles are sized by the picture's height: on an upright phone they would be as wide as the screen.
    controls.size = this.#size * Math.min(1, Math.max(0.6, this.#stage.camera.aspect));
    controls.setMode(MODES[this.#mode]);
    controls.setSpace(this.#mode === 'move' ? 'world' : 'local');
    if (controls.object !== pivot) controls.attach(pivot);
  }

  cancel(): void {
    if (this.#grabbed.length === 0) return;
    this.#controls.reset();
    this.#pivot.scale.set(1, 1, 1);
    this.#emit('cancel');
    this.#grabbed = [];
    this.#controls.pointerUp(null);
    this.sync();
  }

  dispose(): void {
    this.cancel();
    this.#listeners.abort();
    this.#controls.detach();
    this.#stage.scene.remove(this.#controls.getHelper());
    this.#stage.content.remove(this.#pivot);
    this.#controls.dispose();
  }

  /**
   * Objects that the handles move: none that are locked or hidden, or that follow a parent that is moved
   * anyway.
   */
  #movable(): Grabbed[] {
    const view = this.#view;
    return tops(this.#selection, id => view.object(id as ObjectId)?.placement).flatMap(id => {
      const object = view.object(id);
      const shown = view.shown(id);
      if (!object || !shown || object.locked !== undefined) return [];
      return [{ object, ...shown }];
    });
  }

  #dragging(isDragging: boolean): void {
    if (this.#handlers.camera) this.#handlers.camera.enabled = !isDragging;
    if (isDragging) {
      this.#start = pivotPose(this.#pivot);
      this.#grabbed = this.#movable();
      this.#following = scaledWith(new Set(this.#grabbed.map(({ object }) => object.id)), this.#view.objects);
      this.#emit('start');
    } else if (this.#grabbed.length > 0) {
      this.#emit('end');
      this.#grabbed = [];
      this.sync();
    }
  }

  #emit(phase: GizmoEvent['phase']): void {
    this.#handlers.change({ phase, placements: this.#placements() });
  }

  #placements(): readonly Placed[] {
    if (this.#mode !== 'scale') return this.#grabbed.map(each => this.#moved(each));
    const by = this.#growth();
    return [
      ...this.#grabbed.map(each => this.#scaled(each, by)),
      ...this.#following.map(({ id, placement }) => ({ id, placement: scalePlacement(placement, by[0]) })),
    ];
  }

  #moved({ object, pose, size }: Grabbed): Placed {
    const placed = moveWith(this.#start, pivotPose(this.#pivot), pose);
    return { id: object.id, placement: this.#view.placementFor(object, placed, size) };
  }

  #scaled({ object, pose, size }: Grabbed, by: Vec3): Placed {
    const pivot = this.#pivot.position;
    const offset = new Vector3(...pose.position).sub(pivot);
    const position =
      this.#grabbed.length === 1 ? pose.position : pivot.clone().addScaledVector(offset, by[0]).toArray();
    const next: Vec3 = [bounded(size[0] * by[0]), bounded(size[1] * by[1]), bounded(size[2] * by[2])];
    return { id: object.id, placement: this.#view.placementFor(object, { ...pose, position }, next) };
  }

  /**
   * How much larger along each of its own axes. Several, and what others follow, grow alike: the turned ones
   * would shear.
   */
  #growth(): Vec3 {
    const [x, y, z] = this.#pivot.scale.toArray().map(clampScale) as [number, number, number];
    if (this.#grabbed.length === 1 && this.#following.length === 0) return [x, y, z];
    const most = [x, y, z].reduce((a, b) => (Math.abs(Math.log(b)) > Math.abs(Math.log(a)) ? b : a), 1);
    const by = limitScale(
      most,
      this.#grabbed.map(each => each.size),
      this.#following.map(each => each.placement),
    );
    return [by, by, by];
  }
}

export const createGizmo = (stage: Stage, view: SceneView, handlers: GizmoHandlers): Gizmo =>
  new Handles(stage, view, handlers);

const pivotPose = (pivot: Group): Pose => ({
  position: pivot.position.toArray(),
  rotation: pivot.quaternion.clone().normalize().toArray() as Quat,
});

/** A handle dragged through the middle gives zero or less: an object keeps a size. */
const clampScale = (n: number): number => Math.max(0.02, Math.abs(n));
const bounded = (n: number): number => Math.min(LIMITS.scaleMax, Math.max(LIMITS.scaleMin, n));
