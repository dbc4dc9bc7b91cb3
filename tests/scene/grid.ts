import { triangle } from '../shared/files/make-glb.ts';

/** A flat grid of `n` by `n` squares, one metre wide. */
export function grid(n: number): { json: unknown; bin: Uint8Array } {
  const corners = (n + 1) * (n + 1);
  const positions = new Float32Array(corners * 3);
  for (let i = 0; i < corners; i++) {
    const [x, z] = [i % (n + 1), Math.floor(i / (n + 1))];
    positions.set([x / n, 0.01 * Math.sin(x / 9) * Math.cos(z / 7), z / n], i * 3);
  }
  const index = new Uint32Array(n * n * 6);
  for (let i = 0; i < n * n; i++) {
    const a = Math.floor(i / n) * (n + 1) + (i % n);
    index.set([a, a + n + 1, a + 1, a + 1, a + n + 1, a + n + 2], i * 6);
  }
  const bin = new Uint8Array(positions.byteLength + index.byteLength);
  bin.set(new Uint8Array(positions.buffer));
  bin.set(new Uint8Array(index.buffer), positions.byteLength);
  const model = triangle();
  const json = {
    ...model,
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: corners, type: 'VEC3', min: [0, -1, 0], max: [1, 1, 1] },
      { bufferView: 1, componentType: 5125, count: index.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteLength: positions.byteLength },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: index.byteLength },
    ],
    buffers: [{ byteLength: bin.length }],
  };
  return { json, bin };
}
