import fc from 'fast-check';
import { type BufferGeometry, InstancedMesh, Mesh } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../shared/errors.ts';
import { inspectGlb } from '../../../shared/files/glb.ts';
import { makeGlb } from './make-glb.ts';
import { RICH, rich, richBytes } from './rich-model.ts';

describe('what a file refers to', () => {
  it('[FILE-8] is all there in a model with a skin, morph targets, instances, exceptions and a texture', () => {
    expect(inspectGlb(makeGlb(rich(), richBytes()))).toMatchObject({ ok: true, value: { notes: [] } });
  });

  it.each<[string, (model: ReturnType<typeof rich>) => void, ErrorCode?]>([
    [
      'a morph target',
      model => void Object.assign(model.meshes[0].primitives[0], { targets: [{ POSITION: 99 }] }),
    ],
    [
      'a morph target of another count',
      model => void Object.assign(model.meshes[0].primitives[0], { targets: [{ POSITION: RICH.instances }] }),
    ],
    [
      'an attribute of another count',
      model => void Object.assign(model.meshes[0].primitives[0].attributes, { NORMAL: RICH.instances }),
    ],
    [
      'an attribute of another kind',
      model => void Object.assign(model.meshes[0].primitives[0].attributes, { NORMAL: RICH.weights }),
    ],
    ['a skin', model => void Object.assign(model.nodes[0], { skin: 1 })],
    ['a joint', model => void Object.assign(model.skins[0], { joints: [99] })],
    ['any joint', model => void Object.assign(model.skins[0], { joints: [] })],
    ['a joint of a vertex', model => void Object.assign(model.skins[0], { joints: [1] })],
    ['matrices of a skin', model => void Object.assign(model.skins[0], { inverseBindMatrices: 99 })],
    [
      'matrices of numbers',
      model => void Object.assign(model.skins[0], { inverseBindMatrices: RICH.weights }),
    ],
    [
      'weights',
      model => void delete (model.meshes[0].primitives[0].attributes as { WEIGHTS_0?: number }).WEIGHTS_0,
    ],
    [
      'places of instances',
      model =>
        void Object.assign(model.nodes[3].extensions.EXT_mesh_gpu_instancing.attributes, { SCALE: 99 }),
    ],
    [
      'as many places as turns',
      model =>
        void Object.assign(model.nodes[3].extensions.EXT_mesh_gpu_instancing.attributes, {
          SCALE: RICH.positions,
        }),
    ],
    ['a vertex', model => void Object.assign(model.accessors[RICH.indices], { byteOffset: 6 })],
    [
      'indices of whole numbers',
      model => void Object.assign(model.accessors[RICH.indices], { componentType: 5122 }),
    ],
    [
      'the bytes of exceptions',
      model => void Object.assign(model.accessors[RICH.sparse].sparse.values, { bufferView: 99 }),
    ],
    [
      'so many exceptions',
      model => void Object.assign(model.accessors[RICH.sparse].sparse, { count: 2_000_000 }),
    ],
    [
      'the place of an exception',
      model => void Object.assign(model.accessors[RICH.sparse].sparse.indices, { byteOffset: 2 }),
    ],
    ['a material', model => void Object.assign(model.meshes[0].primitives[0], { material: 5 })],
    [
      'a texture',
      model => void Object.assign(model.materials[0].pbrMetallicRoughness.baseColorTexture, { index: 5 }),
    ],
    [
      'the picture of a texture',
      model => void Object.assign(model.textures[0], { source: 5 }),
      'model/texture',
    ],
    ['a mesh', model => void Object.assign(model.nodes[0], { mesh: 5 })],
    ['whole floats', model => void Object.assign(model.accessors[RICH.positions], { byteOffset: 1 })],
    ['one parent for each node', model => void Object.assign(model.nodes[0], { children: [2] })],
  ])('[FILE-8] a file without %s is refused', (_, change, code = 'model/broken') => {
    const model = rich();
    change(model);
    expect(inspectGlb(makeGlb(model, richBytes()))).toMatchObject({ ok: false, error: { code } });
  });

  it('[FILE-8] a joint that its vertex gives no weight need not be there', () => {
    const model = rich();
    const bytes = richBytes();
    // The second joint of the first vertex, which has no weight.
    bytes[RICH.jointsAt + 1] = 200;
    expect(inspectGlb(makeGlb(model, bytes))).toMatchObject({ ok: true });
  });

  it.each<[string, (model: ReturnType<typeof rich>) => void]>([
    // Seed 1 of the property below.
    ['weights of a mesh without morph targets', model => void Object.assign(model.nodes[0], { mesh: 1 })],
    // Seed 3.
    [
      'a skin that is wrong and moves nothing',
      model => {
        Object.assign(model.nodes[0], { mesh: 1 });
        Object.assign(model.skins[0], { joints: [4, 2] });
      },
    ],
  ])('[FILE-8] the loader does not stumble over %s', async (_, change) => {
    const model = rich();
    change(model);
    const result = inspectGlb(makeGlb({ ...model, materials: [{}] }, richBytes()));
    if (!result.ok) throw new Error(result.error.detail);
    await expect(new GLTFLoader().parseAsync(result.value.bytes.slice().buffer, '')).resolves.toBeDefined();
  });

  it('[FILE-8] what passes with any numbers changed never makes the loader fail (seed 20261130)', async () => {
    const bare = (): object => {
      const { materials: _, textures: __, images: ___, ...model } = rich();
      Object.assign(model.meshes[0].primitives[0], { material: undefined });
      return JSON.parse(JSON.stringify(model)) as object;
    };
    const places = numbersIn(bare());
    const value = fc.oneof(fc.constantFrom(-1, 0, 1, 2, 3, 4, 12, 36, 5121, 5126, 1e9, 1.5), fc.nat(300));
    const changes = fc.array(fc.tuple(fc.nat(places.length - 1), value), { minLength: 1, maxLength: 3 });
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(changes, async list => {
        const model = bare();
        for (const [at, to] of list) setAt(model, places[at] ?? [], to);
        const result = inspectGlb(makeGlb(model, richBytes()));
        if (!result.ok) return;
        passed += 1;
        const { scene } = await new GLTFLoader().parseAsync(result.value.bytes.slice().buffer, '');
        scene.updateMatrixWorld(true);
        let triangles = 0;
        scene.traverse(object => {
          if (!(object instanceof Mesh)) return;
          const { index, attributes } = object.geometry as BufferGeometry;
          const count = Math.floor((index?.count ?? attributes.position?.count ?? 0) / 3);
          triangles += count * (object instanceof InstancedMesh ? object.count : 1);
        });
        expect(triangles).toBe(result.value.triangles);
      }),
      { seed: 20261130, numRuns: 1_500 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

type Path = readonly (string | number)[];

function numbersIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => numbersIn(each, [...path, key]));
}

function setAt(target: object, path: Path, value: number): void {
  const owner = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>(
      (each, key) => each[key] as Record<string, unknown>,
      target as Record<string, unknown>,
    );
  owner[path.at(-1) ?? ''] = value;
}
