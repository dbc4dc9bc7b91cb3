import { invert, type Pose, rotate, type Vec3 } from '../../shared/pose.ts';
import type { Ray } from '../model/index.ts';
import { moveRay } from './space.ts';

/**
 * A meeting `t` metres along the ray; the normal (length 1, in the ray's space) looks back towards the ray.
 */
export interface Meeting {
  readonly t: number;
  readonly normal: Vec3;
}

/** Nearer than this (m) is the hand or the head itself. */
const NEAREST = 0.05;

/** A ray and a flat polygon in the XZ plane of `pose`, as WebXR describes detected planes. */
export function meetPolygon(
  ray: Ray,
  pose: Pose,
  polygon: readonly { readonly x: number; readonly z: number }[],
): Meeting | undefined {
  const { origin, direction } = moveRay(invert(pose), ray);
  if (Math.abs(direction[1]) < 1e-6) return undefined;
  const t = -origin[1] / direction[1];
  if (t < NEAREST) return undefined;
  const x = origin[0] + direction[0] * t;
  const z = origin[2] + direction[2] * t;
  let isInside = false;
  for (let i = 0, k = polygon.length - 1; i < polygon.length; k = i++) {
    const a = polygon[i];
    const b = polygon[k];
    if (a && b && a.z > z !== b.z > z && x < ((b.x - a.x) * (z - a.z)) / (b.z - a.z) + a.x) {
      isInside = !isInside;
    }
  }
  if (!isInside) return undefined;
  return { t, normal: rotate(pose.rotation, [0, direction[1] < 0 ? 1 : -1, 0]) };
}

interface Bounds {
  readonly changed: number;
  readonly low: Vec3;
  readonly high: Vec3;
}
const boundsOf = new WeakMap<object, Bounds>();

type Mesh = Pick<XRMesh, 'vertices' | 'indices' | 'lastChangedTime'>;

/**
 * The first triangle of the mesh that the ray meets (Möller and Trumbore, 1997), after a look at its bounding
 * box.
 */
export function meetMesh(ray: Ray, pose: Pose, mesh: Mesh): Meeting | undefined {
  const { origin, direction } = moveRay(invert(pose), ray);
  if (!meetsBox(origin, direction, bounds(mesh))) return undefined;
  const { vertices: v, indices } = mesh;
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = direction;
  let best = Number.POSITIVE_INFINITY;
  let normal: Vec3 = [0, 1, 0];
  // Plain numbers, no vectors: a scanned room has tens of thousands of triangles and this runs every frame.
  for (let i = 0; i + 2 < indices.length; i += 3) {
    const a = at(indices, i) * 3;
    const b = at(indices, i + 1) * 3;
    const c = at(indices, i + 2) * 3;
    const ax = at(v, a);
    const ay = at(v, a + 1);
    const az = at(v, a + 2);
    const ux = at(v, b) - ax;
    const uy = at(v, b + 1) - ay;
    const uz = at(v, b + 2) - az;
    const wx = at(v, c) - ax;
    const wy = at(v, c + 1) - ay;
    const wz = at(v, c + 2) - az;
    const px = dy * wz - dz * wy;
    const py = dz * wx - dx * wz;
    const pz = dx * wy - dy * wx;
    const det = ux * px + uy * py + uz * pz;
    if (Math.abs(det) < 1e-12) continue;
    const sx = ox - ax;
    const sy = oy - ay;
    const sz = oz - az;
    const beta = (sx * px + sy * py + sz * pz) / det;
    if (beta < 0 || beta > 1) continue;
    const qx = sy * uz - sz * uy;
    const qy = sz * ux - sx * uz;
    const qz = sx * uy - sy * ux;
    const gamma = (dx * qx + dy * qy + dz * qz) / det;
    if (gamma < 0 || beta + gamma > 1) continue;
    const t = (wx * qx + wy * qy + wz * qz) / det;
    if (t < NEAREST || t >= best) continue;
    best = t;
    normal = [uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx];
  }
  if (!Number.isFinite(best)) return undefined;
  const side = Math.sign(dx * normal[0] + dy * normal[1] + dz * normal[2]) < 0 ? 1 : -1;
  const size = Math.hypot(normal[0], normal[1], normal[2]) * side;
  return { t: best, normal: rotate(pose.rotation, [normal[0] / size, normal[1] / size, normal[2] / size]) };
}

/** A malformed index reads as 0: a wrong triangle in a scan is better than no surface at all. */
const at = (list: ArrayLike<number>, i: number): number => list[i] ?? 0;

function bounds(mesh: Mesh): Bounds {
  const known = boundsOf.get(mesh);
  if (known?.changed === mesh.lastChangedTime) return known;
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < mesh.vertices.length; i++) {
    const axis = (i % 3) as 0 | 1 | 2;
    low[axis] = Math.min(low[axis], at(mesh.vertices, i));
    high[axis] = Math.max(high[axis], at(mesh.vertices, i));
  }
  const fresh: Bounds = { changed: mesh.lastChangedTime, low, high };
  boundsOf.set(mesh, fresh);
  return fresh;
}

function meetsBox(origin: Vec3, direction: Vec3, { low, high }: Bounds): boolean {
  let enter = 0;
  let leave = Number.POSITIVE_INFINITY;
  for (const axis of [0, 1, 2] as const) {
    const a = (low[axis] - origin[axis]) / direction[axis];
    const b = (high[axis] - origin[axis]) / direction[axis];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter <= leave;
}
