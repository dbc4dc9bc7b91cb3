import { sourcesOf, textureUses } from './glb-mend.ts';
import {
  type Accessor,
  COMPONENT_BYTES,
  COMPONENTS,
  elementBytes,
  type Gltf,
  type GltfPrimitive,
  isFallback,
  packedOf,
} from './gltf.ts';

/** The accessor types of an attribute (glTF 2.0, section 3.7.2.1); the numbers behind a name are left out. */
const ATTRIBUTE_TYPES: Readonly<Record<string, readonly Accessor['type'][]>> = {
  POSITION: ['VEC3'],
  NORMAL: ['VEC3'],
  TANGENT: ['VEC4'],
  TEXCOORD: ['VEC2'],
  COLOR: ['VEC3', 'VEC4'],
  JOINTS: ['VEC4'],
  WEIGHTS: ['VEC4'],
};
const TARGET_TYPES: readonly Accessor['type'][] = ['VEC3', 'VEC2', 'VEC4'];
const INSTANCE_TYPES: Readonly<Record<string, Accessor['type']>> = {
  TRANSLATION: 'VEC3',
  ROTATION: 'VEC4',
  SCALE: 'VEC3',
};
const FLOAT = 5126;
const UNSIGNED = [5121, 5123, 5125];

/** Reads one number of an accessor's element; undefined where its bytes are packed, or it has none. */
type Read = ((element: number, component: number) => number) | undefined;

/**
 * Looks for what refers to something that is not there, in the parts of a model that are drawn. `bin` is its
 * first buffer. Returns what is wrong; undefined where all is well.
 */
export function findProblem(model: Gltf, bin: Uint8Array): string | undefined {
  return (
    first(model.bufferViews, view => {
      const packed = packedOf(view);
      const buffer = model.buffers[view.buffer];
      if (packed && packed.buffer !== 0) return 'compressed bytes are outside their buffer';
      // A stream that declares less than it unpacks to writes past the end of what was made for it.
      if (packed && packed.count * packed.byteStride !== view.byteLength)
        return 'a compressed size is not true';
      return !packed && buffer && isFallback(buffer) ? 'a buffer view without bytes' : undefined;
    }) ??
    first(model.accessors, accessor => accessorProblem(model, accessor)) ??
    first(model.accessors, accessor => sparseProblem(model, bin, accessor)) ??
    first(model.meshes, ({ primitives }) => first(primitives, each => primitiveProblem(model, bin, each))) ??
    first(model.nodes, node => nodeProblem(model, bin, node)) ??
    first(model.materials, material =>
      first(textureUses(material), ({ texture }) => {
        const used = model.textures[texture];
        return used && sourcesOf(used).every(each => model.images[each])
          ? undefined
          : 'a material without its texture';
      }),
    )
  );
}

