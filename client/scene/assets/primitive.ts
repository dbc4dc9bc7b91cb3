import { Box3, BufferAttribute, type BufferGeometry, type Material, Matrix4, Vector3 } from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { Vec3 } from '../../../shared/pose.ts';
import { finish } from '../instancing/solids.ts';
import type { Shape } from './flatten.ts';
import { type Finish, finishName, finishOf, isPlain } from './surfaces.ts';

/** One shape of an asset, in the unit cube. */
export interface Primitive {
  readonly geometry: BufferGeometry;
  /** Undefined where colours are all it has: then it shares the material of the solids, in its `finish`. */
  readonly material: Material | undefined;
  readonly finish: Finish;
  /** The object's own colour tints it. */
  readonly tinted: boolean;
  /** The name of a shape that other assets have too: drawn with theirs, and not the asset's to dispose of. */
  readonly shared?: string;
}

/** In a model's file, materials with this name take the object's colour. */
const TINT = 'tint';
/** As the solids are. */
const SOLID: Finish = { bothSides: false, flat: false };

export const trianglesOf = (geometry: BufferGeometry): number =>
  Math.floor((geometry.index?.count ?? geometry.getAttribute('position').count) / 3);

/** Thinner than this (m) counts as flat: there is nothing to stretch. */
const FLAT_M = 1e-4;

/**
 * Moves `shapes` into the unit cube, all together, where single floats are enough. Returns how large they are
 * (m).
 */
export function fitToUnitCube(shapes: readonly Shape[]): Vec3 {
  const box = new Box3();
  for (const { geometry } of shapes) {
    geometry.computeBoundingBox();
    if (geometry.boundingBox) box.union(geometry.boundingBox);
  }
  const size = box.getSize(new Vector3());
  const center = box.getCenter(new Vector3());
  const stretch = (extent: number): number => (extent > FLAT_M ? 1 / extent : 1);
  const fit = new Matrix4()
    .makeScale(stretch(size.x), stretch(size.y), stretch(size.z))
    .multiply(new Matrix4().makeTranslation(center.negate()));
  for (const { geometry } of shapes) {
    geometry.applyMatrix4(fit);
    const { array } = geometry.getAttribute('position');
    geometry.setAttribute('position', new BufferAttribute(Float32Array.from(array), 3));
  }
  return [Math.max(size.x, FLAT_M), Math.max(size.y, FLAT_M), Math.max(size.z, FLAT_M)];
}

/** `shape` ready to be drawn any number of times. */
export function primitiveOf({ geometry, material }: Shape): Primitive {
  const tinted = material.name === TINT;
  if (!isPlain(material)) return { geometry: withOutline(geometry), material, tinted, finish: SOLID };
  const count = geometry.getAttribute('position').count;
  const own = geometry.getAttribute('color');
  const colors = new Float32Array(count * 3);
  const { r, g, b } = material.color;
  for (let i = 0; i < count; i++) {
    colors[i * 3] = r * (own?.getX(i) ?? 1);
    colors[i * 3 + 1] = g * (own?.getY(i) ?? 1);
    colors[i * 3 + 2] = b * (own?.getZ(i) ?? 1);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  geometry.deleteAttribute('uv');
  return { geometry: withOutline(geometry), material: undefined, tinted, finish: finishOf(material) };
}

/** As few as draw the same: what has one material, or none, is one shape. */
export function joined(primitives: readonly Primitive[]): readonly Primitive[] {
  const alike = new Map<string, Primitive[]>();
  for (const each of primitives) {
    const attributes = Object.entries(each.geometry.attributes).map(([name, a]) => `${name} ${a.itemSize}`);
    const look = each.material?.uuid ?? finishName(each.finish);
    const key = `${look} ${each.tinted} ${attributes.sort().join()}`;
    const group = alike.get(key) ?? [];
    group.push(each);
    alike.set(key, group);
  }
  return [...alike.values()].flatMap(group => {
    const [first] = group;
    if (!first || group.length === 1) return group;
    const geometry = mergeGeometries(group.map(each => each.geometry));
    geometry.computeBoundingSphere();
    geometry.computeBoundingBox();
    return [{ ...first, geometry }];
  });
}

function withOutline(geometry: BufferGeometry): BufferGeometry {
  const uv = geometry.getAttribute('uv');
  finish(geometry, 1);
  if (uv) geometry.setAttribute('uv', uv);
  return geometry;
}
