import {
  BufferAttribute,
  BufferGeometry,
  Mesh,
  MeshPhysicalMaterial,
  MeshStandardMaterial,
  Texture,
} from 'three';
import { describe, expect, it } from 'vitest';
import { roomScale } from '../../client/app/editing/import-asset.ts';
import type { Asset } from '../../client/scene/assets/asset.ts';
import { Assets } from '../../client/scene/assets/assets.ts';
import { cornersOf } from '../../client/scene/assets/flatten.ts';
import { readAsset } from '../../client/scene/assets/read.ts';
import { contentsOf } from '../../client/scene/exports/contents.ts';
import { flattenColors } from '../../client/scene/exports/flat-colors.ts';
import { simpleSurfaces } from '../../client/scene/exports/surfaces.ts';
import { Kit } from '../../client/scene/instancing/kit.ts';
import type { ErrorCode, Result } from '../../shared/errors.ts';
import { describeNotes } from '../../shared/messages/models.ts';
import { GlbMaker } from './glb-maker.ts';
import { at, put, session } from './place.ts';
import { SAMPLES } from './sample-looks.ts';

const read = (glb: Uint8Array): Promise<Result<Asset>> => readAsset(glb.slice().buffer as ArrayBuffer);

async function drawn(glb: Uint8Array): Promise<Asset> {
  const result = await read(glb);
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.detail ?? ''}`);
  return result.value;
}

/** Pictures are decoded in a browser only: `samples.browser.test.ts` looks at those. */
const plain = Object.entries(SAMPLES).filter(
  ([, { glb }]) => !new TextDecoder().decode(glb).includes('"images"'),
);

describe('a model for one feature of the format', () => {
  it.each(plain)(
    '[FILE-20] %s: as large and of as many triangles as the specification says',
    async (_, sample) => {
      const { size, triangles, notes } = await drawn(sample.glb);
      size.forEach((extent, axis) => {
        expect(extent).toBeCloseTo(sample.size[axis] ?? 0, 4);
      });
      expect(triangles).toBe(sample.triangles);
      expect(notes).toEqual(expect.arrayContaining([...(sample.notes ?? [])]));
    },
  );
});

const one = (positions: readonly number[], more: object = {}): Uint8Array => {
  const make = new GlbMaker();
  make.accessor('VEC3', positions);
  return make.glb({ meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }], ...more });
};
/** `bad` beside a triangle that is good. */
const beside = (bad: readonly number[], more: object = {}): Uint8Array => {
  const make = new GlbMaker();
  const primitives = [TRIANGLE, bad].map(each => ({ attributes: { POSITION: make.accessor('VEC3', each) } }));
  return make.glb({ meshes: primitives.map(each => ({ primitives: [each] })), ...TWO, ...more });
};
const TRIANGLE = [0, 0, 0, 1, 0, 0, 0, 1, 0];
const TWO = { scenes: [{ nodes: [0, 1] }], nodes: [{ mesh: 0 }, { mesh: 1 }] };
const NO_NUMBER = [0, 0, 0, Number.NaN, 0, 0, 0, 1, 0];
const blended = (alpha: number): object => ({
  materials: [{ alphaMode: 'BLEND', pbrMetallicRoughness: { baseColorFactor: [1, 1, 1, alpha] } }],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
});

describe('a model whose file says what cannot be', () => {
  it.each<[string, ErrorCode, Uint8Array]>([
    ['positions that are no numbers', 'model/not-finite', one(NO_NUMBER)],
    ['an infinite position', 'model/not-finite', one([0, 0, 0, Number.POSITIVE_INFINITY, 0, 0, 0, 1, 0])],
    ['positions beyond every place', 'model/out-of-bounds', one([0, 0, 0, 3e38, 0, 0, 0, -3e38, 0])],
    [
      'a node beyond every place',
      'model/out-of-bounds',
      one(TRIANGLE, { nodes: [{ mesh: 0, scale: [1e30, 1, 1] }] }),
    ],
    ['a scale of nothing', 'model/invisible', one(TRIANGLE, { nodes: [{ mesh: 0, scale: [0, 0, 0] }] })],
    [
      'a scale that leaves a line',
      'model/invisible',
      one(TRIANGLE, { nodes: [{ mesh: 0, scale: [1, 0, 0] }] }),
    ],
    ['all corners in one place', 'model/invisible', one([1, 1, 1, 1, 1, 1, 1, 1, 1])],
    ['an alpha of nothing', 'model/invisible', one(TRIANGLE, blended(0))],
  ])('[FILE-24] %s: is refused, and the words are true', async (_, code, glb) => {
    expect(await read(glb)).toMatchObject({ ok: false, error: { code } });
  });

  it('[FILE-24] corners whose alpha is nothing are refused where the mode blends, and drawn where it does not', async () => {
    const glb = (alphaMode: string): Uint8Array => {
      const make = new GlbMaker();
      const attributes = {
        POSITION: make.positions(TRIANGLE),
        COLOR_0: make.accessor('VEC4', [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]),
      };
      return make.glb({
        materials: [{ alphaMode }],
        meshes: [{ primitives: [{ attributes, material: 0 }] }],
      });
    };
    expect(await read(glb('BLEND'))).toMatchObject({ ok: false, error: { code: 'model/invisible' } });
    expect((await drawn(glb('OPAQUE'))).triangles).toBe(1);
  });

  it('[FILE-24] is taken wherever it is and in whatever unit, as long as it has a shape', async () => {
    const far = [4e6, 5e6, 0, 4e6 + 1, 5e6, 0, 4e6, 5e6 + 1, 0];
    expect((await drawn(one(far))).size.slice(0, 2)).toEqual([1, 1]);
    const moved = one(TRIANGLE, {
      nodes: [{ mesh: 0, translation: [4e6, 5e6, 0], scale: [0.001, 0.001, 1] }],
    });
    expect((await drawn(moved)).size[0]).toBeCloseTo(0.001, 6);
    expect((await drawn(one(TRIANGLE.map(n => n * 5_000)))).size[0]).toBe(5_000);
  });

  it.each<[string, Uint8Array]>([
    ['no numbers', beside(NO_NUMBER)],
    ['too far away', beside(TRIANGLE.map(n => n * 1e30))],
  ])('[FILE-25] one mesh of several with %s: the others are drawn, and it is noted', async (_, glb) => {
    const { size, triangles, notes } = await drawn(glb);
    expect([size[0], size[1], triangles]).toEqual([1, 1, 1]);
    expect(notes).toContain('broken-parts');
  });

  it('[FILE-25] a part that is hidden is no damage', async () => {
    const nodes = [{ mesh: 0 }, { mesh: 1, scale: [0, 0, 0], translation: [9, 0, 0] }];
    const { size, notes } = await drawn(beside(TRIANGLE, { nodes }));
    expect(size[0]).toBe(1);
    expect(notes).toEqual([]);
  });

  it('[FILE-25] what a decoder made of it is looked over: no triangle has corners that are not there', async () => {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(Float32Array.from(TRIANGLE), 3));
    geometry.setIndex([0, 1, 3]);
    expect(cornersOf(geometry)).toBeUndefined();
    geometry.setIndex([2, 0, 1, 1]);
    expect(cornersOf(geometry)).toEqual({ used: Uint32Array.of(2, 0, 1), index: Uint32Array.of(0, 1, 2) });
  });

  it('[FILE-26] more triangles in all its instances than the limit are refused before anything is made of them', async () => {
    const make = new GlbMaker();
    const count = 1_000;
    const strip = Array.from({ length: 3_000 }, (_, i) => [i, i % 2, 0]).flat();
    const mesh = { primitives: [{ attributes: { POSITION: make.positions(strip) }, mode: 5 }] };
    const TRANSLATION = make.accessor('VEC3', new Float32Array(count * 3));
    const extensions = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION } } };
    const glb = make.glb({
      extensionsUsed: ['EXT_mesh_gpu_instancing'],
      nodes: [{ mesh: 0, extensions }],
      meshes: [mesh],
    });
    expect(await read(glb)).toMatchObject({ ok: false, error: { code: 'model/too-large' } });
  });
});

describe('what a model is drawn with', () => {
  const finishes = async (glb: Uint8Array) => (await drawn(glb)).primitives.map(({ finish }) => finish);

  it('[FILE-21] faces without normals are even, and sheets with two sides are drawn from both, in no more triangles', async () => {
    const bothSides = one(TRIANGLE, {
      materials: [{ doubleSided: true }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
    });
    expect(await finishes(one(TRIANGLE))).toEqual([{ bothSides: false, flat: true }]);
    expect(await finishes(bothSides)).toEqual([{ bothSides: true, flat: true }]);
    expect(await finishes(SAMPLES['a front']?.glb ?? one([]))).toEqual([{ bothSides: false, flat: false }]);
    expect((await drawn(bothSides)).triangles).toBe(1);
  });

  it('[FILE-27] parts that look alike are one draw call, and parts that do not are not joined', async () => {
    const make = new GlbMaker();
    const POSITION = make.positions(TRIANGLE);
    const COLOR_0 = make.accessor('VEC4', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5]);
    const colors3 = make.accessor('VEC3', [1, 0, 0, 1, 0, 0, 1, 0, 0]);
    const glb = make.glb({
      materials: [{ doubleSided: true }, {}, { alphaMode: 'BLEND' }],
      meshes: [
        {
          primitives: [
            { attributes: { POSITION }, material: 0 },
            { attributes: { POSITION }, material: 1 },
            { attributes: { POSITION, COLOR_0 }, material: 1 },
            { attributes: { POSITION, COLOR_0 }, material: 2 },
            { attributes: { POSITION, COLOR_0: colors3 }, material: 2 },
            { attributes: { POSITION }, material: 1 },
          ],
        },
      ],
    });
    const { primitives, triangles } = await drawn(glb);
    expect(triangles).toBe(6);
    expect(primitives.map(({ geometry }) => (geometry.index?.count ?? 0) / 3).sort()).toEqual([1, 1, 1, 3]);
  });

  it('[FILE-28] glass and coatings are drawn with what a headset can spare, and that is noted', async () => {
    const { primitives, notes } = await drawn(SAMPLES.TransmissionTest?.glb ?? one([]));
    expect(notes).toEqual(['materials']);
    const [glass] = primitives;
    expect(glass?.material).not.toBeInstanceOf(MeshPhysicalMaterial);
    expect(glass?.material).toMatchObject({ transparent: true, depthWrite: false });
    expect(glass?.material?.opacity).toBeCloseTo(0.25);
  });
});

describe('what is said of it', () => {
  it('[FILE-29] every note has words of its own, all in one notice, and a model without notes has none', () => {
    const notes = ['lights', 'animations', 'broken-parts', 'materials', 'pictures'] as const;
    const words = notes.map(note => describeNotes([note])?.detail);
    expect(new Set(words).size).toBe(notes.length);
    const all = describeNotes(notes)?.detail ?? '';
    expect(all.startsWith('It is placed as a still: its animations are not played.')).toBe(true);
    expect(all).toContain('Its lights are left out.');
    expect(describeNotes([])).toBeUndefined();
  });

  it('[FILE-31] a model that is too large or too small for a room is placed half a metre long, and that is said', () => {
    expect(roomScale([10, 1, 0.01])).toBe(1);
    expect(roomScale([11, 1, 0]) * 11).toBeCloseTo(0.5);
    expect(roomScale([0.001, 0.002, 0]) * 0.002).toBeCloseTo(0.5);
    expect(describeNotes(['resized'])?.title).toBe('That model is placed in another size');
    expect(describeNotes(['resized', 'lights'])?.title).toBe('Not everything in that model is shown');
  });
});

describe('a scene with such models as USDZ, which has neither colours in corners nor sheets with two sides', () => {
  async function sceneOf(name: string): Promise<Mesh<BufferGeometry, MeshStandardMaterial>[]> {
    const of = session();
    of.apply(put('m', 'model', at(0, 0, 0, [1, 1, 1]), { asset: 'a'.repeat(64) }));
    const bytes = SAMPLES[name]?.glb.slice().buffer as ArrayBuffer;
    const assets = new Assets({ read: async () => bytes, onLoad: () => undefined, renderer: undefined });
    const kit = new Kit((_card, width, height) => new Uint8ClampedArray(width * height * 4), assets);
    await kit.assets.settled(['a'.repeat(64)]);
    const shown = [...of.document.objects.values()].map(object => ({
      object,
      pose: object.pose,
      size: object.placement.scale,
    }));
    const { scene } = contentsOf(kit, shown, () => new Texture());
    simpleSurfaces(scene);
    flattenColors(scene);
    const meshes: Mesh<BufferGeometry, MeshStandardMaterial>[] = [];
    scene.traverse(each => {
      if (each instanceof Mesh) meshes.push(each);
    });
    return meshes;
  }

  it('[FILE-30] a sheet has a back of its own, and nothing is left unlit', async () => {
    const [sheet] = await sceneOf('a back that is seen');
    expect(sheet?.geometry.index?.count).toBe(12);
    const normals = [...(sheet?.geometry.getAttribute('normal').array ?? [])].filter((_, i) => i % 3 === 2);
    expect(new Set(normals.map(Math.sign))).toEqual(new Set([1, -1]));
    const [unlit] = await sceneOf('UnlitTest');
    expect(unlit?.material).toBeInstanceOf(MeshStandardMaterial);
    expect(unlit?.material.color.getHexString()).toBe('0000ff');
  });

  it('[FILE-30] alpha in corners becomes the alpha of what is one colour', async () => {
    const meshes = await sceneOf('AlphaBlendModeTest, blended by its corners');
    expect(meshes.map(({ material }) => material.opacity.toFixed(2)).sort()).toEqual(['0.33', '0.67']);
    expect(meshes.every(({ material }) => material.transparent)).toBe(true);
  });
});
