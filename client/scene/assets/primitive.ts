import {
  Box3,
  BufferAttribute,
  BufferGeometry,
  type InterleavedBufferAttribute,
  type Material,
  Matrix4,
  type Mesh,
  MeshStandardMaterial,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { Vec3 } from '../../../shared/pose.ts';
import { finish } from '../solids.ts';

/** One shape of an asset, in the unit cube. */
export interface Primitive {
  readonly geometry: BufferGeometry;
  /** Undefined where colours are all it has: then it shares the material of the solids. */
  readonly material: Material | undefined;
  /** The object's own colour tints it. */
  readonly tinted: boolean;
  /** The name of a shape that other assets have too: drawn with theirs, and not the asset's to dispose of. */
  readonly shared?: string;
}

/** A mesh as its file has it: in metres, where the file puts it. */
export interface Shape {
  readonly geometry: BufferGeometry;
  readonly material: Material;
}

/** In a model's file, materials with this name take the object's colour. */
const TINT = 'tint';

type Attribute = BufferAttribute | InterleavedBufferAttribute;

/** The same values as plain floats: files store them packed in every way there is, and what is packed cannot be moved. */
function floats(attribute: Attribute, size: number): BufferAttribute {
  const { count } = attribute;
  const array = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < size; c++) array[i * size + c] = attribute.getComponent(i, c);
  }
  return new BufferAttribute(array, size);
}

/** A mesh of a loaded file, moved to where its nodes put it, with no more than what drawing needs. */
export function shapeOf(mesh: Mesh<BufferGeometry, Material>): Shape {
  const source = mesh.geometry;
  const geometry = new BufferGeometry();
  const take = (name: string, size: number): void => {
    const attribute = source.getAttribute(name);
    if (attribute) geometry.setAttribute(name, floats(attribute, size));
  };
  take('position', 3);
  take('normal', 3);
  take('uv', 2);
  take('color', 3);
  const count = geometry.getAttribute('position')?.count ?? 0;
  const index = source.index
    ? Uint32Array.from(source.index.array)
    : Uint32Array.from({ length: count }, (_, i) => i);
  // A node that mirrors its mesh turns its triangles inside out.
  if (mesh.matrixWorld.determinant() < 0) {
    for (let i = 0; i + 2 < index.length; i += 3) {
      [index[i + 1], index[i + 2]] = [index[i + 2] ?? 0, index[i + 1] ?? 0];
    }
  }
  geometry.setIndex(new BufferAttribute(index, 1));
  geometry.applyMatrix4(mesh.matrixWorld);
  if (!geometry.getAttribute('normal')) geometry.computeVertexNormals();
  return { geometry, material: mesh.material };
}

export const trianglesOf = (geometry: BufferGeometry): number =>
  Math.floor((geometry.index?.count ?? geometry.getAttribute('position').count) / 3);

/** Thinner than this (m) counts as flat: there is nothing to stretch. */
const FLAT_M = 1e-4;

/** Moves `shapes` into the unit cube, all together. Answers how large they are (m). */
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
  for (const { geometry } of shapes) geometry.applyMatrix4(fit);
  return [Math.max(size.x, FLAT_M), Math.max(size.y, FLAT_M), Math.max(size.z, FLAT_M)];
}

/** Colours that a vertex can carry are drawn with the solids; what has pictures, glows or can be seen through keeps its own material. */
function isPlain(material: Material): material is MeshStandardMaterial {
  if (!(material instanceof MeshStandardMaterial)) return false;
  const { map, normalMap, emissiveMap, alphaMap, transparent, alphaTest, emissive } = material;
  const pictures = [map, normalMap, emissiveMap, alphaMap].some(Boolean);
  return !pictures && !transparent && alphaTest === 0 && emissive.getHex() === 0;
}

/** `shape` ready to be drawn any number of times. */
export function primitiveOf({ geometry, material }: Shape): Primitive {
  const tinted = material.name === TINT;
  if (!isPlain(material)) return { geometry: withOutline(geometry), material, tinted };
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
  return { geometry: withOutline(geometry), material: undefined, tinted };
}

/** As few as draw the same: what has one material, or none, is one shape. */
export function joined(primitives: readonly Primitive[]): readonly Primitive[] {
  const alike = new Map<string, Primitive[]>();
  for (const each of primitives) {
    const attributes = Object.keys(each.geometry.attributes).sort().join();
    const key = `${each.material?.uuid} ${each.tinted} ${attributes}`;
    alike.set(key, [...(alike.get(key) ?? []), each]);
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
