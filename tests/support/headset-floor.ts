import { P_SPACE, XRReferenceSpaceEvent } from 'iwer';
import { fromAlignment, type Pose, relative, type Vec3 } from '../../shared/pose.ts';

/**
 * Where a headset has the origin of its floor in the room (m, and rad about the vertical): every real one has
 * it elsewhere.
 */
export interface FloorOrigin {
  readonly position: Vec3;
  readonly yaw: number;
}

export interface EmulatedFloor {
  /**
   * Puts the origin elsewhere, as a person does who recentres. Says by how much only where it `tells`, as not
   * every headset does.
   */
  recenter(to: FloorOrigin, tells: boolean): void;
}

export const poseOf = ({ position, yaw }: FloorOrigin): Pose => fromAlignment({ translation: position, yaw });

export function rigid({ position: [x, y, z], rotation: [qx, qy, qz, qw] }: Pose): XRRigidTransform {
  return new XRRigidTransform({ x, y, z }, { x: qx, y: qy, z: qz, w: qw });
}

/** Puts the origin of a space of the emulator that has an offset elsewhere in the room. */
export function moveSpace(space: XRReferenceSpace, to: Pose): void {
  const { offsetMatrix } = (space as unknown as { [P_SPACE]: { offsetMatrix: Float32Array } })[P_SPACE];
  offsetMatrix.set(rigid(to).matrix);
}

/**
 * Every floor of the emulator begins at the origin of the room, and its resets never say by how much: ours do
 * both.
 */
export function giveFloor(first: FloorOrigin): EmulatedFloor {
  let origin = poseOf(first);
  const floors = new Set<XRReferenceSpace>();
  const reference = XRSession.prototype.requestReferenceSpace;
  XRSession.prototype.requestReferenceSpace = async function placed(this: XRSession, type) {
    const space = await reference.call(this, type);
    if (type !== 'local-floor') return space;
    // The emulator reads a matrix where browsers read a transform.
    const floor = space.getOffsetReferenceSpace(rigid(origin).matrix as never);
    floors.add(floor);
    this.addEventListener('end', () => floors.delete(floor));
    return floor;
  } as typeof reference;
  return {
    recenter(to, tells) {
      const moved = rigid(relative(origin, poseOf(to)));
      origin = poseOf(to);
      for (const floor of floors) {
        moveSpace(floor, origin);
        const said = { referenceSpace: floor, ...(tells ? { transform: moved } : {}) };
        floor.dispatchEvent(new XRReferenceSpaceEvent('reset', said as never));
      }
    },
  };
}
