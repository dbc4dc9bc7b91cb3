import { BufferAttribute, type BufferGeometry } from 'three';
import { mergeVertices } from 'three/addons/utils/BufferGeometryUtils.js';
import type { Shape } from './flatten.ts';
import { trianglesOf } from './primitive.ts';

/** How far the surface may move, as a share of the model's size, before shape is given up for count. */
const ERROR_SHARE = 0.03;

/**
 * Takes triangles away until `shapes` come to about `budget` in all, each by the same share. The file stays
 * as it is: every device simplifies for itself. Answers whether anything was taken away.
 */
export async function simplify(shapes: readonly Pick<Shape, 'geometry'>[], budget: number): Promise<boolean> {
  const total = shapes.reduce((sum, { geometry }) => sum + trianglesOf(geometry), 0);
  if (total <= budget) return false;
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier');
  await MeshoptSimplifier.ready;
  for (const { geometry } of shapes) {
    // Triangles that do not share their corners cannot be joined.
    const welded = mergeVertices(geometry);
    const index = Uint32Array.from(welded.index?.array ?? []);
    const positions = welded.getAttribute('position').array as Float32Array;
    const target = Math.max(3, Math.floor(((trianglesOf(geometry) * budget) / total) * 3));
    const aim = target - (target % 3);
    let [fewer] = MeshoptSimplifier.simplify(index, positions, 3, aim, ERROR_SHARE);
    // Leaves, hair and scans are all border: there only the shape as a whole can be kept.
    if (fewer.length > aim * 1.5)
      [fewer] = MeshoptSimplifier.simplifySloppy(index, positions, 3, null, aim, 1);
    geometry.copy(welded as BufferGeometry);
    geometry.setIndex(new BufferAttribute(fewer, 1));
    compact(geometry);
  }
  return true;
}

/** Drops the corners that no triangle uses any more. */
function compact(geometry: BufferGeometry): void {
  const index = geometry.index;
  if (!index) return;
  const place = new Map<number, number>();
  const packed = new Uint32Array(index.count);
  for (let i = 0; i < index.count; i++) {
    const from = index.getX(i);
    const to = place.get(from) ?? place.size;
    place.set(from, to);
    packed[i] = to;
  }
  for (const [name, attribute] of Object.entries(geometry.attributes)) {
    const size = attribute.itemSize;
    const array = new Float32Array(place.size * size);
    for (const [from, to] of place) {
      for (let c = 0; c < size; c++) array[to * size + c] = attribute.getComponent(from, c);
    }
    geometry.setAttribute(name, new BufferAttribute(array, size));
  }
  geometry.setIndex(new BufferAttribute(packed, 1));
}
