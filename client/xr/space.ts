import type { Object3D } from 'three';
import {
  type Alignment,
  compose,
  fromAlignment,
  fromYaw,
  invert,
  type Pose,
  rotate,
  toAlignment,
  transform,
  type Vec3,
} from '../../shared/pose.ts';
import type { Ray, SurfaceHit } from '../model/index.ts';

/** A WebXR transform as a pose: the same axes and units. */
export const poseOf = ({ position: p, orientation: q }: XRRigidTransform): Pose => ({
  position: [p.x, p.y, p.z],
  rotation: [q.x, q.y, q.z, q.w],
});

/** The pose of an object that carries no scale, in the space of its parent. */
export const poseOfObject = ({ position: p, quaternion: q }: Object3D): Pose => ({
  position: [p.x, p.y, p.z],
  rotation: [q.x, q.y, q.z, q.w],
});

/** The ray of a target ray space: it starts there and goes along -Z. */
export const rayOf = (pose: Pose): Ray => ({
  origin: pose.position,
  direction: rotate(pose.rotation, [0, 0, -1]),
});

export const moveRay = (by: Pose, ray: Ray): Ray => ({
  origin: transform(by, ray.origin),
  direction: rotate(by.rotation, ray.direction),
});

export const moveSurface = (by: Pose, hit: SurfaceHit): SurfaceHit => ({
  point: transform(by, hit.point),
  normal: rotate(by.rotation, hit.normal),
  source: hit.source,
});

export const along = ({ origin, direction }: Ray, t: number): Vec3 => [
  origin[0] + direction[0] * t,
  origin[1] + direction[1] * t,
  origin[2] + direction[2] * t,
];

/** From the space that `content` stands in, into the space of its children. */
export const intoContent = (content: Object3D): Pose => invert(poseOfObject(content));

/** Puts what is in session space where the session is in the space that `content` stands in. */
export function moveTo(content: Object3D, { yaw, translation }: Alignment): void {
  content.position.fromArray(translation);
  content.quaternion.fromArray(fromYaw(yaw));
  content.updateMatrixWorld(true);
}

/** The same place after its reference space moved by `jump`. */
export const afterJump = (alignment: Alignment, jump: XRRigidTransform): Alignment =>
  toAlignment(compose(invert(poseOf(jump)), fromAlignment(alignment)));
