import type {
  InputFrame,
  ObjectHit,
  Pointer,
  Ray,
  SnapName,
  ToolChoice,
  ToolWorld,
} from '../../client/model/index.ts';
import type { Tools } from '../../client/tools/index.ts';
import type { ObjectId } from '../../shared/ids.ts';
import {
  add,
  compose,
  IDENTITY,
  normalize,
  type Placement,
  type Pose,
  rotate,
  scaleBy,
  subtract,
  type Vec3,
} from '../../shared/pose.ts';
import type { HeldObject, Intent, SessionObject } from '../../shared/session/index.ts';

/** Hands and a small world for the tools, with nothing behind them. */

export const HEAD: Pose = { position: [0, 1.6, 0], rotation: [0, 0, 0, 1] };

export function pointer(change: Partial<Pointer> & { ray?: Ray } = {}): Pointer {
  return {
    id: 'right',
    kind: 'controller',
    hand: 'right',
    ray: { origin: [0, 1.4, 0], direction: [0, 0, -1] },
    grip: undefined,
    select: 'idle',
    squeeze: 'idle',
    stick: [0, 0],
    extend: false,
    surface: undefined,
    tip: undefined,
    captured: false,
    ...change,
  };
}

/** A hand at a pose: its ray leaves it along its -Z. */
export const hand = (pose: Pose, change: Partial<Pointer> = {}): Pointer =>
  pointer({
    grip: pose,
    ray: { origin: pose.position, direction: rotate(pose.rotation, [0, 0, -1]) },
    ...change,
  });

export const frame = (time: number, ...pointers: Pointer[]): InputFrame => ({ time, head: HEAD, pointers });

/** What a ray meets first where objects are spheres as wide as their largest edge. */
export function meetSpheres(objects: Iterable<SessionObject>, ray: Ray): ObjectHit | undefined {
  let best: ObjectHit | undefined;
  for (const { id, pose, placement } of objects) {
    const radius = Math.max(...placement.scale) / 2;
    const to = subtract(pose.position, ray.origin);
    const along = to[0] * ray.direction[0] + to[1] * ray.direction[1] + to[2] * ray.direction[2];
    const gap = radius ** 2 - (to[0] ** 2 + to[1] ** 2 + to[2] ** 2 - along ** 2);
    const distance = along - Math.sqrt(Math.max(0, gap));
    if (gap < 0 || distance < 0 || (best && best.distance < distance)) continue;
    const point = add(ray.origin, scaleBy(ray.direction, distance));
    best = { id, point, normal: normalize(subtract(point, pose.position)), distance };
  }
  return best;
}

/**
 * A world whose objects are spheres as wide as their largest edge, which follows intents as the document
 * would.
 */
export class TestWorld implements ToolWorld {
  readonly objects = new Map<ObjectId, SessionObject>();
  choice: ToolChoice = { tool: 'select' };
  color: string | undefined;
  selection: ReadonlySet<ObjectId> = new Set();
  several = false;
  mayEdit = true;
  snaps: ReadonlySet<SnapName> = new Set<SnapName>(['surface']);

  add(id: string, placement: Partial<Placement>, extra: Partial<SessionObject> = {}): ObjectId {
    const full: Placement = { parent: null, ...IDENTITY, scale: [0.2, 0.2, 0.2], ...placement };
    this.#put(id as ObjectId, { kind: 'box', ...extra, placement: full });
    return id as ObjectId;
  }

  remove(id: ObjectId): void {
    this.objects.delete(id);
  }

  lock(id: ObjectId): void {
    const object = this.objects.get(id);
    if (object) this.objects.set(id, { ...object, locked: 'somebody-else' });
  }

  apply(intents: readonly Intent[]): void {
    for (const intent of intents) {
      if (intent.type === 'place-object')
        this.#put(intent.id, { kind: intent.kind, placement: intent.placement });
      const object = intent.type === 'move-object' && this.objects.get(intent.id);
      if (object && intent.type === 'move-object')
        this.#put(intent.id, { ...object, placement: intent.placement });
    }
  }

  pick(ray: Ray): ObjectHit | undefined {
    return meetSpheres(this.objects.values(), ray);
  }

  #put(id: ObjectId, object: Omit<SessionObject, 'id' | 'pose'>): void {
    const parent = object.placement.parent;
    const above = parent === null ? IDENTITY : (this.objects.get(parent as ObjectId)?.pose ?? IDENTITY);
    this.objects.set(id, { ...object, id, pose: compose(above, object.placement) });
  }
}

/** Plays frames and writes what comes out, as the app does. */
export class Player {
  readonly intents: Intent[] = [];
  readonly gestures: (string | undefined)[] = [];
  held: readonly HeldObject[] = [];
  readonly #tools: Tools;
  readonly #world: TestWorld;
  time = 0;

  constructor(tools: Tools, world: TestWorld) {
    this.#tools = tools;
    this.#world = world;
  }

  play(...pointers: Pointer[]): ReturnType<Tools['update']> {
    this.time += 14;
    return this.#take(this.#tools.update(frame(this.time, ...pointers), this.#world));
  }

  cancel(): ReturnType<Tools['cancel']> {
    return this.#take(this.#tools.cancel());
  }

  #take(output: ReturnType<Tools['update']>): ReturnType<Tools['update']> {
    for (const { intents, gesture } of output.batches) {
      this.intents.push(...intents);
      this.gestures.push(gesture);
      this.#world.apply(intents);
    }
    if (output.selection) this.#world.selection = output.selection;
    this.held = output.held;
    return output;
  }
}

export const at = (position: Vec3, rotation: Pose['rotation'] = [0, 0, 0, 1]): Pose => ({
  position,
  rotation,
});
