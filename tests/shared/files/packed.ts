import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { makeGlb, triangle, triangleBytes } from './make-glb.ts';

/** Bytes of a file, written one after the other, little-endian. */
export class Writer {
  readonly #bytes: number[] = [];

  u8(...values: readonly number[]): this {
    this.#bytes.push(...values);
    return this;
  }
  u16(...values: readonly number[]): this {
    for (const value of values) this.u8(value & 255, value >>> 8);
    return this;
  }
  u32(...values: readonly number[]): this {
    for (const value of values) this.u16(value & 0xffff, value >>> 16);
    return this;
  }
  /** Values under 2^32. */
  u64(...values: readonly number[]): this {
    for (const value of values) this.u32(value, 0);
    return this;
  }
  text(value: string): this {
    return this.u8(...new TextEncoder().encode(value));
  }
  bytes(value: Uint8Array): this {
    return this.u8(...value);
  }
  get written(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export const padded = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  out.set(bytes);
  return out;
};

export const named = (extension: string) => ({
  extensionsRequired: [extension],
  extensionsUsed: [extension],
});
const colored = (baseColorFactor: readonly number[]) => ({
  materials: [{ doubleSided: true, pbrMetallicRoughness: { baseColorFactor, metallicFactor: 0 } }],
});

/**
 * One green triangle as a Draco bitstream of version 2.2, in its simplest form: sequential connectivity with
 * plain indices, and one attribute of plain floats. Everything that a decoder must read, and nothing that
 * needs an encoder.
 */
function dracoTriangle(): Uint8Array {
  const [mesh, sequential, plain, position, float32] = [1, 0, 1, 0, 9];
  return new Writer()
    .text('DRACO')
    .u8(2, 2, mesh, sequential)
    .u16(0)
    .u8(1, 3, plain)
    .u8(0, 1, 2)
    .u8(1, 1)
    .u8(position, float32, 3, 0, 0)
    .u8(0)
    .bytes(triangleBytes()).written;
}

export function dracoGlb(): Uint8Array {
  const packed = dracoTriangle();
  const name = 'KHR_draco_mesh_compression';
  const primitive = {
    attributes: { POSITION: 0 },
    indices: 1,
    material: 0,
    extensions: { [name]: { bufferView: 0, attributes: { POSITION: 0 } } },
  };
  const json = {
    ...triangle(),
    ...named(name),
    ...colored([0, 0.6, 0, 1]),
    meshes: [{ primitives: [primitive] }],
    accessors: [
      { componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 0] },
      { componentType: 5123, count: 3, type: 'SCALAR' },
    ],
    bufferViews: [{ buffer: 0, byteLength: packed.length }],
    buffers: [{ byteLength: padded(packed).length }],
  };
  return makeGlb(json, padded(packed));
}

/** One blue triangle whose positions meshopt's own encoder packed. */
export async function meshoptGlb(): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const packed = MeshoptEncoder.encodeVertexBuffer(triangleBytes(), 3, 12);
  const name = 'EXT_meshopt_compression';
  const view = { buffer: 0, byteLength: packed.length, byteStride: 12, count: 3, mode: 'ATTRIBUTES' };
  const json = {
    ...triangle(),
    ...named(name),
    ...colored([0, 0, 0.8, 1]),
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
    bufferViews: [{ buffer: 1, byteLength: 36, byteStride: 12, extensions: { [name]: view } }],
    buffers: [
      { byteLength: padded(packed).length },
      { byteLength: 36, extensions: { [name]: { fallback: true } } },
    ],
  };
  return makeGlb(json, padded(packed));
}
