import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { Box3, BufferAttribute, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../client/scene/assets/asset.ts';
import { readAsset } from '../../client/scene/assets/read.ts';
import { LIMITS } from '../../shared/limits.ts';
import { makeGlb, triangle, triangleBytes } from '../shared/files/make-glb.ts';
import { grid } from './grid.ts';

async function read(json: unknown, bin: Uint8Array): Promise<Asset> {
  const glb = makeGlb(json, bin);
  const result = await readAsset(glb.slice().buffer as ArrayBuffer);
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.detail ?? ''}`);
  return result.value;
}

function boundsOf(asset: Asset): Box3 {
  const box = new Box3();
  for (const { geometry } of asset.primitives) {
    const position = geometry.getAttribute('position');
    if (position instanceof BufferAttribute) box.union(new Box3().setFromBufferAttribute(position));
  }
  return box;
}

describe('a model that somebody brings', () => {
  it('[SCENE-16] fills the unit cube, and says how large its file makes it', async () => {
    const json = { ...triangle(), nodes: [{ mesh: 0, translation: [5, 0, 0], scale: [2, 3, 1] }] };
    const asset = await read(json, triangleBytes());
    expect(asset.size[0]).toBeCloseTo(2);
    expect(asset.size[1]).toBeCloseTo(3);
    const size = boundsOf(asset).getSize(new Vector3());
    expect(size.x).toBeCloseTo(1);
    expect(size.y).toBeCloseTo(1);
    expect(boundsOf(asset).getCenter(new Vector3()).length()).toBeCloseTo(0);
  });

  it('[SCENE-16] keeps its outside outside where a node mirrors it', async () => {
    const facing = async (scale: readonly number[]): Promise<number> => {
      const { primitives } = await read({ ...triangle(), nodes: [{ mesh: 0, scale }] }, triangleBytes());
      const geometry = primitives[0]?.geometry;
      if (!geometry?.index) throw new Error('no geometry');
      const corner = (i: number): Vector3 =>
        new Vector3().fromBufferAttribute(geometry.getAttribute('position'), geometry.index?.getX(i) ?? 0);
      const [a, b, c] = [corner(0), corner(1), corner(2)];
      return Math.sign(b.sub(a).cross(c.sub(a)).z);
    };
    expect(await facing([1, 1, 1])).toBe(1);
    expect(await facing([-1, 1, 1])).toBe(1);
  });

  it('[SCENE-16] is read where its numbers are packed', async () => {
    const shorts = Int16Array.of(0, 0, 0, 0, 32767, 0, 0, 0, 0, 32767, 0, 0);
    const json = {
      ...triangle(),
      extensionsRequired: ['KHR_mesh_quantization'],
      extensionsUsed: ['KHR_mesh_quantization'],
      accessors: [
        {
          bufferView: 0,
          componentType: 5122,
          normalized: true,
          count: 3,
          type: 'VEC3',
          min: [0, 0, 0],
          max: [32767, 32767, 0],
        },
      ],
      bufferViews: [{ buffer: 0, byteLength: 24, byteStride: 8 }],
      buffers: [{ byteLength: 24 }],
    };
    const asset = await read(json, new Uint8Array(shorts.buffer));
    expect(asset.size[0]).toBeCloseTo(1, 3);
    expect(boundsOf(asset).getSize(new Vector3()).x).toBeCloseTo(1, 3);
  });

  it('[SCENE-16] is read where meshopt packed it', async () => {
    await MeshoptEncoder.ready;
    const packed = MeshoptEncoder.encodeVertexBuffer(triangleBytes(), 3, 12);
    const bin = new Uint8Array(Math.ceil(packed.length / 4) * 4);
    bin.set(packed);
    const view = { buffer: 0, byteLength: packed.length, byteStride: 12, count: 3, mode: 'ATTRIBUTES' };
    const json = {
      ...triangle(),
      extensionsRequired: ['EXT_meshopt_compression'],
      extensionsUsed: ['EXT_meshopt_compression'],
      bufferViews: [
        { buffer: 1, byteLength: 36, byteStride: 12, extensions: { EXT_meshopt_compression: view } },
      ],
      buffers: [
        { byteLength: bin.length },
        { byteLength: 36, extensions: { EXT_meshopt_compression: { fallback: true } } },
      ],
    };
    expect((await read(json, bin)).triangles).toBe(1);
  });

  it('[SCENE-17] with more triangles than a headset can spare is drawn with fewer, its shape kept', async () => {
    const { json, bin } = grid(300);
    const asset = await read(json, bin);
    expect(asset.simplified).toBe(true);
    expect(asset.triangles).toBeLessThanOrEqual(LIMITS.modelTrianglesBudgetCount * 1.5);
    expect(asset.triangles).toBeGreaterThan(1_000);
    const size = boundsOf(asset).getSize(new Vector3());
    expect(size.x).toBeCloseTo(1, 2);
    expect(size.z).toBeCloseTo(1, 2);
    const { geometry } = asset.primitives[0] ?? {};
    for (const value of geometry?.index?.array ?? []) {
      expect(value).toBeLessThan(geometry?.getAttribute('position').count ?? 0);
    }
  });

  it('[SCENE-17] with no more than that is drawn as it is', async () => {
    const { json, bin } = grid(40);
    expect(await read(json, bin)).toMatchObject({ simplified: false, triangles: 3_200 });
  });
});
