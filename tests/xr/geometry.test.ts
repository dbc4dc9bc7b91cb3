import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meetMesh, meetPolygon } from '../../client/xr/geometry.ts';
import {
  add,
  distance,
  normalize,
  type Pose,
  rotate,
  scaleBy,
  subtract,
  transform,
  unit,
  type Vec3,
} from '../../shared/pose.ts';

const number = fc.double({ min: -2, max: 2, noNaN: true });
const pose = fc
  .tuple(fc.tuple(number, number, number), fc.tuple(number, number, number, number))
  .map(([position, q]): Pose => ({ position, rotation: unit(q) }));
const inside = fc.tuple(
  fc.double({ min: -0.4, max: 0.4, noNaN: true }),
  fc.double({ min: -0.9, max: 0.9, noNaN: true }),
);

/** A table top of 1 by 2 m, as WebXR describes planes: in XZ, its normal +Y. */
const TABLE = [
  { x: -0.5, z: -1 },
  { x: 0.5, z: -1 },
  { x: 0.5, z: 1 },
  { x: -0.5, z: 1 },
];
const top = {
  vertices: new Float32Array([-0.5, 0, -1, 0.5, 0, -1, 0.5, 0, 1, -0.5, 0, 1]),
  indices: new Uint32Array([0, 1, 2, 0, 2, 3]),
  lastChangedTime: 0,
};

/** From 1.5 m in front of the point, a little aslant. */
function towards(at: Pose, x: number, z: number): { target: Vec3; ray: { origin: Vec3; direction: Vec3 } } {
  const target = transform(at, [x, 0, z]);
  const origin = transform(at, [x + 0.3, 1.4, z - 0.2]);
  return { target, ray: { origin, direction: normalize(subtract(target, origin)) } };
}

describe('where rays meet the room', () => {
  it('[XR-11] a plane anywhere in space is met at the point that was aimed at, its normal towards the ray', () => {
    fc.assert(
      fc.property(pose, inside, (at, [x, z]) => {
        const { target, ray } = towards(at, x, z);
        const met = meetPolygon(ray, at, TABLE);
        expect(met).toBeDefined();
        if (!met) return;
        expect(distance(add(ray.origin, scaleBy(ray.direction, met.t)), target)).toBeLessThan(1e-6);
        expect(distance(met.normal, rotate(at.rotation, [0, 1, 0]))).toBeLessThan(1e-6);
      }),
    );
  });

  it('[XR-11] a mesh gives the same meeting as the plane of the same shape', () => {
    fc.assert(
      fc.property(pose, inside, (at, [x, z]) => {
        const { ray } = towards(at, x, z);
        const plane = meetPolygon(ray, at, TABLE);
        const mesh = meetMesh(ray, at, top);
        expect(mesh?.t).toBeCloseTo(plane?.t ?? Number.NaN, 5);
        expect(distance(mesh?.normal ?? [9, 9, 9], plane?.normal ?? [0, 0, 0])).toBeLessThan(1e-5);
      }),
    );
  });

  it('[XR-11] beside it, behind the hand and along the surface nothing is met', () => {
    const here: Pose = { position: [0, 0.7, -2], rotation: [0, 0, 0, 1] };
    for (const ray of [
      towards(here, 0.7, 0).ray,
      { origin: [0, 1, -2] as Vec3, direction: [0, 1, 0] as Vec3 },
      { origin: [0, 0.7, 0] as Vec3, direction: [0, 0, -1] as Vec3 },
    ]) {
      expect(meetPolygon(ray, here, TABLE)).toBeUndefined();
      expect(meetMesh(ray, here, top)).toBeUndefined();
    }
  });

  it('[XR-11] of several triangles the nearest is met, and a changed mesh is read again', () => {
    const here: Pose = { position: [0, 0, 0], rotation: [0, 0, 0, 1] };
    const ray = { origin: [0.1, 2, 0.1] as Vec3, direction: [0, -1, 0] as Vec3 };
    const mesh = { ...top, vertices: new Float32Array(top.vertices) };
    expect(meetMesh(ray, here, mesh)?.t).toBeCloseTo(2, 6);
    const floors = {
      vertices: new Float32Array([...top.vertices, ...top.vertices.map((n, i) => (i % 3 === 1 ? 0.5 : n))]),
      indices: new Uint32Array([...top.indices, ...top.indices.map(i => i + 4)]),
      lastChangedTime: 1,
    };
    expect(meetMesh(ray, here, floors)?.t).toBeCloseTo(1.5, 6);
    mesh.vertices.set(mesh.vertices.map((n, i) => (i % 3 === 1 ? 1 : n)));
    expect(meetMesh(ray, here, { ...mesh, lastChangedTime: 2 })?.t).toBeCloseTo(1, 6);
  });
});
