import { z } from 'zod';

/**
 * The parts of glTF 2.0 that decide what a model costs, whether it is safe to read and what of it is drawn.
 * All else passes unread.
 */

const index = z.number().int().min(0);
const count = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32);
const numbers = (length: number) => z.array(z.number()).length(length).optional();
const list = <S extends z.ZodType>(item: S) => z.array(item).max(100_000).default([]);
const extensions = z.record(z.string(), z.unknown()).optional();
const attributes = z.record(z.string(), index);

const meshopt = z.looseObject({
  buffer: index,
  byteOffset: count.default(0),
  byteLength: count,
  byteStride: z.number().int().min(1).max(256),
  count,
});

const instancing = z.looseObject({ attributes });

const sparse = z.looseObject({
  count,
  indices: z.looseObject({
    bufferView: index,
    byteOffset: count.default(0),
    componentType: z.union([5121, 5123, 5125].map(each => z.literal(each))),
  }),
  values: z.looseObject({ bufferView: index, byteOffset: count.default(0) }),
});

export const gltf = z.looseObject({
  asset: z.looseObject({ version: z.string() }),
  extensionsRequired: list(z.string()),
  extensionsUsed: list(z.string()),
  scene: index.optional(),
  scenes: list(z.looseObject({ nodes: list(index) })),
  nodes: list(
    z.looseObject({
      mesh: index.optional(),
      skin: index.optional(),
      children: list(index),
      matrix: numbers(16),
      translation: numbers(3),
      rotation: numbers(4),
      scale: numbers(3),
      weights: z.array(z.number()).optional(),
      extensions: z
        .looseObject({
          EXT_mesh_gpu_instancing: instancing.optional(),
          KHR_node_visibility: z.looseObject({ visible: z.boolean().default(true) }).optional(),
        })
        .optional(),
    }),
  ),
  meshes: list(
    z.looseObject({
      weights: z.array(z.number()).optional(),
      primitives: list(
        z.looseObject({
          attributes: attributes.default({}),
          indices: index.optional(),
          material: index.optional(),
          mode: z.number().int().min(0).max(6).default(4),
          targets: list(attributes),
          extensions: z
            .looseObject({
              KHR_draco_mesh_compression: z.looseObject({ bufferView: index, attributes }).optional(),
            })
            .optional(),
        }),
      ),
    }),
  ),
  skins: list(z.looseObject({ joints: list(index), inverseBindMatrices: index.optional() })),
  materials: list(z.looseObject({ extensions })),
  textures: list(z.looseObject({ source: index.optional(), extensions })),
  images: list(
    z.looseObject({
      uri: z.string().optional(),
      bufferView: index.optional(),
      mimeType: z.string().optional(),
    }),
  ),
  accessors: list(
    z.looseObject({
      bufferView: index.optional(),
      byteOffset: count.default(0),
      componentType: z.union([5120, 5121, 5122, 5123, 5125, 5126].map(each => z.literal(each))),
      count,
      type: z.enum(['SCALAR', 'VEC2', 'VEC3', 'VEC4', 'MAT2', 'MAT3', 'MAT4']),
      sparse: sparse.optional(),
    }),
  ),
  bufferViews: list(
    z.looseObject({
      buffer: index,
      byteOffset: count.default(0),
      byteLength: count,
      byteStride: z.number().int().min(0).max(252).optional(),
      extensions: z
        .looseObject({
          EXT_meshopt_compression: meshopt.optional(),
          KHR_meshopt_compression: meshopt.optional(),
        })
        .optional(),
    }),
  ),
  buffers: list(z.looseObject({ byteLength: count, uri: z.string().optional(), extensions })),
});

export type Gltf = z.output<typeof gltf>;
export type Accessor = Gltf['accessors'][number];
export type BufferView = Gltf['bufferViews'][number];
export type GltfPrimitive = Gltf['meshes'][number]['primitives'][number];

/** Bytes of one component, by glTF's numbers (section 3.6.2.2). */
export const COMPONENT_BYTES: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};
export const COMPONENTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 } as const;

/** Bytes of one element of an accessor, not padded. */
export const elementBytes = ({ componentType, type }: Accessor): number =>
  (COMPONENT_BYTES[componentType] ?? 4) * COMPONENTS[type];

/** How meshopt packed a buffer view, under either name of its extension. */
export const packedOf = ({ extensions }: BufferView): z.output<typeof meshopt> | undefined =>
  extensions?.EXT_meshopt_compression ?? extensions?.KHR_meshopt_compression;

/** True for a buffer that stands for what its packed views unpack to, and has no bytes. */
export const isFallback = (buffer: Gltf['buffers'][number]): boolean =>
  ['EXT_meshopt_compression', 'KHR_meshopt_compression'].some(name => {
    const extension = buffer.extensions?.[name];
    return (
      typeof extension === 'object' &&
      extension !== null &&
      'fallback' in extension &&
      extension.fallback === true
    );
  });

/** How often a node shows its mesh: once, or for each of its instances (EXT_mesh_gpu_instancing). */
export function instancesOf(model: Gltf, node: Gltf['nodes'][number]): number {
  const instances = node.extensions?.EXT_mesh_gpu_instancing;
  if (!instances) return 1;
  const counts = Object.values(instances.attributes).map(each => model.accessors[each]?.count ?? 0);
  return Math.max(0, ...counts);
}
