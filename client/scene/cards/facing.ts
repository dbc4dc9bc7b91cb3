import { Quaternion, Vector3 } from 'three';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Facing } from '../pick.ts';
import type { Stage } from '../stage/stage.ts';
import type { CardUniforms } from './material.ts';

const vector = new Vector3();
const rotation = new Quaternion();

/** Tells cards where the viewer is; returns the same in session space, for pointing. */
export function faceViewer(
  { camera, content, presenting }: Pick<Stage, 'camera' | 'content' | 'presenting'>,
  { viewer, right, up, parallel }: CardUniforms,
): Facing {
  camera.updateWorldMatrix(true, false);
  content.updateWorldMatrix(true, false);
  camera.matrixWorld.extractBasis(right.value, up.value, vector);
  viewer.value.setFromMatrixPosition(camera.matrixWorld);
  parallel.value = !presenting;
  const turned = content.getWorldQuaternion(rotation).invert();
  const session = (v: Vector3): Vec3 => vector.copy(v).applyQuaternion(turned).toArray();
  return {
    eye: content.worldToLocal(vector.copy(viewer.value)).toArray(),
    sides: presenting ? undefined : [session(right.value), session(up.value)],
  };
}
