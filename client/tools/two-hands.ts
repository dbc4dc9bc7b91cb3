import {
  add,
  between,
  conjugate,
  distance,
  fromAxisAngle,
  multiply,
  normalize,
  type Placement,
  type Pose,
  type Quat,
  rotate,
  scaleBy,
  subtract,
  UPRIGHT,
  unit,
  type Vec3,
} from '../../shared/pose.ts';
import { limitScale } from '../../shared/session/index.ts';
import { type Hold, holdPoint, holdPose } from './hold.ts';
import { twistAngle } from './maths.ts';

/** Hands nearer to each other than this (m) say nothing about a size. */
const CLOSEST = 0.02;

/**
 * The motion of two hands since both hold: about `pivot`, turned and stretched, then brought to `middle`.
 * Session space.
 */
export interface Similarity {
  readonly pivot: Vec3;
  readonly middle: Vec3;
  readonly rotation: Quat;
  readonly scale: number;
  /** Distance (m) between the hands when both took hold. */
  readonly span: number;
  /**
   * The hands as they were one frame ago: turning is summed up frame by frame, so that it can go all the way
   * round.
   */
  readonly axis: Vec3;
  readonly turns: readonly [Quat, Quat];
}

const middleOf = (a: Hold, b: Hold): Vec3 => scaleBy(add(holdPoint(a), holdPoint(b)), 0.5);
const axisOf = (a: Hold, b: Hold): Vec3 => normalize(subtract(holdPoint(b), holdPoint(a)), [1, 0, 0]);

export function start2(a: Hold, b: Hold): Similarity {
  const middle = middleOf(a, b);
  return {
    pivot: middle,
    middle,
    rotation: UPRIGHT,
    scale: 1,
    span: Math.max(CLOSEST, distance(holdPoint(a), holdPoint(b))),
    axis: axisOf(a, b),
    turns: [holdPose(a).rotation, holdPose(b).rotation],
  };
}

/**
 * The motion after this frame: the line between the hands gives translation, turning and size; what it cannot
 * say, turning about the line itself, is the mean of both hands. `scales`: sizes (m) of what is held,
 * `following`: what grows with it; all must stay within the limits.
 */
export function stretch(
  before: Similarity,
  a: Hold,
  b: Hold,
  scales: readonly Vec3[],
  following: readonly Placement[],
): Similarity {
  const apart = distance(holdPoint(a), holdPoint(b));
  const axis = apart < CLOSEST ? before.axis : axisOf(a, b);
  const swing = between(before.axis, axis);
  const turns: [Quat, Quat] = [holdPose(a).rotation, holdPose(b).rotation];
  const twists = turns.map((now, i) => {
    const then = before.turns[i as 0 | 1];
    return twistAngle(multiply(multiply(now, conjugate(then)), conjugate(swing)), axis);
  }) as [number, number];
  const twist = fromAxisAngle(axis, (twists[0] + twists[1]) / 2);
  return {
    ...before,
    middle: middleOf(a, b),
    rotation: unit(multiply(multiply(twist, swing), before.rotation)),
    scale: limitScale(Math.max(CLOSEST, apart) / before.span, scales, following),
    axis,
    turns,
  };
}

export const transformPose = (motion: Similarity, pose: Pose): Pose => ({
  position: add(
    motion.middle,
    rotate(motion.rotation, scaleBy(subtract(pose.position, motion.pivot), motion.scale)),
  ),
  rotation: unit(multiply(motion.rotation, pose.rotation)),
});
