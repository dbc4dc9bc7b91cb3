import {
  conjugate,
  cross,
  dot,
  length,
  type Pose,
  type Quat,
  rotate,
  scaleBy,
  subtract,
  unit,
  type Vec3,
} from '../../shared/pose.ts';

export const UP: Vec3 = [0, 1, 0];

/** `v` without its part along the unit vector `normal`. */
export const flattenVector = (v: Vec3, normal: Vec3): Vec3 => subtract(v, scaleBy(normal, dot(v, normal)));

/**
 * The rotation whose +Z is `z` and whose +Y is as near to `y` as that allows; both of length 1 and not
 * parallel. From the rotation matrix by Shepperd's choice of the largest component, which never divides by a
 * small number.
 */
export function facing(z: Vec3, y: Vec3): Quat {
  const side = cross(y, z);
  const x = scaleBy(side, 1 / length(side));
  const top = cross(z, x);
  const [m00, m10, m20] = x;
  const [m01, m11, m21] = top;
  const [m02, m12, m22] = z;
  const trace = m00 + m11 + m22;
  if (trace > 0) {
    const s = 2 * Math.sqrt(1 + trace);
    return unit([(m21 - m12) / s, (m02 - m20) / s, (m10 - m01) / s, s / 4]);
  }
  if (m00 > m11 && m00 > m22) {
    const s = 2 * Math.sqrt(1 + m00 - m11 - m22);
    return unit([s / 4, (m01 + m10) / s, (m02 + m20) / s, (m21 - m12) / s]);
  }
  if (m11 > m22) {
    const s = 2 * Math.sqrt(1 + m11 - m00 - m22);
    return unit([(m01 + m10) / s, s / 4, (m12 + m21) / s, (m02 - m20) / s]);
  }
  const s = 2 * Math.sqrt(1 + m22 - m00 - m11);
  return unit([(m02 + m20) / s, (m12 + m21) / s, s / 4, (m10 - m01) / s]);
}

/** Half of how far a turned box of `size` reaches along the unit vector `direction` (m). */
export const reachAlong = (direction: Vec3, rotation: Quat, size: Vec3): number => {
  const [x, y, z] = rotate(conjugate(rotation), direction);
  return (Math.abs(x) * size[0] + Math.abs(y) * size[1] + Math.abs(z) * size[2]) / 2;
};

/** How far (m) `point` is from the box of edges `size` that `pose` carries; 0 inside. */
export function distanceToBox(pose: Pose, size: Vec3, point: Vec3): number {
  const local = rotate(conjugate(pose.rotation), subtract(point, pose.position));
  return Math.hypot(
    Math.max(0, Math.abs(local[0]) - size[0] / 2),
    Math.max(0, Math.abs(local[1]) - size[1] / 2),
    Math.max(0, Math.abs(local[2]) - size[2] / 2),
  );
}

/**
 * How much of the rotation `q` turns about the unit vector `axis` (rad, -pi to pi): the twist of a
 * swing-twist split.
 */
export function twistAngle(q: Quat, axis: Vec3): number {
  const along = q[0] * axis[0] + q[1] * axis[1] + q[2] * axis[2];
  const angle = 2 * Math.atan2(along, q[3]);
  return angle > Math.PI ? angle - 2 * Math.PI : angle < -Math.PI ? angle + 2 * Math.PI : angle;
}
