import type { Frame } from '../../shared/frame.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { type Placement, type Pose, type Quat, unit, type Vec3 } from '../../shared/pose.ts';
import {
  type Change,
  framePlacement,
  type HeldObject,
  Hierarchy,
  type SessionObject,
} from '../../shared/session/index.ts';
import type { Emphasis } from './instancing/batch.ts';

/** In whose hands something is; others by their colour (`#rrggbb`). */
export type Holder = { readonly who: 'me' } | { readonly who: 'peer'; readonly color: string };

/**
 * An object as it is to be seen now: the document's, or as the hands that hold it say. `pose` is in session
 * space.
 */
export interface Seen {
  readonly object: SessionObject;
  readonly pose: Pose;
  /** Metres. */
  readonly size: Vec3;
  readonly holder: Holder | undefined;
}

export function emphasisOf({ object, holder }: Seen, isSelected: boolean): Emphasis {
  if (holder?.who === 'peer') return 'taken';
  if (isSelected) return object.locked === undefined ? 'selected' : 'locked';
  return holder ? 'held' : 'still';
}

/** An object that a peer holds, and the peer's colour. */
export interface PeerHold extends HeldObject {
  /** `#rrggbb` */
  readonly color: string;
}

/**
 * A peer's hold, which comes 20 times a second and is shown smoothly; `until` (ms left) once the peer has
 * released it.
 */
interface Glide {
  current: Placement;
  target: Placement;
  until: number | undefined;
  readonly color: string;
}

/** How fast a smoothed value follows: it covers 63 % of what is left in this time. */
const FOLLOW_MS = 55;
/**
 * After a peer's release, the document's placement may arrive a little later than presence: go there without
 * a jump.
 */
const LET_GO_MS = 400;

export const mix = (a: Vec3, b: Vec3, k: number): Vec3 => [
  a[0] + (b[0] - a[0]) * k,
  a[1] + (b[1] - a[1]) * k,
  a[2] + (b[2] - a[2]) * k,
];

/** Normalised linear interpolation, the short way round. */
export function mixRotation(a: Quat, b: Quat, k: number): Quat {
  const sign = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] < 0 ? -1 : 1;
  const at = (i: 0 | 1 | 2 | 3): number => a[i] + (b[i] * sign - a[i]) * k;
  return unit([at(0), at(1), at(2), at(3)]);
}

export const mixPose = (a: Pose, b: Pose, k: number): Pose => ({
  position: mix(a.position, b.position, k),
  rotation: mixRotation(a.rotation, b.rotation, k),
});

/** The share of what is left that `dt` ms cover. */
export const follow = (dt: number): number => 1 - Math.exp(-dt / FOLLOW_MS);

function near(a: Placement, b: Placement): boolean {
  const far = (v: Vec3, w: Vec3): number =>
    Math.max(Math.abs(v[0] - w[0]), Math.abs(v[1] - w[1]), Math.abs(v[2] - w[2]));
  const turned = 1 - Math.abs(a.rotation.reduce((sum, each, i) => sum + each * (b.rotation[i] ?? 0), 0));
  return far(a.position, b.position) < 1e-4 && far(a.scale, b.scale) < 1e-4 && turned < 1e-7;
}

/**
 * Poses of everything that is drawn: the document's objects, and over them the placements of objects in
 * somebody's hands, which carry their children along. Pure bookkeeping; says through `take` whose look or
 * place may be another one.
 */
export class World {
  readonly #objects = new Map<ObjectId, SessionObject>();
  readonly #children = new Map<string, Set<ObjectId>>();
  #frames: ReadonlyMap<ObjectId, Frame> = new Map();
  #mine = new Map<string, Placement>();
  readonly #theirs = new Map<string, Glide>();
  /** Objects that changed themselves; their descendants are found once for all of them. */
  #touched = new Set<ObjectId>();
  /** As hands hold it now. */
  #tree: Hierarchy | undefined;

  get size(): number {
    return this.#objects.size;
  }

  /** As the document has them, whatever hands hold. */
  get objects(): ReadonlyMap<ObjectId, SessionObject> {
    return this.#objects;
  }

