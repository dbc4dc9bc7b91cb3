import { fromYaw, type Pose, rotate, type Vec3, yawOf } from '../../shared/pose.ts';
import type { SessionObject } from '../../shared/session/index.ts';
import type { SnapName } from '../model/index.ts';

/** Metres. */
const GRID_M = 0.05;
/** Radians: 15 degrees. */
const TURN_RAD = Math.PI / 12;
/** Faces nearer than this (m) to being level with each other become so. */
const NEAR_M = 0.025;

/** What snapping did to a pose; `snapped` is the same text for as long as the same things hold it. */
export interface Snapped {
  readonly pose: Pose;
  readonly by: string;
}

/**
 * Brings an object of `size` (m) at `pose` (session space) to where the chosen helps say: upright, on the grid, its faces level with or
 * against those of `others`.
 */
export function snap(
  pose: Pose,
  size: Vec3,
  helps: ReadonlySet<SnapName>,
  others: Iterable<SessionObject>,
): Snapped {
  let { position, rotation } = pose;
  const by: string[] = [];
  if (helps.has('upright')) rotation = fromYaw(yawOf(rotation));
  if (helps.has('grid')) {
    const yaw = Math.round(yawOf(rotation) / TURN_RAD) * TURN_RAD;
    if (helps.has('upright')) rotation = fromYaw(yaw);
    const half = extents({ position, rotation }, size);
    // Its base is on the grid, not its middle: things of different heights stand on one level.
    const [x, y, z] = position;
    position = [onGrid(x), onGrid(y - half[1]) + half[1], onGrid(z)];
    by.push(position.join());
  }
  if (helps.has('faces')) {
    const half = extents({ position, rotation }, size);
    const moved: [number, number, number] = [...position];
    for (const axis of [0, 1, 2] as const) {
      const shift = faceShift(position, half, axis, others);
      if (shift === undefined) continue;
      moved[axis] += shift.by;
      by.push(`${axis}${shift.name}`);
    }
    position = moved;
  }
  return { pose: { position, rotation }, by: by.join(' ') };
}

const onGrid = (n: number): number => Math.round(n / GRID_M) * GRID_M;

/** Half of the upright box around it (m). */
function extents({ rotation }: Pose, size: Vec3): Vec3 {
  const x = rotate(rotation, [size[0] / 2, 0, 0]);
  const y = rotate(rotation, [0, size[1] / 2, 0]);
  const z = rotate(rotation, [0, 0, size[2] / 2]);
  const reach = (i: 0 | 1 | 2): number => Math.abs(x[i]) + Math.abs(y[i]) + Math.abs(z[i]);
  return [reach(0), reach(1), reach(2)];
}

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
    const theirs = extents(other.pose, other.placement.scale);
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
