import type { ObjectId } from '../../shared/ids.ts';
import { angleBetween, distance, dot, length, type Vec3 } from '../../shared/pose.ts';
import type { ObjectHit, Pointer, ToolWorld } from '../model/index.ts';
import { distanceToBox } from './maths.ts';

/** A hand takes what is this near (m) without pointing at it. */
const NEAR = 0.12;
/** Standing inside something larger than this (m) is not holding it. */
const ROOM_SIZED = 1;

/** The target of a press, and the point on it (session space); `near` where the hand itself reaches it. */
export interface GrabTarget {
  readonly id: ObjectId;
  readonly point: Vec3;
  readonly near: boolean;
}

/** Returns the target of this pointer: what the hand reaches, else what the ray meets (`hit`). */
export function targetOf(
  pointer: Pointer,
  hit: ObjectHit | undefined,
  world: ToolWorld,
): GrabTarget | undefined {
  const id = pointer.grip && inReach(pointer.grip.position, world);
  if (pointer.grip && id) return { id, point: pointer.grip.position, near: true };
  if (!hit) return undefined;
  const near = pointer.grip !== undefined && distance(pointer.grip.position, hit.point) <= NEAR;
  return { id: hit.id, point: hit.point, near };
}

/**
 * The object nearest to the hand, the smaller one of two that contain it. Locked and hidden ones cannot be
 * taken.
 */
function inReach(hand: Vec3, world: ToolWorld): ObjectId | undefined {
  let best: ObjectId | undefined;
  let bestDistance = NEAR;
  let bestSize = Number.POSITIVE_INFINITY;
  for (const { id, pose, placement, locked, hidden } of world.objects.values()) {
    const size = length(placement.scale);
    if (locked !== undefined || hidden || size > ROOM_SIZED * Math.sqrt(3)) continue;
    if (distance(pose.position, hand) > NEAR + size / 2) continue;
    const d = distanceToBox(pose, placement.scale, hand);
    if (d < bestDistance || (d === bestDistance && size < bestSize)) {
      best = id;
      bestDistance = d;
      bestSize = size;
    }
  }
  return best;
}

/** True once the pointer went farther than a calm click does: from then on it drags. */
export function hasMoved(from: Pointer, to: Pointer): boolean {
  const turned = Math.acos(Math.min(1, dot(from.ray.direction, to.ray.direction)));
  // A screen's pointer is steady: a few pixels are already meant.
  if (to.kind === 'screen') return turned > 0.006;
  if (turned > 0.03 || distance(from.ray.origin, to.ray.origin) > 0.02) return true;
  return (
    from.grip !== undefined &&
    to.grip !== undefined &&
    (distance(from.grip.position, to.grip.position) > 0.02 ||
      angleBetween(from.grip.rotation, to.grip.rotation) > 0.12)
  );
}
