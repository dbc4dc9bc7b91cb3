import {
  BufferAttribute,
  BufferGeometry,
  InstancedMesh,
  type InterleavedBufferAttribute,
  type Material,
  Matrix4,
  type Mesh,
  SkinnedMesh,
} from 'three';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { channelsOf, hasAlpha, mostAlphaOfPicture, UV_NAMES } from './surfaces.ts';

/**
 * A mesh as its file has it: in metres, where the file puts it. Positions are doubles until it is moved into
 * the unit cube.
 */
export interface Shape {
  readonly geometry: BufferGeometry;
  readonly material: Material;
}

/** The corners that the triangles of a geometry have. */
export interface Corners {
  /** Their numbers in the geometry, each once. */
  readonly used: Uint32Array;
  /** Three for each triangle, into `used`. */
  readonly index: Uint32Array;
}

/**
 * A file may be in millimetres, and is placed in a usual size then; beyond this, single floats keep no shape.
 */
const FARTHEST = LIMITS.positionMaxM * 1_000;

type Attribute = BufferAttribute | InterleavedBufferAttribute;
/**
 * The transform of a corner, by its place in `Corners.used`; the same matrix may come again with other
 * numbers in it.
 */
type MatrixAt = (corner: number) => Matrix4;

/**
 * Undefined where triangles have corners that are not there: what a decoder made is not looked over before.
 */
export function cornersOf({ index, attributes }: BufferGeometry): Corners | undefined {
  const count = attributes.position?.count ?? 0;
  const corners = index?.count ?? count;
  const triangles = new Uint32Array(corners - (corners % 3));
  const places = new Int32Array(count).fill(-1);
  const used = new Uint32Array(Math.min(count, triangles.length));
  let met = 0;
  for (let i = 0; i < triangles.length; i++) {
    const corner = index ? index.getX(i) : i;
    let place = places[corner];
    if (place === undefined) return undefined;
    if (place < 0) {
      place = met++;
      places[corner] = place;
      used[place] = corner;
    }
    triangles[i] = place;
  }
  return { used: used.slice(0, met), index: triangles };
}

/** How often a mesh is drawn. */
export const timesOf = (mesh: Mesh): number => (mesh instanceof InstancedMesh ? mesh.count : 1);

/**
 * Makes a mesh of a loaded file a still one, drawn with `material`: in the rest pose of its skin, its morph
 * targets by `weights`, as often and where its nodes and instances put it. Fails with what is wrong with it;
 * `model/invisible` where nothing of it can be seen.
 */
export function flatten(
  mesh: Mesh<BufferGeometry, Material>,
  material: Material,
  corners: Corners,
  weights: readonly number[],
): Result<Shape> {
  const source = mesh.geometry;
  const { used, index } = corners;
  const position = morphed(source, 'position', 3, used, weights);
  if (!position) return fail('model/broken', 'a mesh without positions');
  const count = used.length;
  if (count === 0) return fail('model/empty');
  const places = placesOf(mesh, used);
  if (!places) return fail('model/broken', 'a joint that is not there');
  const normal = morphed(source, 'normal', 3, used, weights);
  const positions = new Float64Array(position.length * places.length);
  const normals = normal && new Float32Array(positions.length);
  const triangles = new Uint32Array(index.length * places.length);
  places.forEach((matrixAt, copy) => {
    const from = copy * count;
    const mirrored = place(matrixAt, position, normal, positions, normals, from);
    for (let i = 0; i < index.length; i += 3) {
      const [a, b, c] = [index[i] ?? 0, index[i + 1] ?? 0, index[i + 2] ?? 0];
      // A mirrored triangle is inside out.
      const turned = mirrored[a] === 1;
      triangles.set([from + a, from + (turned ? c : b), from + (turned ? b : c)], copy * index.length + i);
    }
  });
  for (const value of positions) {
    if (!Number.isFinite(value)) return fail('model/not-finite');
    if (Math.abs(value) > FARTHEST) return fail('model/out-of-bounds', `${value} m`);
  }
  if (!hasArea(positions, triangles)) return fail('model/invisible', 'no triangle has an area');
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  geometry.setAttribute('normal', new BufferAttribute(mended(normals, geometry), 3));
  for (const channel of channelsOf(material)) {
    const name = UV_NAMES[channel];
    const uv = name && source.getAttribute(name);
    if (!uv) continue;
    const values = Float32Array.from(values2(uv, used), each => (Number.isFinite(each) ? each : 0));
    geometry.setAttribute(name, new BufferAttribute(repeated(values, places.length), 2));
  }
  const colors = colorsOf(mesh, hasAlpha(material), used, weights, places.length);
  if (colors) geometry.setAttribute('color', colors);
  const shape = { geometry, material };
  return mostAlphaOf(shape) > 0 ? ok(shape) : fail('model/invisible', 'all of it is see-through');
}

/**
 * One transform for each time that the mesh is drawn; undefined where its skin names joints that are not
 * there.
 */
