/** A GLB of some JSON and bytes, for tests. */
export function makeGlb(json: unknown, bin: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const pad = (length: number): number => (4 - (length % 4)) % 4;
  const jsonBytes = text.length + pad(text.length);
  const total = 12 + 8 + jsonBytes + (bin.length > 0 ? 8 + bin.length + pad(bin.length) : 0);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  const header = [0x46546c67, 2, total, jsonBytes, 0x4e4f534a];
  for (const [i, word] of header.entries()) view.setUint32(i * 4, word, true);
  out.fill(0x20, 20, 20 + jsonBytes);
  out.set(text, 20);
  if (bin.length > 0) {
    const at = 20 + jsonBytes;
    view.setUint32(at, bin.length + pad(bin.length), true);
    view.setUint32(at + 4, 0x004e4942, true);
    out.set(bin, at + 8);
  }
  return out;
}

/** JSON of one triangle, whose positions are the first 36 bytes of the binary chunk. */
export const triangle = () => ({
  asset: { version: '2.0' },
  scene: 0,
  scenes: [{ nodes: [0] }],
  nodes: [{ mesh: 0 }] as { mesh?: number; children?: number[] }[],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] as Record<string, unknown>[] }],
  accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 0] }],
  bufferViews: [{ buffer: 0, byteLength: 36 }] as Record<string, unknown>[],
  buffers: [{ byteLength: 36 }] as Record<string, unknown>[],
  images: [] as Record<string, unknown>[],
  extensionsRequired: [] as string[],
  extensionsUsed: [] as string[],
});

/** Gives the triangle a texture of `image`. */
export function textured(model: ReturnType<typeof triangle>, image: Record<string, unknown>): void {
  model.images.push(image);
  const material = { pbrMetallicRoughness: { baseColorTexture: { index: 0 } } };
  Object.assign(model, { textures: [{ source: model.images.length - 1 }], materials: [material] });
  Object.assign(model.meshes[0]?.primitives[0] ?? {}, { material: 0 });
}

export const triangleBytes = (): Uint8Array =>
  new Uint8Array(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0).buffer);
