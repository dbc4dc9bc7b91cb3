import { BufferAttribute, BufferGeometry, IcosahedronGeometry, TorusGeometry, Vector3 } from 'three';
import { mergeVertices } from 'three/addons/utils/BufferGeometryUtils.js';

/** The shapes that objects are made of. Each fills the cube from -0.5 to 0.5. */
export type SolidName = 'box' | 'sheet' | 'sphere' | 'cylinder' | 'cone' | 'torus' | 'arrow';

/** `fine` looks round from near; `coarse` is for crowds, and has a quarter of the triangles. */
export type Detail = 'fine' | 'coarse';

export const SOLIDS: Record<SolidName, (detail: Detail) => BufferGeometry> = {
  box: () => finish(bevelled(0.035), 0.86),
  sheet: () => finish(bevelled(0.012), 1),
  sphere: detail => finish(sphere(detail === 'fine' ? 5 : 2), 0.84),
  cylinder: detail => finish(turned(CYLINDER, SIDES[detail]), 0.86),
  cone: detail => finish(turned(CONE, SIDES[detail]), 0.86),
  torus: detail => finish(ring(detail === 'fine' ? 12 : 6, detail === 'fine' ? 40 : 18), 0.9),
  arrow: detail => finish(turned(ARROW, SIDES[detail]), 1),
};

const SIDES: Record<Detail, number> = { fine: 32, coarse: 10 };

/**
 * Vertex colours, a little darker towards the base (`shade` at y = -0.5): the cheapest of ambient occlusions.
 * And `outward`: normals averaged over all vertices at one place, so that an outline grown along them has no
 * gaps at hard edges.
 */
export function finish(geometry: BufferGeometry, shade: number): BufferGeometry {
  const position = geometry.getAttribute('position');
  if (!geometry.getAttribute('color')) {
    const colors = new Float32Array(position.count * 3);
    for (let i = 0; i < position.count; i++) {
      const up = Math.min(1, Math.max(0, (position.getY(i) + 0.5) / 0.7));
      colors.fill(shade + (1 - shade) * up * (2 - up), i * 3, i * 3 + 3);
    }
    geometry.setAttribute('color', new BufferAttribute(colors, 3));
  }
  geometry.setAttribute('outward', outward(geometry));
  geometry.deleteAttribute('uv');
  geometry.computeBoundingSphere();
  geometry.computeBoundingBox();
  return geometry;
}

function outward(geometry: BufferGeometry): BufferAttribute {
  const position = geometry.getAttribute('position');
  const normal = geometry.getAttribute('normal');
  const sums = new Map<string, Vector3>();
  const key = (i: number): string =>
    [position.getX(i), position.getY(i), position.getZ(i)].map(n => Math.round(n * 1e4)).join();
  const each = new Vector3();
  for (let i = 0; i < position.count; i++) {
    const sum = sums.get(key(i)) ?? new Vector3();
    sums.set(key(i), sum.add(each.fromBufferAttribute(normal, i)));
  }
  const array = new Float32Array(position.count * 3);
  for (let i = 0; i < position.count; i++) {
    each.copy(sums.get(key(i)) ?? each).normalize();
    each.toArray(array, i * 3);
  }
  return new BufferAttribute(array, 3);
}

/**
 * A cube with its edges cut by `bevel`. Its 24 vertices have the normals of the six faces, so that the cuts
 * shade like rounded edges: 44 triangles instead of hundreds.
 */
