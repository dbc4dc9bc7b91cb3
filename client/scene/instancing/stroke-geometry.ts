import { BufferAttribute, BufferGeometry, CatmullRomCurve3, Vector3 } from 'three';
import type { Vec3 } from '../../../shared/pose.ts';
import { decodeStroke } from '../../../shared/stroke.ts';

const SIDES = 6;
/** Rings between two kept points: enough for a curve to look like one. */
const RINGS_PER_POINT = 4;
const RINGS_MAX = 900;

/**
 * The tube of a line, in the unit cube, so that it takes its object's placement and scale like every other
 * shape. `size` (m) is what the cube will be stretched to, and `width` (m) how thick the tube then is.
 */
export function strokeGeometry(points: readonly number[], size: Vec3, width: number): BufferGeometry {
  const scale = new Vector3(...size);
  const line = decodeStroke(points).map(([x, y, z]) => new Vector3(x, y, z).multiply(scale));
  const rings = Math.min(RINGS_MAX, Math.max(2, (line.length - 1) * RINGS_PER_POINT + 1));
  // Centripetal: the curve makes no loops of its own between points that are near each other.
  const curve = new CatmullRomCurve3(line, false, 'centripetal');
  const path =
    line.length === 2 ? line : Array.from({ length: rings }, (_, i) => curve.getPoint(i / (rings - 1)));
  const positions = new Float32Array((path.length * SIDES + 2) * 3);
  const normals = new Float32Array(positions.length);
  const index: number[] = [];
  const tangent = new Vector3();
  const side = new Vector3();
  const up = new Vector3();
  let before = new Vector3();
  const put = (vertex: number, at: Vector3, normal: Vector3): void => {
    at.clone()
      .divide(scale)
      .toArray(positions, vertex * 3);
    normal
      .clone()
      .multiply(scale)
      .normalize()
      .toArray(normals, vertex * 3);
  };
  path.forEach((point, i) => {
    const [from, to] = [path[Math.max(0, i - 1)] ?? point, path[Math.min(path.length - 1, i + 1)] ?? point];
    tangent.subVectors(to, from).normalize();
    if (i === 0) before = anyAcross(tangent);
    // The last ring's side, without what points along the line now: the tube does not twist.
    side.copy(before).addScaledVector(tangent, -before.dot(tangent));
    if (side.lengthSq() < 1e-8) side.copy(anyAcross(tangent));
    side.normalize();
    before.copy(side);
    up.crossVectors(tangent, side);
    for (let s = 0; s < SIDES; s++) {
      const angle = (s / SIDES) * Math.PI * 2;
      const normal = side.clone().multiplyScalar(Math.cos(angle)).addScaledVector(up, Math.sin(angle));
      put(i * SIDES + s, point.clone().addScaledVector(normal, width / 2), normal);
      if (i === 0) continue;
      const [a, b] = [(i - 1) * SIDES + s, (i - 1) * SIDES + ((s + 1) % SIDES)];
      index.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
    }
  });
  const [first, last] = [path[0], path.at(-1)];
  const tip = path.length * SIDES;
  if (first && last) {
    put(tip, first, new Vector3().subVectors(first, path[1] ?? first).normalize());
    put(tip + 1, last, new Vector3().subVectors(last, path.at(-2) ?? last).normalize());
  }
  for (let s = 0; s < SIDES; s++) {
    const end = (path.length - 1) * SIDES;
    index.push(tip, (s + 1) % SIDES, s, tip + 1, end + s, end + ((s + 1) % SIDES));
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new BufferAttribute(normals, 3));
  geometry.setIndex(index);
  geometry.computeBoundingSphere();
  geometry.computeBoundingBox();
  return geometry;
}

function anyAcross(tangent: Vector3): Vector3 {
  const axis = Math.abs(tangent.y) < 0.9 ? new Vector3(0, 1, 0) : new Vector3(1, 0, 0);
  return axis.addScaledVector(tangent, -axis.dot(tangent)).normalize();
}
