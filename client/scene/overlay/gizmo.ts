import { Group, Vector3 } from 'three';
import { TransformControls } from 'three/addons/controls/TransformControls.js';
import type { ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { follow, type Placement, type Pose, type Quat, type Vec3 } from '../../../shared/pose.ts';
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
 * placements are those of the start). Objects that hang under another moved object are not listed, they
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

export function createGizmo(stage: Stage, view: SceneView, handlers: GizmoHandlers): Gizmo {
  const pivot = new Group();
  pivot.name = 'pivot';
  stage.content.add(pivot);
  const controls = new TransformControls(stage.camera, stage.renderer.domElement);
  const helper = controls.getHelper();
  stage.scene.add(helper);
  controls.setColors('#ff6b6b', '#5bd68a', '#4c9dff', '#ffe27a');
  // Of the planes only the floor's is worth its place among the arrows.
  controls.showXY = false;
  controls.showYZ = false;
  const size = globalThis.matchMedia('(pointer: coarse)').matches ? 1.15 : 0.8;

  let selection: ReadonlySet<ObjectId> = new Set();
  let mode: GizmoMode = 'move';
  let enabled = true;
  let grabbed: readonly Grabbed[] = [];
  /** What grows with them, as it was when the drag began. */
  let following: readonly SessionObject[] = [];
  let start: Pose = pivotPose(pivot);

  /** What the handles move: not what is locked or hidden, nor what follows a parent that is moved anyway. */
  const movable = (): Grabbed[] => {
    return tops(selection, id => view.object(id as ObjectId)?.placement).flatMap(id => {
      const object = view.object(id);
      const shown = view.shown(id);
      if (!object || !shown || object.locked !== undefined) return [];
      return [{ object, ...shown }];
    });
  };

  const place = (): void => {
    if (controls.dragging) return;
    const objects = enabled ? movable() : [];
    const [first] = objects;
    if (!first) {
      controls.detach();
      return;
    }
    const center = objects.reduce((sum, each) => sum.add(new Vector3(...each.pose.position)), new Vector3());
    pivot.position.copy(center.divideScalar(objects.length));
    if (objects.length === 1 && mode !== 'move') pivot.quaternion.fromArray(first.pose.rotation);
    else pivot.quaternion.identity();
    pivot.scale.set(1, 1, 1);
    // Handles are sized by the picture's height: on an upright phone they would be as wide as the screen.
    controls.size = size * Math.min(1, Math.max(0.6, stage.camera.aspect));
    controls.setMode(MODES[mode]);
    controls.setSpace(mode === 'move' ? 'world' : 'local');
    if (controls.object !== pivot) controls.attach(pivot);
  };

  /**
   * How much larger along each of its own axes. Several, and what others follow, grow alike: the turned ones
   * would shear.
   */
  const growth = (): Vec3 => {
    const [x, y, z] = pivot.scale.toArray().map(clampScale) as [number, number, number];
    if (grabbed.length === 1 && following.length === 0) return [x, y, z];
    const most = [x, y, z].reduce((a, b) => (Math.abs(Math.log(b)) > Math.abs(Math.log(a)) ? b : a), 1);
    const by = limitScale(
      most,
      grabbed.map(each => each.size),
      following.map(each => each.placement),
    );
    return [by, by, by];
  };
  const scaled = ({ object, pose, size }: Grabbed, by: Vec3): Placed => {
    const offset = new Vector3(...pose.position).sub(pivot.position);
    const position =
      grabbed.length === 1 ? pose.position : pivot.position.clone().addScaledVector(offset, by[0]).toArray();
    const next: Vec3 = [bounded(size[0] * by[0]), bounded(size[1] * by[1]), bounded(size[2] * by[2])];
    return { id: object.id, placement: view.placementFor(object, { ...pose, position }, next) };
  };
  const moved = ({ object, pose, size }: Grabbed): Placed => ({
    id: object.id,
    placement: view.placementFor(object, follow(start, pivotPose(pivot), pose), size),
  });
  const placements = (): readonly Placed[] => {
    if (mode !== 'scale') return grabbed.map(moved);
    const by = growth();
    return [
      ...grabbed.map(each => scaled(each, by)),
      ...following.map(({ id, placement }) => ({ id, placement: scalePlacement(placement, by[0]) })),
    ];
  };
  const emit = (phase: GizmoEvent['phase']): void => handlers.change({ phase, placements: placements() });

  const onDragging = (event: { value: unknown }): void => {
    if (handlers.camera) handlers.camera.enabled = event.value !== true;
    if (event.value === true) {
      start = pivotPose(pivot);
      grabbed = movable();
      following = scaledWith(new Set(grabbed.map(({ object }) => object.id)), view.objects);
      emit('start');
    } else if (grabbed.length > 0) {
      emit('end');
      grabbed = [];
      place();
    }
  };
  const onMove = (): void => {
    if (grabbed.length > 0) emit('move');
  };
  const cancel = (): void => {
    if (grabbed.length === 0) return;
    controls.reset();
    pivot.scale.set(1, 1, 1);
    emit('cancel');
    grabbed = [];
    controls.pointerUp(null);
    place();
  };
  const redraw = (): void => stage.redraw();
  controls.addEventListener('dragging-changed', onDragging);
  controls.addEventListener('objectChange', onMove);
  controls.addEventListener('change', redraw);
  stage.renderer.domElement.addEventListener('pointercancel', cancel);

  return {
    get busy() {
      return controls.object !== undefined && (controls.dragging || controls.axis !== null);
    },
    get dragging() {
      return controls.dragging;
    },
    get enabled() {
      return enabled;
    },
    set enabled(value) {
      if (value === enabled) return;
      enabled = value;
      if (!value) cancel();
      place();
    },
    setMode(next) {
      if (next === mode) return;
      cancel();
      mode = next;
      place();
    },
    setSelection(ids) {
      const same = ids.size === selection.size && [...ids].every(id => selection.has(id));
      if (!same) cancel();
      selection = new Set(ids);
      place();
    },
    sync: place,
    cancel,
    dispose() {
      cancel();
      stage.renderer.domElement.removeEventListener('pointercancel', cancel);
      controls.detach();
      stage.scene.remove(helper);
      stage.content.remove(pivot);
      controls.dispose();
    },
  };
}

const pivotPose = (pivot: Group): Pose => ({
  position: pivot.position.toArray(),
  rotation: pivot.quaternion.clone().normalize().toArray() as Quat,
});

/** A handle dragged through the middle gives zero or less: an object keeps a size. */
const clampScale = (n: number): number => Math.max(0.02, Math.abs(n));
const bounded = (n: number): number => Math.min(LIMITS.scaleMax, Math.max(LIMITS.scaleMin, n));
