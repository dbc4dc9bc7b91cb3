/**
 * A model that uses what refers to other parts of its file: a skin, morph targets, instances, a sparse
 * accessor and a texture.
 */

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const PARTS = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
  target: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0),
  texcoords: Float32Array.of(0, 0, 1, 0, 0, 1),
  joints: Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0),
  weights: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0),
  matrices: Float32Array.of(...identity(), ...identity()),
  instances: Float32Array.of(0, 0, 0, 5, 0, 0),
  // Twice, the second time with a vertex that is not there.
  indices: Uint16Array.of(0, 1, 2, 0, 1, 7),
  exceptionPlaces: Uint16Array.of(1, 9),
  exceptions: Float32Array.of(2, 0, 0),
  picture: Uint8Array.from(PNG),
};

function identity(): number[] {
  return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
}

const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
const offsets = new Map<keyof typeof PARTS, number>();
let total = 0;
for (const name of names) {
  offsets.set(name, total);
  total += Math.ceil(PARTS[name].byteLength / 4) * 4;
}
const view = (name: keyof typeof PARTS): number => names.indexOf(name);

/** Accessors by what they hold, and a place among the bytes. */
export const RICH = {
  positions: 0,
  target: 1,
  texcoords: 2,
  joints: 3,
  weights: 4,
  matrices: 5,
  instances: 6,
  indices: 7,
  sparse: 8,
  jointsAt: offsets.get('joints') ?? 0,
} as const;

export const rich = () => ({
  asset: { version: '2.0' },
  scene: 0,
  scenes: [{ nodes: [0, 1, 3] }],
  nodes: [
    { mesh: 0, skin: 0, weights: [0.5] },
    { name: 'joint', children: [2] },
    { name: 'joint', translation: [0, 0, 1] },
    { mesh: 1, extensions: { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: RICH.instances } } } },
  ] as const,
  skins: [{ joints: [1, 2], inverseBindMatrices: RICH.matrices }] as const,
  meshes: [
    {
      primitives: [
        {
          attributes: {
            POSITION: RICH.positions,
            TEXCOORD_0: RICH.texcoords,
            JOINTS_0: RICH.joints,
            WEIGHTS_0: RICH.weights,
          },
          indices: RICH.indices,
          targets: [{ POSITION: RICH.target }],
          material: 0,
        },
      ],
    },
    { primitives: [{ attributes: { POSITION: RICH.sparse } }] },
  ] as const,
  materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }] as const,
  textures: [{ source: 0 }] as const,
  images: [{ bufferView: view('picture'), mimeType: 'image/png' }],
  accessors: [
    {
      bufferView: view('positions'),
      componentType: 5126,
      count: 3,
      type: 'VEC3',
      min: [0, 0, 0],
      max: [1, 1, 0],
    },
    { bufferView: view('target'), componentType: 5126, count: 3, type: 'VEC3' },
    { bufferView: view('texcoords'), componentType: 5126, count: 3, type: 'VEC2' },
    { bufferView: view('joints'), componentType: 5121, count: 3, type: 'VEC4' },
    { bufferView: view('weights'), componentType: 5126, count: 3, type: 'VEC4' },
    { bufferView: view('matrices'), componentType: 5126, count: 2, type: 'MAT4' },
    { bufferView: view('instances'), componentType: 5126, count: 2, type: 'VEC3' },
    { bufferView: view('indices'), componentType: 5123, count: 3, type: 'SCALAR' },
    {
      bufferView: view('positions'),
      componentType: 5126,
      count: 3,
      type: 'VEC3',
      min: [0, 0, 0],
      max: [2, 1, 0],
      sparse: {
        count: 1,
        indices: { bufferView: view('exceptionPlaces'), componentType: 5123 },
        values: { bufferView: view('exceptions') },
      },
    },
  ] as const,
  bufferViews: names.map(name => ({
    buffer: 0,
    byteOffset: offsets.get(name),
    byteLength: PARTS[name].byteLength,
  })),
  buffers: [{ byteLength: total }],
  extensionsUsed: ['EXT_mesh_gpu_instancing'],
});

export function richBytes(): Uint8Array {
  const bytes = new Uint8Array(total);
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = PARTS[name];
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offsets.get(name) ?? 0);
  }
  return bytes;
}
