import { z } from 'zod';

/** The parts of glTF 2.0 that decide what a model costs and whether it is safe to read. All else passes unread. */

const index = z.number().int().min(0);
const count = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32);
const extensions = z.record(z.string(), z.unknown()).optional();
const list = <S extends z.ZodType>(item: S) => z.array(item).max(100_000).default([]);

const meshopt = z.object({
  buffer: index,
  byteOffset: count.default(0),
  byteLength: count,
  byteStride: z.number().int().min(1).max(256),
  count,
});

export const gltf = z.object({
  asset: z.object({ version: z.string() }),
  extensionsRequired: list(z.string()),
  extensionsUsed: list(z.string()),
  scene: index.optional(),
  scenes: list(z.object({ nodes: list(index) })),
  nodes: list(z.object({ mesh: index.optional(), children: list(index), extensions })),
  meshes: list(
    z.object({
      primitives: list(
        z.object({
          attributes: z.record(z.string(), index),
          indices: index.optional(),
          mode: z.number().int().min(0).max(6).default(4),
          extensions: z
            .object({ KHR_draco_mesh_compression: z.object({ bufferView: index }).optional() })
            .optional(),
        }),
      ),
    }),
  ),
  accessors: list(
    z.object({
      bufferView: index.optional(),
      byteOffset: count.default(0),
      componentType: z.union([5120, 5121, 5122, 5123, 5125, 5126].map(each => z.literal(each))),
      count,
      type: z.enum(['SCALAR', 'VEC2', 'VEC3', 'VEC4', 'MAT2', 'MAT3', 'MAT4']),
      sparse: z.unknown().optional(),
    }),
  ),
  bufferViews: list(
    z.object({
      buffer: index,
      byteOffset: count.default(0),
      byteLength: count,
      byteStride: z.number().int().min(4).max(252).optional(),
      extensions: z.object({ EXT_meshopt_compression: meshopt.optional() }).optional(),
    }),
  ),
  buffers: list(
    z.object({
      byteLength: count,
      uri: z.string().optional(),
      extensions: z
        .object({ EXT_meshopt_compression: z.object({ fallback: z.boolean().optional() }).optional() })
        .optional(),
    }),
  ),
  images: list(z.object({ uri: z.string().optional(), bufferView: index.optional() })),
});

export type Gltf = z.output<typeof gltf>;

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
