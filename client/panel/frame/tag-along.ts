import {
  add,
  distance,
  fromYaw,
  multiply,
  normalize,
  type Pose,
  rotate,
  scaleBy,
  subtract,
  type Vec3,
} from '../../../shared/pose.ts';

/** Where the panel goes: so far from and so far below the eyes (m), about 0.7 m away. */
const AHEAD_M = 0.62;
const BELOW_M = 0.3;
/**
 * Aside of where the person looks (rad): in the picture, and out of the way of what they want to put things
 * on.
 */
const ASIDE_RAD = (31 * Math.PI) / 180;
/**
 * It follows when the person is farther from it than this (m), turned so far from where they had it (rad), or
 * comes too near (m).
 */
const FAR_M = 1.2;
const NEAR_M = 0.3;
const TURNED_RAD = (60 * Math.PI) / 180;
/** It has arrived when it is this near (m) to where it goes. */
const ARRIVED_M = 0.01;
/** Time constant (ms) of its motion. */
const PACE_MS = 120;

/**
 * A panel that stays where it is until the person has clearly gone elsewhere, then glides after them. Session
 * space.
 */
export interface TagAlong {
  readonly pose: Pose;
  readonly isMoving: boolean;
}

/** On which side of the gaze the panel is. */
export type Side = 'left' | 'right';

/** In front of the eyes, to a side and below the gaze, upright and leaning back so that it faces them. */
export function beside(head: Pose, side: Side): Pose {
  const look = rotate(head.rotation, [0, 0, -1]);
  // Someone who looks straight down has their forehead where ahead is.
  const ahead =
    Math.hypot(look[0], look[2]) > 0.2 ? look : rotate(head.rotation, [0, look[1] < 0 ? 1 : -1, 0]);
  const flat = normalize([ahead[0], 0, ahead[2]], [0, 0, -1]);
  const aside = rotate(fromYaw(side === 'left' ? ASIDE_RAD : -ASIDE_RAD), flat);
  const position = add(head.position, add(scaleBy(aside, AHEAD_M), [0, -BELOW_M, 0]));
  return { position, rotation: facing(position, head.position) };
}

export function tagAlong(
  now: TagAlong | undefined,
  head: Pose,
  side: Side,
  dt: number,
  mayMove: boolean,
): TagAlong {
  const goal = beside(head, side);
  if (!now) return { pose: goal, isMoving: false };
  if (!mayMove) return { pose: now.pose, isMoving: false };
  const away = distance(now.pose.position, goal.position);
  const isMoving = now.isMoving ? away > ARRIVED_M : isOutOfReach(now.pose.position, head, goal.position);
  if (!isMoving) return { pose: now.pose, isMoving };
  const part = 1 - Math.exp(-dt / PACE_MS);
  const position = add(now.pose.position, scaleBy(subtract(goal.position, now.pose.position), part));
  return { pose: { position, rotation: facing(position, head.position) }, isMoving };
}

function isOutOfReach(panel: Vec3, head: Pose, goal: Vec3): boolean {
  const there = subtract(panel, head.position);
  const apart = Math.hypot(there[0], there[2]);
  if (distance(panel, head.position) > FAR_M || apart < NEAR_M) return true;
  const look = rotate(head.rotation, [0, 0, -1]);
  const flat = Math.hypot(look[0], look[2]);
  // Straight up or down there is no telling where a person turns.
  if (flat < 0.2) return false;
  const wanted = subtract(goal, head.position);
  const turned = (wanted[0] * there[0] + wanted[2] * there[2]) / (Math.hypot(wanted[0], wanted[2]) * apart);
  return Math.acos(Math.min(1, Math.max(-1, turned))) > TURNED_RAD;
}

/** Upright, its +Z towards `eyes`. */
function facing(position: Vec3, eyes: Vec3): Pose['rotation'] {
  const d = subtract(eyes, position);
  const yaw = Math.atan2(d[0], d[2]);
  const lean = Math.atan2(d[1], Math.hypot(d[0], d[2]));
  return multiply(fromYaw(yaw), [Math.sin(-lean / 2), 0, 0, Math.cos(-lean / 2)]);
}