function first<T>(list: readonly T[], problem: (each: T) => string | undefined): string | undefined {
  for (const each of list) {
    const found = problem(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function accessorProblem(model: Gltf, accessor: Accessor): string | undefined {
  const { bufferView, byteOffset, componentType, count, sparse } = accessor;
  const size = COMPONENT_BYTES[componentType] ?? 4;
  if (bufferView !== undefined) {
    const view = model.bufferViews[bufferView];
    if (!view) return 'an accessor without its buffer view';
    const element = elementBytes(accessor);
    // Some exporters write 0 for what is not interleaved.
    const stride = view.byteStride || element;
    if (stride < element || stride % size !== 0 || byteOffset % size !== 0)
      return 'an accessor is not aligned';
    if (byteOffset + (count === 0 ? 0 : (count - 1) * stride + element) > view.byteLength) {
      return 'an accessor is outside its buffer view';
    }
  }
  if (!sparse) return undefined;
  if (sparse.count > count) return 'an accessor has more exceptions than values';
  const places = [
    {
      ...sparse.indices,
      bytes: COMPONENT_BYTES[sparse.indices.componentType] ?? 4,
      size: COMPONENT_BYTES[sparse.indices.componentType] ?? 4,
    },
    { ...sparse.values, bytes: elementBytes(accessor), size },
  ];
  return first(places, place => {
    const view = model.bufferViews[place.bufferView];
    const isInside = view && place.byteOffset + sparse.count * place.bytes <= view.byteLength;
    if (!isInside || packedOf(view)) return 'exceptions of an accessor are outside their buffer view';
    return place.byteOffset % place.size === 0 ? undefined : 'exceptions of an accessor are not aligned';
  });
}

/** Where the exceptions of a sparse accessor are in it (glTF 2.0, section 3.6.2.3). */
function sparsePlaces(model: Gltf, bin: Uint8Array, { sparse }: Accessor): readonly number[] {
  if (!sparse) return [];
  const { bufferView, byteOffset, componentType } = sparse.indices;
  const read = readNumbers(bin, (model.bufferViews[bufferView]?.byteOffset ?? 0) + byteOffset, componentType);
  return Array.from({ length: sparse.count }, (_, i) => read(i));
}

function sparseProblem(model: Gltf, bin: Uint8Array, accessor: Accessor): string | undefined {
  const isInside = sparsePlaces(model, bin, accessor).every(each => each < accessor.count);
  return isInside ? undefined : 'an exception of an accessor is outside of it';
}

function primitiveProblem(model: Gltf, bin: Uint8Array, primitive: GltfPrimitive): string | undefined {
  const { attributes, indices, targets, extensions, material } = primitive;
  const count = model.accessors[attributes.POSITION ?? -1]?.count ?? 0;
  const misfit = (at: number, types: readonly Accessor['type'][] | undefined): boolean => {
    const accessor = model.accessors[at];
    return !accessor || accessor.count !== count || (types !== undefined && !types.includes(accessor.type));
  };
  const typesOf = (name: string) => ATTRIBUTE_TYPES[name.replace(/_\d+$/, '')];
  if (Object.entries(attributes).some(([name, at]) => misfit(at, typesOf(name))))
    return 'a mesh without its accessor';
  if (targets.some(target => Object.values(target).some(at => misfit(at, TARGET_TYPES)))) {
    return 'a morph target without its accessor';
  }
  if (material !== undefined && !model.materials[material]) return 'a mesh without its material';
  const draco = extensions?.KHR_draco_mesh_compression;
  if (draco) return model.bufferViews[draco.bufferView] ? undefined : 'a mesh without its compressed bytes';
  if (indices === undefined) return undefined;
  const index = model.accessors[indices];
  if (index?.type !== 'SCALAR' || !UNSIGNED.includes(index.componentType))
    return 'a mesh without its indices';
  const read = readerOf(model, bin, index);
  if (!read) return index.count > 0 && count === 0 ? 'a mesh without vertices' : undefined;
  for (let i = 0; i < index.count; i++) if (read(i, 0) >= count) return 'a mesh without some of its vertices';
  return undefined;
}

function nodeProblem(model: Gltf, bin: Uint8Array, node: Gltf['nodes'][number]): string | undefined {
  const instances = Object.entries(node.extensions?.EXT_mesh_gpu_instancing?.attributes ?? {});
  const counts = new Set(instances.map(([, at]) => model.accessors[at]?.count));
  const isMisfit = instances.some(([name, at]) => {
    const type = INSTANCE_TYPES[name];
    return type !== undefined && model.accessors[at]?.type !== type;
  });
  if (isMisfit || counts.size > 1 || counts.has(undefined)) return 'instances without their places';
  if (node.skin === undefined) return undefined;
  const skin = model.skins[node.skin];
  if (!skin || skin.joints.length === 0 || skin.joints.some(each => !model.nodes[each]))
    return 'a skin without its joints';
  const { inverseBindMatrices, joints } = skin;
  if (inverseBindMatrices !== undefined) {
    const matrices = model.accessors[inverseBindMatrices];
    const fits =
      matrices?.type === 'MAT4' && matrices.componentType === FLOAT && matrices.count >= joints.length;
    if (!fits) return 'a skin without its matrices';
  }
  const primitives = node.mesh === undefined ? [] : (model.meshes[node.mesh]?.primitives ?? []);
  return first(primitives, each => weightProblem(model, bin, each, joints.length));
}

/** A joint counts where its weight does. */
function weightProblem(
  model: Gltf,
  bin: Uint8Array,
  { attributes, extensions }: GltfPrimitive,
  joints: number,
): string | undefined {
  if (attributes.JOINTS_0 === undefined || attributes.WEIGHTS_0 === undefined)
    return 'a skin without its weights';
  const count = model.accessors[attributes.POSITION ?? -1]?.count ?? 0;
  if (extensions?.KHR_draco_mesh_compression) return undefined;
  for (let set = 0; attributes[`JOINTS_${set}`] !== undefined; set++) {
    const indices = readerOf(model, bin, model.accessors[attributes[`JOINTS_${set}`] ?? -1]);
    const weights = readerOf(model, bin, model.accessors[attributes[`WEIGHTS_${set}`] ?? -1]);
    for (let i = 0; indices && weights && i < count; i++) {
      for (let c = 0; c < 4; c++)
        if (weights(i, c) !== 0 && indices(i, c) >= joints) return 'a skin without some of its joints';
    }
  }
  return undefined;
}

function readerOf(model: Gltf, bin: Uint8Array, accessor: Accessor | undefined): Read {
  if (!accessor) return undefined;
  const { bufferView, byteOffset, componentType, type, sparse } = accessor;
  const components = COMPONENTS[type];
  const view = bufferView === undefined ? undefined : model.bufferViews[bufferView];
  if (view && packedOf(view)) return undefined;
  const size = COMPONENT_BYTES[componentType] ?? 4;
  const step = (view?.byteStride || elementBytes(accessor)) / size;
  const base = view ? readNumbers(bin, view.byteOffset + byteOffset, componentType) : () => 0;
  const plain = (element: number, component: number): number => base(element * step + component);
  if (!sparse) return plain;
  const places = new Map(sparsePlaces(model, bin, accessor).map((place, i) => [place, i]));
  const { bufferView: values, byteOffset: start } = sparse.values;
  const others = readNumbers(bin, (model.bufferViews[values]?.byteOffset ?? 0) + start, componentType);
  return (element, component) => {
    const place = places.get(element);
    return place === undefined ? plain(element, component) : others(place * components + component);
  };
}

/**
 * Reads the numbers that begin at `start` (bytes), by their place among them. Little-endian, as all of glTF
 * is.
 */
function readNumbers(bin: Uint8Array, start: number, componentType: number): (i: number) => number {
  const data = new DataView(bin.buffer, bin.byteOffset, bin.byteLength);
  switch (componentType) {
    case 5120:
      return i => data.getInt8(start + i);
    case 5121:
      return i => data.getUint8(start + i);
    case 5122:
      return i => data.getInt16(start + i * 2, true);
    case 5123:
      return i => data.getUint16(start + i * 2, true);
    case 5125:
      return i => data.getUint32(start + i * 4, true);
    default:
      return i => data.getFloat32(start + i * 4, true);
  }
}
