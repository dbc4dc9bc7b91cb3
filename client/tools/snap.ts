import {
  add,
  dot,
  fromYaw,
  halfExtents,
  type Pose,
  type Quat,
  scaleBy,
  subtract,
  type Vec3,
  yawOf,
} from '../../shared/pose.ts';
import type { SessionObject } from '../../shared/session/index.ts';
import type { SnapName } from '../model/index.ts';
import { reachAlong } from './maths.ts';

/** Metres. */
const GRID_M = 0.05;
/** Radians: 15 degrees. */
const TURN_RAD = Math.PI / 12;
/** Faces nearer than this (m) to being level with each other become so. */
const NEAR_M = 0.025;

/** A pose after snapping; `snapped` is the same text for as long as the same things hold it. */
export interface Snapped {
  readonly pose: Pose;
  readonly by: string;
}

/** The ground of an object: a plane through `point` that faces along `normal` (length 1); session space. */
export interface Ground {
  readonly point: Vec3;
  readonly normal: Vec3;
}

/** Along this axis something that lies on `ground` cannot be moved without sinking in or taking off. */
const isAcross = (axis: 0 | 1 | 2, ground: Ground | undefined): boolean =>
  ground !== undefined && Math.abs(ground.normal[axis]) >= Math.SQRT1_2;

/** The position of a box that touches `ground` and is nowhere behind it; where there is none, as it is. */
export function touching(position: Vec3, rotation: Quat, size: Vec3, ground: Ground | undefined): Vec3 {
  if (!ground) return position;
  const { point, normal } = ground;
  const away = dot(subtract(position, point), normal);
  return add(position, scaleBy(normal, reachAlong(normal, rotation, size) - away));
}

/**
 * Brings an object of `size` (m) at `pose` (session space) to where the chosen snaps want it: upright, on the
 * grid, its faces level with or against those of `others`. What is put on `ground` goes on touching it: the
 * snaps move it along the ground only.
 */
export function snap(
  pose: Pose,
  size: Vec3,
  snaps: ReadonlySet<SnapName>,
  others: Iterable<SessionObject>,
  ground?: Ground,
): Snapped {
  let { position, rotation } = pose;
  const by: string[] = [];
  if (snaps.has('upright')) {
    rotation = fromYaw(yawOf(rotation));
    position = touching(position, rotation, size, ground);
  }
  if (snaps.has('grid')) {
    const yaw = Math.round(yawOf(rotation) / TURN_RAD) * TURN_RAD;
    if (snaps.has('upright')) rotation = fromYaw(yaw);
    const half = halfExtents({ position, rotation }, size);
    // Its base is on the grid, not its middle: things of different heights stand on one level.
    const [x, y, z] = position;
    position = [onGrid(x), onGrid(y - half[1]) + half[1], onGrid(z)];
    position = touching(position, rotation, size, ground);
    by.push(position.join());
  }
  if (snaps.has('faces')) {
    const half = halfExtents({ position, rotation }, size);
    const moved: [number, number, number] = [...position];
    for (const axis of [0, 1, 2] as const) {
      if (isAcross(axis, ground)) continue;
      const shift = faceShift(position, half, axis, others);
      if (shift === undefined) continue;
      moved[axis] += shift.by;
      by.push(`${axis}${shift.name}`);
    }
    position = touching(moved, rotation, size, ground);
  }
  return { pose: { position, rotation }, by: by.join(' ') };
}

const onGrid = (n: number): number => Math.round(n / GRID_M) * GRID_M;

/** The smallest motion along `axis` that brings a face to a face of something beside it. */
function faceShift(
  position: Vec3,
  half: Vec3,
  axis: 0 | 1 | 2,
  others: Iterable<SessionObject>,
): { readonly by: number; readonly name: string } | undefined {
  let best: { by: number; name: string } | undefined;
  for (const other of others) {
    if (other.hidden) continue;
    const theirs = halfExtents(other.pose, other.placement.scale);
    const isBeside = ([0, 1, 2] as const).every(
      i => i === axis || Math.abs(position[i] - other.pose.position[i]) <= half[i] + theirs[i] + NEAR_M,
    );
    if (!isBeside) continue;
    const [low, high] = [position[axis] - half[axis], position[axis] + half[axis]];
    const [theirLow, theirHigh] = [
      other.pose.position[axis] - theirs[axis],
      other.pose.position[axis] + theirs[axis],
    ];
    for (const by of [theirLow - high, theirHigh - low, theirLow - low, theirHigh - high]) {
      if (Math.abs(by) <= NEAR_M && (!best || Math.abs(by) < Math.abs(best.by)))
        best = { by, name: other.id };
    }
  }
  return best;
}
