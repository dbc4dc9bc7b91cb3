/**
 * Poses: where things are. Metres; unit quaternions as [x, y, z, w]; right-handed, +Y up, -Z forward (WebXR's
 * axes). Everything here is pure and allocates new arrays; nothing knows three.js.
 */

/** Metres, or scale factors, along x, y, z. */
export type Vec3 = readonly [number, number, number];
/** Unit quaternion [x, y, z, w]. */
export type Quat = readonly [number, number, number, number];

/** A rigid motion: `rotation` first, then `position`, both in the space that the pose is expressed in. */
export interface Pose {
  readonly position: Vec3;
  readonly rotation: Quat;
}

/**
 * Where an object is: a pose in the space of `parent` (a frame id, an object id, or null for the session's
 * own origin), and the object's own scale. Scale is never inherited: parents carry rigid motion only, so that
 * composing stays exact (a rotated child of a stretched parent would shear, and no position-rotation-scale
 * triple can say that).
 */
export interface Placement extends Pose {
  readonly parent: string | null;
  readonly scale: Vec3;
}

/** A placement as the document stores it: [parent, px,py,pz, qx,qy,qz,qw, sx,sy,sz]. */
export type PlacementTuple = readonly [string | null, ...number[]];

/**
 * Rotation about +Y (rad), then translation (m), that takes a point of one gravity-aligned space into
 * another.
 */
export interface Alignment {
  readonly yaw: number;
  readonly translation: Vec3;
}

export const ORIGIN: Vec3 = [0, 0, 0];
export const UPRIGHT: Quat = [0, 0, 0, 1];
export const UNIT_SCALE: Vec3 = [1, 1, 1];
export const IDENTITY: Pose = { position: ORIGIN, rotation: UPRIGHT };

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scaleBy = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vec3): number => Math.hypot(a[0], a[1], a[2]);
export const distance = (a: Vec3, b: Vec3): number => length(subtract(a, b));

/** `a` scaled to length 1, or `fallback` where `a` has no usable direction. */
export function normalize(a: Vec3, fallback: Vec3 = [0, 1, 0]): Vec3 {
  const l = length(a);
  return l > 1e-9 && Number.isFinite(l) ? scaleBy(a, 1 / l) : fallback;
}

/** The Hamilton product: the rotation `b`, then the rotation `a`. */
export function multiply(a: Quat, b: Quat): Quat {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

export const conjugate = (q: Quat): Quat => [-q[0], -q[1], -q[2], q[3]];

/** `q` scaled to length 1; the identity where `q` has no usable direction. */
export function unit(q: Quat): Quat {
  const l = Math.hypot(q[0], q[1], q[2], q[3]);
  return l > 1e-6 && Number.isFinite(l) ? [q[0] / l, q[1] / l, q[2] / l, q[3] / l] : UPRIGHT;
}

export function rotate(q: Quat, v: Vec3): Vec3 {
  const axis: Vec3 = [q[0], q[1], q[2]];
  const t = scaleBy(cross(axis, v), 2);
  return add(add(v, scaleBy(t, q[3])), cross(axis, t));
}

/** Rotation by `angle` (rad, right-handed) about the unit vector `axis`. */
export function fromAxisAngle(axis: Vec3, angle: number): Quat {
  const s = Math.sin(angle / 2);
  return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(angle / 2)];
}

export const fromYaw = (yaw: number): Quat => fromAxisAngle([0, 1, 0], yaw);

/** The rotation about +Y (rad) that is closest to `q`: the twist of a swing-twist split. */
export const yawOf = (q: Quat): number => 2 * Math.atan2(q[1], q[3]);

/** The shortest rotation that takes unit vector `from` to unit vector `to`. */
export function between(from: Vec3, to: Vec3): Quat {
  const d = dot(from, to);
  if (d < -0.999999) {
    // Opposite vectors: any axis at a right angle will do; take one that is never parallel to `from`.
    const side: Vec3 = Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 0, 1];
    return fromAxisAngle(normalize(cross(from, side)), Math.PI);
  }
  const c = cross(from, to);
  return unit([c[0], c[1], c[2], 1 + d]);
}

/** Angle (rad, 0 to pi) between two rotations. */
export function angleBetween(a: Quat, b: Quat): number {
  const d = Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]);
  return 2 * Math.acos(Math.min(1, d));
}

/** The point `v`, given in the space of `pose`, in the space that `pose` is expressed in. */
export const transform = (pose: Pose, v: Vec3): Vec3 => add(pose.position, rotate(pose.rotation, v));

/** `inner`, given in the space of `outer`, in the space that `outer` is expressed in. */
export const compose = (outer: Pose, inner: Pose): Pose => ({
  position: transform(outer, inner.position),
  rotation: unit(multiply(outer.rotation, inner.rotation)),
});

