import type { ObjectId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  compose,
  IDENTITY,
  invert,
  moveWith,
  type Placement,
  type Pose,
  relative,
  type Vec3,
} from '../../shared/pose.ts';
import {
  type HeldObject,
  type Intent,
  type SessionObject,
  scaledWith,
  scalePlacement,
  scaleSize,
  tops,
} from '../../shared/session/index.ts';
import type { IntentBatch, Pointer, ToolWorld } from '../model/index.ts';
import { advance, type Hold, holdPoint, holdPose, takeHold } from './hold.ts';
import { snap } from './snap.ts';
import { type Similarity, start2, stretch, transformPose } from './two-hands.ts';

/** Helps that mind what is in the hand; the surface counts only where something is put down. */
const SNAPS = ['upright', 'grid', 'faces'] as const;

/**
 * One object in the hand: where it was when the present grip began, and where it is now (session space), with
 * its scale.
 */
interface Item {
  readonly id: ObjectId;
  from: Pose;
  fromScale: Vec3;
  placement: Placement;
}

interface Followed {
  readonly id: ObjectId;
  readonly placement: Placement;
}

/** How a pointer takes hold: where (session space), and whether the hand itself reaches there. */
export interface Grip {
  readonly pointer: Pointer;
  readonly point: Vec3;
  readonly near: boolean;
}

/** Something in one or two hands, from the first grip to the last release: one gesture, one step of undo. */
export class Grab {
  readonly gesture: string;
  #items: Item[];
  /** Their descendants when the present grip began: they are scaled along between two hands. */
  #following: readonly Followed[] = [];
  /** Of that, as it is now; empty until two hands have hold of it all. */
  #grown: readonly Followed[] = [];
  #holds: Hold[] = [];
  #two: Similarity | undefined;
  #checkpointAt: number;
  #dirty = false;
  #snappedBy = '';