function placesOf(mesh: Mesh, used: Uint32Array): readonly MatrixAt[] | undefined {
  if (mesh instanceof SkinnedMesh) {
    const skinned = restPose(mesh, used);
    return skinned && [skinned];
  }
  if (!(mesh instanceof InstancedMesh)) return [() => mesh.matrixWorld];
  return Array.from({ length: mesh.count }, (_, i) => {
    const matrix = new Matrix4();
    mesh.getMatrixAt(i, matrix);
    matrix.premultiply(mesh.matrixWorld);
    return () => matrix;
  });
}

/** By the joints alone: where the mesh's own node is does not count (glTF 2.0, 3.7.3.3). */
function restPose({ skeleton, geometry }: SkinnedMesh, used: Uint32Array): MatrixAt | undefined {
  const sets = jointSets(geometry);
  if (!skeleton || sets.length === 0) return undefined;
  const matrices = skeleton.bones.map((bone, i) => {
    bone.updateWorldMatrix(true, false);
    return new Matrix4().multiplyMatrices(bone.matrixWorld, skeleton.boneInverses[i] ?? new Matrix4())
      .elements;
  });
  for (const corner of used) {
    for (const { joints, shares } of sets) {
      for (let c = 0; c < 4; c++) {
        if (shares.getComponent(corner, c) !== 0 && !matrices[joints.getComponent(corner, c)])
          return undefined;
      }
    }
  }
  const blended = new Matrix4();
  return place => {
    const corner = used[place] ?? 0;
    const { elements } = blended;
    elements.fill(0);
    const sums = sets.map(({ shares }) =>
      [0, 1, 2, 3].reduce((n, c) => n + shares.getComponent(corner, c), 0),
    );
    const [first = 0, ...others] = sums;
    const rest = others.reduce((n, each) => n + each, 0);
    // The loader makes the first set come to one by itself; all sets together do.
    const firstShare = sets.length === 1 ? 1 : Math.max(0, 1 - rest);
    const whole = firstShare + rest;
    sets.forEach(({ joints, shares }, set) => {
      for (let c = 0; c < 4; c++) {
        const share = shares.getComponent(corner, c);
        const own = set > 0 ? share : first === 0 ? (c === 0 ? firstShare : 0) : (share / first) * firstShare;
        const joint = own === 0 ? undefined : matrices[joints.getComponent(corner, c)];
        for (let e = 0; joint && e < 16; e++)
          elements[e] = (elements[e] ?? 0) + (own / whole) * (joint[e] ?? 0);
      }
    });
    return blended;
  };
}

/**
 * The joints of each corner and their shares, four in a set; the loader has names of its own for the first
 * one.
 */
function jointSets({ attributes }: BufferGeometry): readonly { joints: Attribute; shares: Attribute }[] {
  const sets: { joints: Attribute; shares: Attribute }[] = [];
  for (let set = 0; ; set++) {
    const joints = attributes[set === 0 ? 'skinIndex' : `joints_${set}`];
    const shares = attributes[set === 0 ? 'skinWeight' : `weights_${set}`];
    if (!joints || !shares) return sets;
    sets.push({ joints, shares });
  }
}

/**
 * An attribute with its morph targets by their weights, which are relative; undefined where there is none.
 */
function morphed(
  { attributes, morphAttributes }: BufferGeometry,
  name: 'position' | 'normal' | 'color',
  size: number,
  used: Uint32Array,
  weights: readonly number[],
): Float64Array | undefined {
  const base = attributes[name];
  if (!base) return undefined;
  const values = new Float64Array(used.length * size);
  const add = (attribute: Attribute, weight: number): void => {
    for (let i = 0; i < used.length; i++) {
      for (let c = 0; c < size; c++) {
        const at = i * size + c;
        values[at] = (values[at] ?? 0) + weight * attribute.getComponent(used[i] ?? 0, c);
      }
    }
  };
  add(base, 1);
  morphAttributes[name]?.forEach((target, i) => {
    const weight = weights[i] ?? 0;
    // For a target without this attribute the loader gives the base, as if targets were absolute.
    if (weight !== 0 && target !== base) add(target, weight);
  });
  return values;
}

/**
 * Moves one copy of the mesh to its place, from corner `from` on. Returns which corners a mirror moved.
 * Normals go by the cofactors of the matrix: its inverse transpose, which a flattening scale does not have.
 */