export function invert(pose: Pose): Pose {
  const rotation = conjugate(pose.rotation);
  return { position: rotate(rotation, scaleBy(pose.position, -1)), rotation };
}

/** `pose` as seen from `base`, both given in one space: `compose(base, relative(base, pose))` is `pose`. */
export const relative = (base: Pose, pose: Pose): Pose => compose(invert(base), pose);

/** `pose` after the motion that took `from` to `to` (a hand that grabs, say); all three in one space. */
export const moveWith = (from: Pose, to: Pose, pose: Pose): Pose => compose(to, relative(from, pose));

export const fromAlignment = (a: Alignment): Pose => ({
  position: a.translation,
  rotation: fromYaw(a.yaw),
});

/** Returns what is left of a pose when gravity is kept: its position and its turn about the vertical. */
export const toAlignment = (p: Pose): Alignment => ({ yaw: yawOf(p.rotation), translation: p.position });

export interface AlignmentFit extends Alignment {
  /** Root mean square distance (m) between the aligned `local` points and their `shared` partners. */
  readonly rms: number;
  /** Longest horizontal distance (m) between two of the `shared` points. */
  readonly baseline: number;
}

/**
 * The yaw and translation that take `local` points onto their `shared` partners with the least squared error.
 * Gravity is common to both spaces, so only the rotation about +Y is free: Kabsch restricted to one axis,
 * closed form, exact for two points that agree. Undefined for fewer than two pairs, or where all points lie
 * on one vertical line.
 */
export function align(local: readonly Vec3[], shared: readonly Vec3[]): AlignmentFit | undefined {
  const n = Math.min(local.length, shared.length);
  if (n < 2) return undefined;
  const from = local.slice(0, n);
  const to = shared.slice(0, n);
  const cl = scaleBy(from.reduce(add, ORIGIN), 1 / n);
  const cs = scaleBy(to.reduce(add, ORIGIN), 1 / n);
  let s = 0;
  let c = 0;
  let baseline = 0;
  for (let i = 0; i < n; i++) {
    const p = subtract(from[i] as Vec3, cl);
    const q = subtract(to[i] as Vec3, cs);
    s += p[2] * q[0] - p[0] * q[2];
    c += p[0] * q[0] + p[2] * q[2];
    for (let k = 0; k < i; k++) {
      const d = subtract(to[i] as Vec3, to[k] as Vec3);
      baseline = Math.max(baseline, Math.hypot(d[0], d[2]));
    }
  }
  if (Math.hypot(s, c) < 1e-9) return undefined;
  const yaw = Math.atan2(s, c);
  const translation = subtract(cs, rotate(fromYaw(yaw), cl));
  const pose = fromAlignment({ yaw, translation });
  const squared = from.reduce((sum, p, i) => sum + distance(transform(pose, p), to[i] as Vec3) ** 2, 0);
  return { yaw, translation, rms: Math.sqrt(squared / n), baseline };
}

/** Rounded to 32-bit floats, which Yjs writes in 5 bytes instead of 9. */
export function encodePlacement(p: Placement): PlacementTuple {
  return [p.parent, ...[...p.position, ...unit(p.rotation), ...p.scale].map(Math.fround)];
}

/**
 * A placement from anything that a document may hold. Undefined where the shape is wrong or a number is not
 * finite; a quaternion of another length is normalised.
 */
export function decodePlacement(value: unknown): Placement | undefined {
  if (!Array.isArray(value) || value.length < 11) return undefined;
  const [parent, ...numbers] = value as unknown[];
  if (parent !== null && typeof parent !== 'string') return undefined;
  const n = numbers.slice(0, 10);
  if (!n.every((x): x is number => typeof x === 'number' && Number.isFinite(x))) return undefined;
  const [px, py, pz, qx, qy, qz, qw, sx, sy, sz] = n as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { parent, position: [px, py, pz], rotation: unit([qx, qy, qz, qw]), scale: [sx, sy, sz] };
}

/** Half of the sides (m) of the upright box around a turned box of `size`. */
export function halfExtents(pose: Pose, size: Vec3): Vec3 {
  const [x, y, z] = [
    rotate(pose.rotation, [size[0] / 2, 0, 0]),
    rotate(pose.rotation, [0, size[1] / 2, 0]),
    rotate(pose.rotation, [0, 0, size[2] / 2]),
  ];
  const reach = (i: 0 | 1 | 2): number => Math.abs(x[i]) + Math.abs(y[i]) + Math.abs(z[i]);
  return [reach(0), reach(1), reach(2)];
}
