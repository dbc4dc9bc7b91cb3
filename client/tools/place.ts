import type { ObjectId } from '../../shared/ids.ts';
import { bundledModel, type Kind, kindOf } from '../../shared/kinds/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  between,
  fromYaw,
  length,
  multiply,
  normalize,
  type Placement,
  type Pose,
  type Quat,
  rotate,
  subtract,
  unit,
  type Vec3,
} from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import type { ObjectHit, Pointer, Preview, Ray, SurfaceHit, ToolChoice, ToolWorld } from '../model/index.ts';
import { facing, flattenVector, UP } from './maths.ts';
import { type Ground, snap, touching } from './snap.ts';

/** A surface steeper than this is a wall: the cosine of 45 degrees. */
const WALL = Math.SQRT1_2;

/** Size (m) of a newly placed object of this choice; undefined for a kind that this version cannot make. */
export function sizeOf({ kind, asset, size }: Extract<ToolChoice, { tool: 'place' }>): Vec3 | undefined {
  return size ?? bundledModel(asset)?.size ?? kindOf(kind)?.size;
}

/** Floors and tables are measured a little askew: up to the cosine of 10 degrees they are level. */
const LEVEL = 0.985;

/**
 * How something is put on a surface: standing on its base or lying on its back, along the surface; or
 * upright, whatever the surface.
 */
export type Manner = Kind['rests'] | 'upright';

/**
 * The surface as what stands on it minds it: level where it nearly is. Undefined in the air, where there is
 * nothing to touch.
 */
export function groundOf(manner: Manner, { point, normal, source }: SurfaceHit): Ground | undefined {
  if (source === 'air') return undefined;
  const isLevel = manner !== 'back' && Math.abs(normal[1]) > LEVEL;
  return { point, normal: isLevel ? [0, Math.sign(normal[1]), 0] : normal };
}

/**
 * Returns the pose of an object of `size` (m) that rests on a surface, in session space, touching it and
 * nowhere behind it. What stands does so on its base, its front to the person, and leans with a slope; on a
 * wall it hangs with its back to it; what lies turns its back to the surface, its top where the person's view
 * has its top.
 */
export function restOn(manner: Manner, size: Vec3, surface: SurfaceHit, ray: Ray, head: Pose): Pose {
  const ground = groundOf(manner, surface);
  const toHead = subtract(head.position, surface.point);
  const faceHead = fromYaw(Math.atan2(toHead[0], toHead[2]));
  const rotation = ground ? turned(manner, ground.normal, faceHead, ray, head) : faceHead;
  return { position: touching(surface.point, rotation, size, ground), rotation };
}

function turned(manner: Manner, normal: Vec3, faceHead: Quat, ray: Ray, head: Pose): Quat {
  const isWall = Math.abs(normal[1]) < WALL;
  switch (manner) {
    case 'upright':
      return faceHead;
    case 'back': {
      const viewUp = flattenVector(UP, ray.direction);
      // A wall has an up of its own; on a floor or a ceiling, up is what the person sees as up.
      const up = isWall ? UP : length(viewUp) > 0.05 ? viewUp : rotate(head.rotation, UP);
      const seen = flattenVector(up, normal);
      const top = length(seen) > 0.05 ? seen : flattenVector(rotate(head.rotation, [0, 0, -1]), normal);
      const any: Vec3 = Math.abs(normal[1]) < 0.9 ? UP : [0, 0, -1];
      return facing(normal, normalize(top, normalize(flattenVector(any, normal))));
    }
    case 'base':
      if (isWall) return fromYaw(Math.atan2(normal[0], normal[2]));
      return unit(multiply(between([0, Math.sign(normal[1]), 0], normal), faceHead));
  }
}

/**
 * The surface that counts for placing: an object in the way is one too, so that things can be put on things.
 */
function surfaceFor(pointer: Pointer, hit: ObjectHit | undefined): SurfaceHit | undefined {
  const { surface, ray } = pointer;
  if (!hit) return surface;
  // Pointing down means what is below: nothing can be put on the underside of a leaf, and hanging from it
  // would go through the floor.
  if (hit.normal[1] < -WALL && ray.direction[1] < 0) return surface;
  if (surface && length(subtract(surface.point, ray.origin)) < hit.distance && surface.source !== 'air') {
    return surface;
  }
  return { point: hit.point, normal: hit.normal, source: 'mesh' };
}

/** The object that a confirm would place, and the snaps that hold it, as text that changes when they do. */
export interface Placing {
  readonly preview: Preview;
  readonly by: string;
}

/**
 * Returns what a confirm by this pointer would place; `hit` is the object that it points at. Undefined where
 * nothing can be placed.
 */
export function previewFor(
  pointer: Pointer,
  hit: ObjectHit | undefined,
  head: Pose,
  choice: Extract<ToolChoice, { tool: 'place' }>,
  world: ToolWorld,
): Placing | undefined {
  const kind = kindOf(choice.kind);
  const size = sizeOf(choice);
  const surface = surfaceFor(pointer, hit);
  if (!kind || !size || !surface) return undefined;
  const manner = world.snaps.has('surface') ? kind.rests : 'upright';
  const rested = restOn(manner, size, surface, pointer.ray, head);
  // Upright is how things stand; what lies would have to stand up for it.
  const snaps =
    manner === 'back' ? new Set([...world.snaps].filter(each => each !== 'upright')) : world.snaps;
  const { pose, by } = snap(rested, size, snaps, world.objects.values(), groundOf(manner, surface));
  const placement: Placement = { parent: null, ...pose, scale: size };
  const reach = Math.max(...pose.position.map(Math.abs));
  if (!(reach <= LIMITS.positionMaxM)) return undefined;
  const { asset, name } = choice;
  const color = world.color ?? kind.color;
  return { preview: { kind: choice.kind, asset, name, color, placement }, by };
}

/**
 * The intent that makes a preview real. A colour is written only where the person chose one: kinds know their
 * own.
 */
export function placeIntent(id: ObjectId, preview: Preview, world: ToolWorld): Intent {
  return {
    type: 'place-object',
    id,
    kind: preview.kind,
    placement: preview.placement,
    fields: {
      ...(world.color === undefined ? {} : { color: world.color }),
      ...(preview.asset === undefined ? {} : { asset: preview.asset }),
      ...(preview.name === undefined ? {} : { name: preview.name }),
    },
  };
}
