import fc from 'fast-check';
import { type Placement, type Pose, type Quat, unit, type Vec3 } from '../../shared/pose.ts';

/** Random poses, with numbers of the size that rooms have. */
const metres = fc.double({ min: -20, max: 20, noNaN: true, noDefaultInfinity: true });
export const vec3: fc.Arbitrary<Vec3> = fc.tuple(metres, metres, metres);
const component = fc.double({ min: -1, max: 1, noNaN: true });
export const quat: fc.Arbitrary<Quat> = fc
  .tuple(component, component, component, component)
  .filter(q => Math.hypot(...q) > 0.1)
  .map(q => unit(q));
export const pose: fc.Arbitrary<Pose> = fc.record({ position: vec3, rotation: quat });
const size = fc.double({ min: 0.01, max: 5, noNaN: true });
export const scale: fc.Arbitrary<Vec3> = fc.tuple(size, size, size);
export const placement: fc.Arbitrary<Placement> = fc.record({
  parent: fc.constant(null),
  position: vec3,
  rotation: quat,
  scale,
});
