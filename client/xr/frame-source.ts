import { type Alignment, compose, fromAlignment, invert, type Pose, toAlignment } from '../../shared/pose.ts';
import { poseOf } from './space.ts';

/**
 * One way of knowing, frame after frame, where a session is in the room: a space that the headset keeps fixed
 * to the room (an anchor's, or one that headsets share) and where that space stands in session space.
 */
export interface FrameSource {
  readonly space: XRSpace;
  readonly at: Alignment;
}

/**
 * From session space to `floor`, as the source says now; gravity is kept. Undefined while the headset cannot
 * tell.
 */
export function readSource(
  { space, at }: FrameSource,
  frame: XRFrame,
  floor: XRReferenceSpace,
): Alignment | undefined {
  // Null, not undefined, in browsers, whatever the types say: only its truth counts.
  const pose = frame.getPose(space, floor);
  if (!pose) return undefined;
  const stands: Pose = fromAlignment(toAlignment(poseOf(pose.transform)));
  return toAlignment(compose(stands, invert(fromAlignment(at))));
}
