import { describe, expect, it } from 'vitest';
import { inspectGlb, type ModelNote } from '../../../shared/files/glb.ts';
import { openGlb } from '../../../shared/files/glb-container.ts';
import type { Gltf } from '../../../shared/files/gltf.ts';
import { makeGlb, textured, triangle, triangleBytes } from './make-glb.ts';

type Model = ReturnType<typeof triangle> & Record<string, unknown>;

const withBytes = (bytes: Uint8Array): string => `data:application/octet-stream;base64,${base64(bytes)}`;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

const inspect = (change: (model: Model) => void, bin = triangleBytes()) => {
  const model = triangle() as Model;
  change(model);
  return inspectGlb(makeGlb(model, bin));
};

/** What the loader is given. */
function loaded(result: ReturnType<typeof inspectGlb>): { json: Gltf; bin: Uint8Array } {
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.detail ?? ''}`);
  const opened = openGlb(result.value.bytes);
  if (!opened.ok) throw new Error(opened.error.code);
  return { json: opened.value.json as Gltf, bin: opened.value.bin };
}

/** The same GLB with its JSON chunk changed byte by byte. */
function withJson(change: (json: Uint8Array) => Uint8Array, model: object = triangle()): Uint8Array {
  const glb = makeGlb(model, triangleBytes());
  const length = new DataView(glb.buffer).getUint32(12, true);
  const json = change(glb.slice(20, 20 + length));
  const padded = new Uint8Array(Math.ceil(json.length / 4) * 4);
  padded.set(json);
  const out = new Uint8Array(20 + padded.length + glb.length - 20 - length);
  out.set(glb.subarray(0, 20));
  out.set(padded, 20);
  out.set(glb.subarray(20 + length), 20 + padded.length);
  new DataView(out.buffer).setUint32(8, out.length, true);
  new DataView(out.buffer).setUint32(12, padded.length, true);
  return out;
}

describe('a file as other viewers take it', () => {
  it('[FILE-5] is given to the loader written anew: what was checked is what is read', () => {
    const glb = makeGlb(triangle(), triangleBytes());
    const doubled = withJson(json => {
      const text = new TextDecoder().decode(json).trimEnd();
      // Readers differ in which of two equal keys counts.
      return new TextEncoder().encode(`{"buffers":[{"byteLength":99999}],${text.slice(1)}`);
    });
    const { json, bin } = loaded(inspectGlb(doubled));
    expect(json.buffers).toEqual([{ byteLength: 36 }]);
    expect(bin).toEqual(loaded(inspectGlb(glb)).bin);
  });

  it.each<[string, Uint8Array]>([
    ['padded with NUL', withJson(json => Uint8Array.of(...json, 0, 0, 0, 0, 0))],
    ['padded with both', withJson(json => Uint8Array.of(...json, 32, 0, 32, 0))],
    ['padded with spaces and line breaks', withJson(json => Uint8Array.of(...json, 32, 10, 13, 32))],
    ['begins with a byte order mark', withJson(json => Uint8Array.of(0xef, 0xbb, 0xbf, ...json))],
  ])('[FILE-6] JSON that %s', (_, glb) => {
    expect(inspectGlb(glb)).toMatchObject({ ok: true, value: { triangles: 1 } });
  });

  it.each([
    [[0x54, 0xfc, 0x72], 'Tür'],
    [[0xe9], 'é'],
    [[0xc3, 0xbc, 0xfc], 'üü'],
    [[0xe2, 0x82, 0xac, 0xe2, 0x82], '€â\u0082'],
    [[0xf0, 0x9f, 0x98, 0x80, 0xff], '😀ÿ'],
    [[0xed, 0xa0, 0x80], 'í\u00a0\u0080'],
    [[0xc0, 0xaf], 'À¯'],
  ])('[FILE-6] a name that is not UTF-8: %j is %s', (name, repaired) => {
    const model = { ...triangle(), nodes: [{ mesh: 0, name: '@' }] };
    const glb = withJson(json => {
      const at = json.indexOf(0x40);
      return Uint8Array.of(...json.subarray(0, at), ...name, ...json.subarray(at + 1));
    }, model);
    expect(loaded(inspectGlb(glb)).json.nodes[0]?.name).toBe(repaired);
  });

  it('[FILE-6] bytes and pictures in data: URIs', () => {
    const embedded = inspect(model => {
      model.buffers = [{ byteLength: 36, uri: withBytes(triangleBytes()) }];
      textured(model, { uri: `data:image/png;base64,${base64(PNG)}` });
    }, new Uint8Array(0));
    expect(embedded).toMatchObject({ ok: true, value: { triangles: 1, textures: 1 } });
    const { json, bin } = loaded(embedded);
    expect(json.buffers).toHaveLength(1);
    const [positions, picture] = [json.bufferViews[0], json.bufferViews[json.images[0]?.bufferView ?? -1]];
    const cut = (view = positions): Uint8Array =>
      bin.slice(view?.byteOffset ?? 0, (view?.byteOffset ?? 0) + (view?.byteLength ?? 0));
    expect(cut()).toEqual(triangleBytes());
    expect(cut(picture)).toEqual(PNG);
    expect(json.images[0]).not.toHaveProperty('uri');
  });

  it('[FILE-6] several buffers, each in the file in its own way', () => {
    const result = inspect(model => {
      model.buffers.push({ byteLength: 37, uri: withBytes(Uint8Array.of(...triangleBytes(), 7)) });
      model.buffers.push({
        byteLength: 36,
        uri: `data:,${[...triangleBytes()].map(each => `%${each.toString(16).padStart(2, '0')}`).join('')}`,
      });
      model.bufferViews.push({ buffer: 1, byteLength: 36 }, { buffer: 2, byteLength: 36 });
      for (const bufferView of [1, 2]) model.accessors.push({ ...model.accessors[0]!, bufferView });
      model.meshes[0]!.primitives = [0, 1, 2].map(POSITION => ({ attributes: { POSITION } }));
    });
    expect(result).toMatchObject({ ok: true, value: { triangles: 3 } });
    const { json, bin } = loaded(result);
    for (const { buffer, byteOffset } of json.bufferViews) {
      expect(buffer).toBe(0);
      expect(bin.slice(byteOffset, byteOffset + 36)).toEqual(triangleBytes());
    }
  });

  it('[FILE-6] without scenes shows what has no parent; of several scenes the default one, else the first', () => {
    const none = inspect(model => {
      Object.assign(model, { scenes: undefined, scene: undefined });
      model.nodes = [{ children: [1] }, { mesh: 0 }, { mesh: 0 }];
    });
    expect(none).toMatchObject({ ok: true, value: { triangles: 2, notes: [] } });
    const two = (scene?: number) =>
      inspect(model => {
        model.nodes = [{ mesh: 0 }, { mesh: 0, children: [2] }, { mesh: 0 }];
        Object.assign(model, { scene, scenes: [{ nodes: [0] }, { nodes: [1] }] });
      });
    expect(two()).toMatchObject({ ok: true, value: { triangles: 1, notes: ['scenes'] } });
    expect(two(1)).toMatchObject({ ok: true, value: { triangles: 2, notes: ['scenes'] } });
    expect(two(2)).toMatchObject({ ok: false, error: { code: 'model/broken' } });
    // The loader builds all scenes that it finds.
    expect(loaded(two(1)).json.scenes).toHaveLength(1);
  });

  it('[FILE-6] a stride of 0 is none', () => {
    expect(inspect(model => void Object.assign(model.bufferViews[0]!, { byteStride: 0 }))).toMatchObject({
      ok: true,
    });
  });

  it('[FILE-6] pictures that no drawn material shows need not be readable', () => {
    const gif = { uri: 'https://example.org/a.gif' };
    expect(inspect(model => void model.images.push(gif, { bufferView: 99 }))).toMatchObject({ ok: true });
    const elsewhere = inspect(model => {
      textured(model, gif);
      model.meshes.push({ primitives: model.meshes[0]!.primitives });
      model.meshes[0] = { primitives: [{ attributes: { POSITION: 0 } }] };
    });
    expect(elsewhere).toMatchObject({ ok: true, value: { textures: 0 } });
  });

  it('[FILE-6] an AVIF picture gives way to the one beside it; specular and glossy materials come as near as rough ones can', () => {
    const bin = Uint8Array.of(...triangleBytes(), ...PNG);
    const avif = inspect(model => {
      model.buffers = [{ byteLength: bin.length }];
      model.bufferViews.push({ buffer: 0, byteOffset: 36, byteLength: PNG.length });
      textured(model, { bufferView: 1 });
      model.images.push({ bufferView: 0 });
      Object.assign(model.textures as object[], {
        0: { source: 0, extensions: { EXT_texture_avif: { source: 1 } } },
      });
      model.extensionsUsed = ['EXT_texture_avif'];
    }, bin);
    expect(avif).toMatchObject({ ok: true, value: { textures: 1 } });
    const glossy = inspect(model => {
      const name = 'KHR_materials_pbrSpecularGlossiness';
      model.materials = [{ extensions: { [name]: { diffuseFactor: [1, 0, 0, 1], glossinessFactor: 0.25 } } }];
      model.meshes[0]!.primitives[0]!.material = 0;
      model.extensionsRequired = [name];
    });
    expect(loaded(glossy).json.materials[0]).toMatchObject({
      pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1], metallicFactor: 0, roughnessFactor: 0.75 },
    });
  });
});

describe('what is not drawn', () => {
  const light = { KHR_lights_punctual: { light: 0 } };
  it.each<[ModelNote | 'nothing', (model: Model) => void]>([
    ['nothing', () => undefined],
    ['animations', model => void Object.assign(model, { animations: [{ channels: [], samplers: [] }] })],
    [
      'cameras',
      model => void Object.assign(model, { cameras: [{ type: 'x' }], nodes: [{ mesh: 0, camera: 0 }] }),
    ],
    [
      'lights',
      model =>
        void Object.assign(model, {
          nodes: [{ mesh: 0, extensions: light }],
          extensionsRequired: Object.keys(light),
        }),
    ],
    ['lines', model => void model.meshes[0]!.primitives.push({ attributes: { POSITION: 0 }, mode: 3 })],
    ['points', model => void model.meshes[0]!.primitives.push({ attributes: { POSITION: 0 }, mode: 0 })],
    ['broken-parts', model => void model.meshes[0]!.primitives.push({ attributes: {} })],
    [
      'variants',
      model =>
        void Object.assign(model.meshes[0]!.primitives[0]!, {
          extensions: { KHR_materials_variants: { mappings: [] } },
        }),
    ],
    [
      'materials',
      model =>
        void Object.assign(model, {
          materials: [{ extensions: { VENDOR_fur: {} } }],
          meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
        }),
    ],
  ])('[FILE-7] is out of the file before it is loaded, and named: %s', (note, change) => {
    const result = inspect(change);
    expect(result).toMatchObject({
      ok: true,
      value: { triangles: 1, notes: note === 'nothing' ? [] : [note] },
    });
    const { json } = loaded(result);
    expect(json).not.toHaveProperty('animations');
    expect(json).not.toHaveProperty('cameras');
    expect(json.nodes[0]).not.toHaveProperty('camera');
    expect(JSON.stringify(json)).not.toContain('KHR_lights_punctual');
    expect(json.meshes[0]?.primitives).toHaveLength(1);
  });

  it('[FILE-7] counts neither what a file hides nor what its scene leaves out', () => {
    const result = inspect(model => {
      const hidden = { KHR_node_visibility: { visible: false } };
      Object.assign(model, {
        nodes: [{ mesh: 0 }, { children: [2], extensions: hidden }, { mesh: 0 }, { mesh: 1 }],
      });
      model.scenes = [{ nodes: [0, 1] }];
      model.meshes.push({ primitives: [{ attributes: { POSITION: 77 } }] });
    });
    expect(result).toMatchObject({ ok: true, value: { triangles: 1 } });
    const { json } = loaded(result);
    expect(json.nodes.map(({ mesh }) => mesh)).toEqual([0, undefined, undefined, undefined]);
  });

  it('[FILE-7] shows a node once, however often its scene lists it', () => {
    const result = inspect(model => {
      Object.assign(model, {
        nodes: [{ mesh: 0, children: [1] }, { mesh: 0 }],
        scenes: [{ nodes: [0, 1, 0] }],
      });
    });
    expect(result).toMatchObject({ ok: true, value: { triangles: 2 } });
    expect(loaded(result).json.scenes[0]?.nodes).toEqual([0]);
  });

  it('[FILE-7] counts each instance', () => {
    const instances = inspect(model => {
      const extensions = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 0 } } };
      Object.assign(model, { nodes: [{ mesh: 0, extensions }, { mesh: 0 }], scenes: [{ nodes: [0, 1] }] });
    });
    expect(instances).toMatchObject({ ok: true, value: { triangles: 4 } });
    const crowd = inspect(model => {
      model.accessors.push({
        ...model.accessors[0]!,
        count: 2_000_001,
        bufferView: undefined as unknown as number,
      });
      const extensions = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 1 } } };
      Object.assign(model, { nodes: [{ mesh: 0, extensions }] });
    });
    expect(crowd).toMatchObject({ ok: false, error: { code: 'model/too-large' } });
  });
});