  object(id: ObjectId): SessionObject | undefined {
    return this.#objects.get(id);
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.type === 'object-placed' || change.type === 'object-changed') this.#put(change.object);
      else if (change.type === 'object-removed') this.#remove(change.id);
      else if (change.type === 'frames-changed') {
        this.#frames = change.frames;
        this.#tree = undefined;
      }
    }
  }

  /**
   * `mine` is shown exactly, `theirs` smoothly. An id that nobody holds any more goes back to the document's
   * placement.
   */
  setLive(mine: readonly HeldObject[], theirs: readonly PeerHold[]): void {
    const before = this.#mine;
    this.#mine = new Map(mine.map(each => [each.id, each.placement]));
    for (const id of [...before.keys(), ...this.#mine.keys()]) this.#touch(id);
    const seen = new Set<string>();
    for (const { id, placement, color } of theirs) {
      seen.add(id);
      const glide = this.#theirs.get(id);
      if (glide?.target === placement && glide.until === undefined && glide.color === color) continue;
      const from = glide?.current ?? this.#objects.get(id as ObjectId)?.placement;
      const joined = from?.parent === placement.parent ? from : placement;
      this.#theirs.set(id, { current: joined, target: placement, until: undefined, color });
      this.#touch(id);
    }
    for (const [id, glide] of this.#theirs) {
      if (seen.has(id) || glide.until !== undefined) continue;
      glide.until = LET_GO_MS;
      this.#touch(id);
    }
  }

  /** Moves what glides. */
  update(dt: number): void {
    for (const [id, glide] of this.#theirs) {
      const saved = this.#objects.get(id as ObjectId)?.placement;
      if (glide.until !== undefined) {
        glide.until -= dt;
        if (saved) glide.target = saved;
      }
      const same = glide.current.parent === glide.target.parent;
      const there = !same || near(glide.current, glide.target);
      if (!same || (there && glide.current !== glide.target)) glide.current = glide.target;
      else if (!there) {
        const k = follow(dt);
        glide.current = {
          parent: glide.target.parent,
          ...mixPose(glide.current, glide.target, k),
          scale: mix(glide.current.scale, glide.target.scale, k),
        };
      } else if (glide.until === undefined) continue;
      this.#touch(id);
      if (!saved || (glide.until !== undefined && (glide.until <= 0 || there))) this.#theirs.delete(id);
    }
  }

  /** The ids whose look or place may have changed since the last call. */
  take(): ReadonlySet<ObjectId> {
    const taken = this.#touched;
    if (taken.size === 0) return taken;
    this.#touched = new Set();
    const queue = [...taken];
    for (let each = queue.pop(); each !== undefined; each = queue.pop()) {
      for (const child of this.#children.get(each) ?? []) {
        if (taken.has(child)) continue;
        taken.add(child);
        queue.push(child);
      }
    }
    return taken;
  }

  /** Undefined for an object that is not there, or not to be seen. */
  see(id: ObjectId): Seen | undefined {
    const object = this.#objects.get(id);
    if (!object || object.hidden) return undefined;
    const live = this.#live(id);
    const any = this.#mine.size + this.#theirs.size > 0;
    const pose = any && (live || object.placement.parent !== null) ? this.#poseOf(id) : object.pose;
    return { object, pose, size: (live ?? object.placement).scale, holder: this.#holder(id) };
  }

  #poseOf(id: ObjectId): Pose {
    this.#tree ??= new Hierarchy(this.#placement);
    return this.#tree.poseOf(id);
  }

  readonly #placement = (id: string): Placement | undefined =>
    this.#objects.has(id as ObjectId)
      ? (this.#live(id) ?? this.#objects.get(id as ObjectId)?.placement)
      : framePlacement(this.#frames.get(id as ObjectId));

  #live(id: string): Placement | undefined {
    return this.#mine.get(id) ?? this.#theirs.get(id)?.current;
  }

  #holder(id: ObjectId): Holder | undefined {
    if (this.#mine.has(id)) return { who: 'me' };
    const glide = this.#theirs.get(id);
    return glide && glide.until === undefined ? { who: 'peer', color: glide.color } : undefined;
  }

  #put(object: SessionObject): void {
    this.#unlink(object.id);
    const { parent } = object.placement;
    if (parent !== null) this.#children.set(parent, (this.#children.get(parent) ?? new Set()).add(object.id));
    this.#objects.set(object.id, object);
    this.#touch(object.id);
  }

  #remove(id: ObjectId): void {
    this.#unlink(id);
    this.#objects.delete(id);
    this.#theirs.delete(id);
    this.#touch(id);
  }

  #unlink(id: ObjectId): void {
    const parent = this.#objects.get(id)?.placement.parent;
    if (!parent) return;
    const siblings = this.#children.get(parent);
    siblings?.delete(id);
    if (siblings?.size === 0) this.#children.delete(parent);
  }

  /** Marks `id` and its descendants. */
  #touch(id: string): void {
    this.#touched.add(id as ObjectId);
    this.#tree = undefined;
  }
}