export function bevelled(bevel: number): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  const index: number[] = [];
  const inner = 0.5 - bevel;
  const signs = [-1, 1] as const;
  /** The vertex of the face across `axis` at the corner with these signs. */
  const at = (axis: number, corner: readonly number[]): number => {
    const bits = corner.reduce((sum, sign, i) => sum + (sign > 0 ? 1 << i : 0), 0);
    return axis * 8 + bits;
  };
  for (let axis = 0; axis < 3; axis++) {
    for (let bits = 0; bits < 8; bits++) {
      for (let i = 0; i < 3; i++) {
        const sign = bits & (1 << i) ? 1 : -1;
        positions.push(sign * (i === axis ? 0.5 : inner));
        normals.push(i === axis ? sign : 0);
      }
    }
  }
  const triangle = (a: number, b: number, c: number): void => {
    const point = (i: number): Vector3 => new Vector3().fromArray(positions, i * 3);
    const [p, q, r] = [point(a), point(b), point(c)];
    const facing = q.clone().sub(p).cross(r.clone().sub(p)).dot(p.clone().add(q).add(r));
    // The shape is convex and around the origin: outside is where the centre looks away from.
    if (facing > 0) index.push(a, b, c);
    else index.push(a, c, b);
  };
  const quad = (a: number, b: number, c: number, d: number): void => {
    triangle(a, b, c);
    triangle(b, d, c);
  };
  for (let axis = 0; axis < 3; axis++) {
    const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
    const corner = (s: number, su: number, sv: number): number[] => {
      const signsAt = [0, 0, 0];
      signsAt[axis] = s;
      signsAt[u] = su;
      signsAt[v] = sv;
      return signsAt;
    };
    for (const s of signs) {
      quad(
        at(axis, corner(s, -1, -1)),
        at(axis, corner(s, 1, -1)),
        at(axis, corner(s, -1, 1)),
        at(axis, corner(s, 1, 1)),
      );
      // The cut between this face and the next axis' face, on both sides of it.
      for (const su of signs) {
        quad(
          at(axis, corner(s, su, -1)),
          at(u, corner(s, su, -1)),
          at(axis, corner(s, su, 1)),
          at(u, corner(s, su, 1)),
        );
      }
    }
  }
  for (const x of signs) {
    for (const y of signs) {
      for (const z of signs) triangle(at(0, [x, y, z]), at(1, [x, y, z]), at(2, [x, y, z]));
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('normal', new BufferAttribute(new Float32Array(normals), 3));
  geometry.setIndex(index);
  return geometry;
}

/** Points of a profile from the bottom up: radius, height, and the normal there (radial, upwards). */
type Profile = readonly (readonly [r: number, y: number, nr: number, ny: number])[];

const CYLINDER: Profile = [
  [0, -0.5, 0, -1],
  [0.465, -0.5, 0, -1],
  [0.5, -0.47, 1, 0],
  [0.5, 0.47, 1, 0],
  [0.465, 0.5, 0, 1],
  [0, 0.5, 0, 1],
];
const SLANT = [0.894, 0.447] as const;
const CONE: Profile = [
  [0, -0.5, 0, -1],
  [0.47, -0.5, 0, -1],
  [0.5, -0.47, ...SLANT],
  [0.018, 0.48, ...SLANT],
  [0, 0.5, 0, 1],
];
/** Its tip is at its base: an arrow points at what it stands on. */
const ARROW: Profile = [
  [0, -0.5, 0, -1],
  [0.03, -0.49, 0.7, -0.71],
  [0.5, -0.14, 0.7, -0.71],
  [0.47, -0.1, 0, 1],
  [0.19, -0.1, 0, 1],
  [0.19, -0.1, 1, 0],
  [0.19, 0.47, 1, 0],
  [0.16, 0.5, 0, 1],
  [0, 0.5, 0, 1],
];

function turned(profile: Profile, sides: number): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  const index: number[] = [];
  for (let i = 0; i <= sides; i++) {
    const angle = (i / sides) * Math.PI * 2;
    const [s, c] = [Math.sin(angle), Math.cos(angle)];
    for (const [r, y, nr, ny] of profile) {
      positions.push(r * s, y, r * c);
      normals.push(nr * s, ny, nr * c);
    }
  }
  const n = profile.length;
  for (let i = 0; i < sides; i++) {
    for (let k = 0; k + 1 < n; k++) {
      const a = i * n + k;
      const [b, c, d] = [a + n, a + 1, a + n + 1];
      if (profile[k]?.[0] !== 0) index.push(a, b, d);
      if (profile[k + 1]?.[0] !== 0) index.push(a, d, c);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('normal', new BufferAttribute(new Float32Array(normals), 3));
  geometry.setIndex(index);
  return geometry;
}

const ring = (radial: number, tubular: number): BufferGeometry =>
  new TorusGeometry(0.375, 0.125, radial, tubular).scale(1, 1, 4);

function sphere(splits: number): BufferGeometry {
  const geometry = new IcosahedronGeometry(0.5, splits);
  geometry.deleteAttribute('uv');
  return mergeVertices(geometry);
}