  constructor(gesture: string, objects: readonly SessionObject[], time: number) {
    this.gesture = gesture;
    this.#items = objects.map(o => ({
      id: o.id,
      from: o.pose,
      fromScale: o.placement.scale,
      placement: o.placement,
    }));
    this.#checkpointAt = time + LIMITS.checkpointMs;
  }

  /** All that is in the hand, or grows with what is. */
  get ids(): readonly ObjectId[] {
    return [...this.#items, ...this.#grown].map(({ id }) => id);
  }
  /** Ids of the pointers that hold it, the first one first. */
  get pointers(): readonly string[] {
    return this.#holds.map(hold => hold.pointer);
  }
  /** The point at which this pointer holds it (session space). */
  pointOf(pointer: string): Vec3 | undefined {
    const hold = this.#holds.find(each => each.pointer === pointer);
    return hold && holdPoint(hold);
  }
  get held(): readonly HeldObject[] {
    return [...this.#items.map(({ id, placement }) => ({ id, placement })), ...this.#grown];
  }
  /** Whether this would grow with what is in the hand. */
  follows(id: ObjectId): boolean {
    return this.#following.some(each => each.id === id);
  }

  /**
   * A pointer takes hold. A third one is not listened to: two hands say all that there is to say.
   * `elsewhere`: what other hands hold, which does not grow with this.
   */
  join({ pointer, point, near }: Grip, world: ToolWorld, elsewhere: ReadonlySet<ObjectId>): void {
    if (this.#holds.length >= 2) return;
    this.#rebase(world);
    const now = new Map(this.#grown.map(({ id, placement }) => [id, placement]));
    const items = new Set(this.#items.map(({ id }) => id));
    this.#following = scaledWith(items, world.objects).flatMap(({ id, placement }) =>
      elsewhere.has(id) ? [] : [{ id, placement: now.get(id) ?? placement }],
    );
    this.#holds.push(takeHold(pointer, point, near));
    this.#restart();
  }

  /** Releases one pointer. True when no hand is left. */
  release(pointer: string, world: ToolWorld): boolean {
    this.#holds = this.#holds.filter(hold => hold.pointer !== pointer);
    if (this.#holds.length === 0) return true;
    this.#rebase(world);
    this.#restart();
    return false;
  }

  /** Objects that were deleted or locked meanwhile slip out of the hand. False when nothing is left in it. */
  keepOnly(world: ToolWorld): boolean {
    const isFree = ({ id }: { readonly id: ObjectId }): boolean => {
      const object = world.objects.get(id);
      return object !== undefined && object.locked === undefined;
    };
    this.#items = this.#items.filter(isFree);
    this.#following = this.#following.filter(isFree);
    this.#grown = this.#grown.filter(isFree);
    return this.#items.length > 0;
  }

  /** Moves with the hands; `dt` in ms. */
  move(pointers: ReadonlyMap<string, Pointer>, dt: number, world: ToolWorld): void {
    this.#holds = this.#holds.map(hold => {
      const pointer = pointers.get(hold.pointer);
      return pointer ? advance(hold, pointer, dt) : hold;
    });
    const [first, second] = this.#holds;
    if (!first) return;
    if (second) {
      const following = this.#following.map(({ placement }) => placement);
      this.#two = stretch(this.#two ?? start2(first, second), first, second, this.#scales(), following);
      this.#grow(this.#two.scale);
    }
    /**
     * Snapping moves all by what it moves the first one: things in one hand keep their places to each
     * other.
     */
    let snapping: Pose = IDENTITY;
    for (const [i, item] of this.#items.entries()) {
      const object = world.objects.get(item.id);
      if (!object) continue;
      const free = this.#two
        ? transformPose(this.#two, item.from)
        : moveWith(first.from, holdPose(first), item.from);
      const scale = this.#two ? scaleSize(item.fromScale, this.#two.scale) : item.fromScale;
      if (i === 0) snapping = this.#snap(free, scale, world);
      const pose = compose(snapping, free);
      const next: Placement = {
        parent: object.placement.parent,
        ...relative(parentPose(object), pose),
        scale,
      };
      // A hand whose tracking breaks can be anywhere: better to stay than to be thrown out of the world.
      if (isUsable(next)) {
        item.placement = next;
        this.#dirty = true;
      }
    }
  }

  /**
   * Returns the batch to write now so that a crash loses little; undefined when it is not time or nothing
   * moved.
   */
  checkpoint(time: number): IntentBatch | undefined {
    if (time < this.#checkpointAt || !this.#dirty) return undefined;
    this.#checkpointAt = time + LIMITS.checkpointMs;
    return this.final();
  }

  /** Returns the batch that a release writes: each object where it was last seen in the hand. */
  final(): IntentBatch {
    this.#dirty = false;
    const moved = [...this.#items, ...this.#grown];
    const intents = moved.map(({ id, placement }): Intent => ({ type: 'move-object', id, placement }));
    return { intents, gesture: this.gesture };
  }

  /** The motion (session space) that brings `pose` to where the snaps want it. */
  #snap(pose: Pose, size: Vec3, world: ToolWorld): Pose {
    if (!SNAPS.some(snap => world.snaps.has(snap))) return IDENTITY;
    const own = new Set(this.ids);
    const others = [...world.objects.values()].filter(({ id }) => !own.has(id));
    const snapped = snap(pose, size, world.snaps, others);
    this.#snappedBy = snapped.by;
    return compose(snapped.pose, invert(pose));
  }

  /** The snaps that hold it, as text that changes when they do; empty where none does. */
  get snappedBy(): string {
    return this.#snappedBy;
  }

  #scales(): readonly Vec3[] {
    return this.#items.map(item => item.fromScale);
  }

  #grow(by: number): void {
    const now = this.#following.map(({ id, placement }) => ({
      id,
      placement: scalePlacement(placement, by),
    }));
    if (now.every(({ placement }) => isUsable(placement))) this.#grown = now;
  }

  /** From here on, motion counts from where things are now. */
  #rebase(world: ToolWorld): void {
    for (const item of this.#items) {
      const object = world.objects.get(item.id);
      item.from = compose(object ? parentPose(object) : IDENTITY, item.placement);
      item.fromScale = item.placement.scale;
    }
    const now = new Map(this.#grown.map(({ id, placement }) => [id, placement]));
    this.#following = this.#following.map(({ id, placement }) => ({
      id,
      placement: now.get(id) ?? placement,
    }));
  }

  #restart(): void {
    this.#holds = this.#holds.map(hold => ({ ...hold, from: holdPose(hold) }));
    const [first, second] = this.#holds;
    this.#two = first && second ? start2(first, second) : undefined;
    if (this.#two) this.#grown = this.#following;
  }
}

/**
 * Which objects a grab of `id` takes along: the selection that it is part of, without locked ones and without
 * children of others; none for who may not edit.
 */
export function grabbed(id: ObjectId, world: ToolWorld): SessionObject[] {
  if (!world.mayEdit) return [];
  const ids = world.selection.has(id) ? [...world.selection] : [id];
  const free = new Set(tops(ids, each => world.objects.get(each as ObjectId)?.placement));
  return ids.flatMap(each => {
    const object = world.objects.get(each);
    if (!object || !free.has(each) || object.locked !== undefined || object.hidden) return [];
    return [object];
  });
}

/**
 * The space that the object's placement is given in, as a pose in session space. Taken from the object
 * itself, so that a parent that is gone or a cycle that was cut on reading needs no second reasoning here.
 */
const parentPose = (object: SessionObject): Pose => compose(object.pose, invert(object.placement));

const isUsable = (p: Placement): boolean =>
  p.position.every(n => Math.abs(n) <= LIMITS.positionMaxM) &&
  p.rotation.every(Number.isFinite) &&
  p.scale.every(n => n >= LIMITS.scaleMin && n <= LIMITS.scaleMax);
