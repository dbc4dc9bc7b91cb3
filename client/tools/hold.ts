import {
  add,
  conjugate,
  dot,
  length,
  normalize,
  type Pose,
  rotate,
  scaleBy,
  subtract,
  transform,
  UPRIGHT,
  type Vec3,
} from '../../shared/pose.ts';
import type { Pointer, Ray } from '../model/index.ts';
import { facing, UP } from './maths.ts';

/** Metres. */
const NEAREST = 0.1;
const FARTHEST = 50;
/** Looking along the floor more flatly than this (sine of the angle), a drag over it would run away. */
const GRAZING = 0.12;

interface HoldBase {
  readonly pointer: string;
  /** The hold's pose when the present grip began (session space). */
  readonly from: Pose;
}

/** How one pointer holds something. */
export type Hold =
  /** The hand itself: `point` is what it holds, in the space of the hand. */
  | (HoldBase & { readonly way: 'hand'; readonly grip: Pose; readonly point: Vec3 })
  /** At the end of a ray, which can be made longer and shorter. */
  | (HoldBase & { readonly way: 'ray'; readonly end: Pose; readonly distance: number })
  /** Over a plane, as a screen can only say two numbers. */
  | (HoldBase & { readonly way: 'plane'; readonly normal: Vec3; readonly at: Vec3 });

/** `point`: what is held, session space; `near`: by the hand itself, not by the ray. */
export function takeHold(pointer: Pointer, point: Vec3, near: boolean): Hold {
  const id = pointer.id;
  if (pointer.kind === 'screen') {
    const flat = Math.abs(pointer.ray.direction[1]) >= GRAZING;
    const away = normalize([pointer.ray.direction[0], 0, pointer.ray.direction[2]], [0, 0, -1]);
    return {
      way: 'plane',
      pointer: id,
      from: { position: point, rotation: UPRIGHT },
      normal: flat ? UP : away,
      at: point,
    };
  }
  if (near && pointer.grip) {
    const grip = pointer.grip;
    const local = rotate(conjugate(grip.rotation), subtract(point, grip.position));
    return { way: 'hand', pointer: id, from: grip, grip, point: local };
  }
  const distance = clamp(length(subtract(point, pointer.ray.origin)));
  const end = rayEnd(pointer, distance);
  return { way: 'ray', pointer: id, from: end, end, distance };
}

/** The hold after the pointer's motion of this frame; `dt` in ms. */
export function advance(hold: Hold, pointer: Pointer, dt: number): Hold {
  switch (hold.way) {
    case 'hand':
      return pointer.grip ? { ...hold, grip: pointer.grip } : hold;
    case 'ray': {
      // Far things go faster, so that a room can be crossed in about a second.
      const speed = Math.max(0.5, hold.distance) * (pointer.stick[1] ?? 0);
      const distance = clamp(hold.distance + (speed * dt) / 1000);
      return { ...hold, distance, end: rayEnd(pointer, distance) };
    }
    case 'plane':
      return { ...hold, at: meet(pointer.ray, hold.from.position, hold.normal) ?? hold.at };
  }
}

export function holdPose(hold: Hold): Pose {
  switch (hold.way) {
    case 'hand':
      return hold.grip;
    case 'ray':
      return hold.end;
    case 'plane':
      return { position: hold.at, rotation: UPRIGHT };
  }
}

/** The point that is held (session space). */
export const holdPoint = (hold: Hold): Vec3 =>
  hold.way === 'hand' ? transform(hold.grip, hold.point) : holdPose(hold).position;

const clamp = (n: number): number => Math.min(FARTHEST, Math.max(NEAREST, n));

/** A pose at the end of the ray that turns with the hand where there is one, else with the ray. */
function rayEnd(pointer: Pointer, distance: number): Pose {
  const { origin, direction } = pointer.ray;
  const back = scaleBy(direction, -1);
  const top: Vec3 = Math.abs(direction[1]) < 0.99 ? UP : [0, 0, -1];
  return {
    position: add(origin, scaleBy(direction, distance)),
    rotation: pointer.grip?.rotation ?? facing(back, top),
  };
}

function meet(ray: Ray, point: Vec3, normal: Vec3): Vec3 | undefined {
  const facingRate = dot(ray.direction, normal);
  if (Math.abs(facingRate) < 0.02) return undefined;
  const t = dot(subtract(point, ray.origin), normal) / facingRate;
  return t > 0 && t < 200 ? add(ray.origin, scaleBy(ray.direction, t)) : undefined;
}
