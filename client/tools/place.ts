import type { ObjectId } from '../../shared/ids.ts';
import { bundledModel, type Kind, kindOf } from '../../shared/kinds/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  add,
  fromYaw,
  length,
  normalize,
  type Placement,
  type Pose,
  rotate,
  scaleBy,
  subtract,
  type Vec3,
} from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import type { ObjectHit, Pointer, Preview, Ray, SurfaceHit, ToolChoice, ToolWorld } from '../model/index.ts';
import { facing, flatten, UP } from './maths.ts';
import { snap } from './snap.ts';

/** A surface steeper than this is a wall: the cosine of 45 degrees. */
const WALL = Math.SQRT1_2;

/** Size (m) of a newly placed object of this choice; undefined for a kind that this version cannot make. */
export function sizeOf({ kind, asset, size }: Extract<ToolChoice, { tool: 'place' }>): Vec3 | undefined {
  return size ?? bundledModel(asset)?.size ?? kindOf(kind)?.size;
}

/**
 * Where an object of `size` (m) comes to rest on a surface, in session space. What stands does so by gravity, its front to the person;
 * on a wall it hangs with its back to it; what lies turns its back to the surface, its top where the person's view has its top.
 */
export function restOn(rests: Kind['rests'], size: Vec3, surface: SurfaceHit, ray: Ray, head: Pose): Pose {
  const { point, normal } = surface;
  const toHead = subtract(head.position, point);
  const faceHead = fromYaw(Math.atan2(toHead[0], toHead[2]));
  if (surface.source === 'air') return { position: point, rotation: faceHead };
  if (rests === 'back') {
    const viewUp = flatten(UP, ray.direction);
    const isWall = Math.abs(normal[1]) < WALL;
    // A wall has an up of its own; on a floor or a ceiling, up is what the person sees as up.
    const up = isWall ? UP : length(viewUp) > 0.05 ? viewUp : rotate(head.rotation, UP);
    const seen = flatten(up, normal);
    const top = length(seen) > 0.05 ? seen : flatten(rotate(head.rotation, [0, 0, -1]), normal);
    const any: Vec3 = Math.abs(normal[1]) < 0.9 ? UP : [0, 0, -1];
    return {
      position: add(point, scaleBy(normal, size[2] / 2)),
      rotation: facing(normal, normalize(top, normalize(flatten(any, normal)))),
    };
  }
  if (Math.abs(normal[1]) < WALL) {
    const out = normalize([normal[0], 0, normal[2]]);
    return {
      position: add(point, scaleBy(out, size[2] / 2)),
      rotation: fromYaw(Math.atan2(out[0], out[2])),
    };
  }
  const side = normal[1] > 0 ? 1 : -1;
  return { position: add(point, [0, (side * size[1]) / 2, 0]), rotation: faceHead };
}

/** The surface that counts for placing: an object in the way is one too, so that things can be put on things. */
function surfaceFor(pointer: Pointer, hit: ObjectHit | undefined): SurfaceHit | undefined {
  const { surface, ray } = pointer;
  if (!hit) return surface;
  // Who points down means what is below: nothing can be put on the underside of a leaf, and hanging from it would go through the floor.
  if (hit.normal[1] < -WALL && ray.direction[1] < 0) return surface;
  if (surface && length(subtract(surface.point, ray.origin)) < hit.distance && surface.source !== 'air') {
    return surface;
  }
  return { point: hit.point, normal: hit.normal, source: 'mesh' };
}

/** What a confirm by this pointer would place; `hit` is the object that it points at. Undefined where nothing can be placed. */
export function previewFor(
  pointer: Pointer,
  hit: ObjectHit | undefined,
  head: Pose,
  choice: Extract<ToolChoice, { tool: 'place' }>,
  world: ToolWorld,
): Preview | undefined {
  const kind = kindOf(choice.kind);
  const size = sizeOf(choice);
  const surface = surfaceFor(pointer, hit);
  if (!kind || !size || !surface) return undefined;
  const rests = world.snaps.has('surface') ? kind.rests : 'base';
  const rested = restOn(rests, size, surface, pointer.ray, head);
  const { pose } = snap(rested, size, world.snaps, world.objects.values());
  const placement: Placement = { parent: null, ...pose, scale: size };
  const reach = Math.max(...pose.position.map(Math.abs));
  if (!(reach <= LIMITS.positionMaxM)) return undefined;
  const { asset, name } = choice;
  return { kind: choice.kind, asset, name, color: world.color ?? kind.color, placement };
}

/** The intent that makes a preview real. A colour is written only where the person chose one: kinds know their own. */
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
