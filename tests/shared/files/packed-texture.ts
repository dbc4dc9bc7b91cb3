import { makeGlb, triangle, triangleBytes } from './make-glb.ts';
import { named, padded, Writer } from './packed.ts';

/** Puts `value` into `block`, `count` bits from bit `at` on, lowest first. */
function putBits(block: Uint8Array, at: number, count: number, value: number): number {
  for (let i = 0; i < count; i++) {
    if ((value >>> i) & 1) block[(at + i) >> 3] = (block[(at + i) >> 3] ?? 0) | (1 << ((at + i) & 7));
  }
  return at + count;
}

/**
 * A block of one colour in UASTC: mode 8, whose code is five bits, then red, green, blue and alpha. The hints
 * after them may be 0.
 */
function uastcBlock(rgba: readonly number[]): Uint8Array {
  const block = new Uint8Array(16);
  let at = putBits(block, 0, 5, 0x17);
  for (const channel of rgba) at = putBits(block, at, 8, channel);
  return block;
}

/**
 * A KTX 2.0 file of one level in Basis Universal's UASTC: `side` pixels square, a multiple of four, all of
 * one colour.
 */
export function ktx2(side: number, rgba: readonly number[]): Uint8Array {
  const blocks = (side / 4) ** 2;
  const [descriptorAt, descriptorBytes] = [104, 44];
  const pixelsAt = 160;
  const file = new Writer()
    .u8(0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a)
    .u32(0, 1, side, side, 0, 0, 1, 1, 0)
    .u32(descriptorAt, descriptorBytes, 0, 0)
    .u64(0, 0)
    .u64(pixelsAt, blocks * 16, blocks * 16)
    // The data format: model 166 is UASTC; BT.709, sRGB; blocks of four by four, 16 bytes each; one sample of
    // 128 bits.
    .u32(descriptorBytes, 0)
    .u16(2, descriptorBytes - 4)
    .u8(166, 1, 2, 0, 3, 3, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0)
    .u16(0)
    .u8(127, 0, 0, 0, 0, 0)
    .u32(0, 0xffffffff)
    .bytes(new Uint8Array(pixelsAt - descriptorAt - descriptorBytes));
  for (let i = 0; i < blocks; i++) file.bytes(uastcBlock(rgba));
  return file.written;
}

/** One triangle with an orange texture that Basis Universal packed. */
export function ktx2Glb(): Uint8Array {
  const picture = ktx2(16, [255, 128, 0, 255]);
  const name = 'KHR_texture_basisu';
  const corners = new Writer()
    .bytes(triangleBytes())
    .bytes(new Uint8Array(Float32Array.of(0, 0, 1, 0, 0, 1).buffer));
  const bin = padded(corners.bytes(picture).written);
  const json = {
    ...triangle(),
    ...named(name),
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, material: 0 }] }],
    materials: [
      { doubleSided: true, pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0 } },
    ],
    textures: [{ extensions: { [name]: { source: 0 } } }],
    images: [{ bufferView: 2, mimeType: 'image/ktx2' }],
    accessors: [...triangle().accessors, { bufferView: 1, componentType: 5126, count: 3, type: 'VEC2' }],
    bufferViews: [
      { buffer: 0, byteLength: 36 },
      { buffer: 0, byteOffset: 36, byteLength: 24 },
      { buffer: 0, byteOffset: 60, byteLength: picture.length },
    ],
    buffers: [{ byteLength: bin.length }],
  };
  return makeGlb(json, bin);
}