function place(
  matrixAt: MatrixAt,
  position: Float64Array,
  normal: Float64Array | undefined,
  positions: Float64Array,
  normals: Float32Array | undefined,
  from: number,
): Uint8Array {
  const count = position.length / 3;
  const mirrored = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const e = matrixAt(i).elements;
    const [ax, ay, az] = [e[0], e[1], e[2]];
    const [bx, by, bz] = [e[4], e[5], e[6]];
    const [cx, cy, cz] = [e[8], e[9], e[10]];
    const [x, y, z] = [position[i * 3] ?? 0, position[i * 3 + 1] ?? 0, position[i * 3 + 2] ?? 0];
    const at = (from + i) * 3;
    positions[at] = ax * x + bx * y + cx * z + e[12];
    positions[at + 1] = ay * x + by * y + cy * z + e[13];
    positions[at + 2] = az * x + bz * y + cz * z + e[14];
    const [ux, uy, uz] = [by * cz - bz * cy, bz * cx - bx * cz, bx * cy - by * cx];
    const sign = ax * ux + ay * uy + az * uz < 0 ? -1 : 1;
    mirrored[i] = sign < 0 ? 1 : 0;
    if (!normal || !normals) continue;
    const [vx, vy, vz] = [cy * az - cz * ay, cz * ax - cx * az, cx * ay - cy * ax];
    const [wx, wy, wz] = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
    const [p, q, r] = [normal[i * 3] ?? 0, normal[i * 3 + 1] ?? 0, normal[i * 3 + 2] ?? 0];
    const [nx, ny, nz] = [ux * p + vx * q + wx * r, uy * p + vy * q + wy * r, uz * p + vz * q + wz * r];
    const length = sign * Math.sqrt(nx * nx + ny * ny + nz * nz);
    normals[at] = nx / length;
    normals[at + 1] = ny / length;
    normals[at + 2] = nz / length;
  }
  return mirrored;
}

function hasArea(positions: Float64Array, triangles: Uint32Array): boolean {
  const p = (corner: number, axis: number): number => positions[(triangles[corner] ?? 0) * 3 + axis] ?? 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const [ux, uy, uz] = [0, 1, 2].map(axis => p(i + 1, axis) - p(i, axis)) as [number, number, number];
    const [vx, vy, vz] = [0, 1, 2].map(axis => p(i + 2, axis) - p(i, axis)) as [number, number, number];
    if (uy * vz !== uz * vy || uz * vx !== ux * vz || ux * vy !== uy * vx) return true;
  }
  return false;
}

/** Normals of the faces where the file has none, or none that point anywhere. */
function mended(normals: Float32Array | undefined, geometry: BufferGeometry): Float32Array {
  if (normals?.every(Number.isFinite)) return normals;
  geometry.computeVertexNormals();
  const computed = geometry.getAttribute('normal').array;
  if (!normals) return Float32Array.from(computed);
  for (let i = 0; i < normals.length; i += 3) {
    if (normals.subarray(i, i + 3).every(Number.isFinite)) continue;
    for (let c = i; c < i + 3; c++) normals[c] = computed[c] ?? 0;
  }
  return normals;
}

/**
 * Undefined where neither corners nor instances have colours. Alpha is there where the material asks for it.
 */
function colorsOf(
  mesh: Mesh<BufferGeometry, Material>,
  withAlpha: boolean,
  used: Uint32Array,
  weights: readonly number[],
  copies: number,
): BufferAttribute | undefined {
  const own = mesh.geometry.getAttribute('color');
  const tints = mesh instanceof InstancedMesh ? mesh.instanceColor : null;
  if (!own && !tints) return undefined;
  const size = withAlpha && (own ?? tints)?.itemSize === 4 ? 4 : 3;
  const base =
    morphed(mesh.geometry, 'color', Math.min(size, own?.itemSize ?? size), used, weights) ??
    new Float64Array(used.length * size).fill(1);
  const colors = repeated(Float32Array.from(base), copies);
  for (let i = 0; i < colors.length; i++) {
    const copy = Math.floor(i / base.length);
    const tint = tints && i % size < tints.itemSize ? tints.getComponent(copy, i % size) : 1;
    const value = (colors[i] ?? 1) * tint;
    colors[i] = Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 1;
  }
  return new BufferAttribute(colors, size);
}

/** No place of the shape is less see-through than this; 1 where its alpha does not count. */
function mostAlphaOf({ geometry, material }: Shape): number {
  if (!hasAlpha(material)) return 1;
  const colors = geometry.attributes.color;
  let most = colors?.itemSize === 4 ? 0 : 1;
  if (colors?.itemSize === 4) for (let i = 0; i < colors.count; i++) most = Math.max(most, colors.getW(i));
  return material.opacity * most * mostAlphaOfPicture(material);
}

/** True where the file's own threshold leaves nothing of the shape to be drawn. */
export const isCutAway = (shape: Shape): boolean =>
  shape.material.alphaTest > 0 && mostAlphaOf(shape) < shape.material.alphaTest;

function values2(attribute: Attribute, used: Uint32Array): Float32Array {
  const values = new Float32Array(used.length * 2);
  used.forEach((corner, i) => {
    values[i * 2] = attribute.getX(corner);
    values[i * 2 + 1] = attribute.getY(corner);
  });
  return values;
}

function repeated(values: Float32Array, times: number): Float32Array {
  if (times === 1) return values;
  const all = new Float32Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
}
