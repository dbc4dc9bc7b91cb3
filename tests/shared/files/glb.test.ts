import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectGlb } from '../../../shared/files/glb.ts';
import { BUNDLED_MODELS } from '../../../shared/kinds/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { makeGlb, textured, triangle, triangleBytes } from './make-glb.ts';

type Model = ReturnType<typeof triangle>;

const inspect = (change: (model: Model) => void = () => undefined, bin = triangleBytes()) => {
  const model = triangle();
  change(model);
  return inspectGlb(makeGlb(model, bin));
};
const codeOf = (result: ReturnType<typeof inspectGlb>): string => (result.ok ? 'ok' : result.error.code);

describe('models that people bring', () => {
  it.each(BUNDLED_MODELS)('[FILE-1] the app’s own $title passes', ({ path }) => {
    const result = inspectGlb(readFileSync(new URL(`../../../public/${path}`, import.meta.url)));
    expect(result).toMatchObject({ ok: true });
    if (result.ok) expect(result.value.triangles).toBeGreaterThan(100);
  });

  it('[FILE-1] counts what is shown, each time it is shown', () => {
    expect(inspect()).toMatchObject({ ok: true, value: { triangles: 1, decodedBytes: 36, needs: [] } });
    const twice = inspect(model => {
      model.nodes = [{ mesh: 0, children: [1] }, { mesh: 0 }];
    });
    expect(twice).toMatchObject({ ok: true, value: { triangles: 2 } });
  });

  it.each<[string, (model: Model) => void]>([
    ['model/external', model => void Object.assign(model.buffers[0] ?? {}, { uri: 'file:///etc/passwd' })],
    ['model/broken', model => void Object.assign(model.buffers[0] ?? {}, { uri: 'data:,x' })],
    ['model/external', model => textured(model, { uri: '../secret.png' })],
    ['model/extension', model => void model.extensionsRequired.push('VENDOR_magic')],
    ['model/broken', model => void model.buffers.push({ byteLength: 8 })],
    ['model/broken', model => void Object.assign(model.bufferViews[0] ?? {}, { byteLength: 40 })],
    ['model/broken', model => void Object.assign(model.bufferViews[0] ?? {}, { byteOffset: 4 })],
    ['model/broken', model => void Object.assign(model.accessors[0] ?? {}, { count: 4 })],
    ['model/broken', model => void Object.assign(model.accessors[0] ?? {}, { count: -1 })],
    ['model/broken', model => void Object.assign(model.accessors[0] ?? {}, { bufferView: 7 })],
    ['model/broken', model => void model.nodes.splice(0, 1, { children: [1] }, { children: [1] })],
    ['model/broken', model => void model.nodes.splice(0, 1, { children: [9] })],
    ['model/empty', model => void model.nodes.splice(0, 1, {})],
    ['model/points-only', model => void Object.assign(model.meshes[0]?.primitives[0] ?? {}, { mode: 1 })],
    ['model/texture', model => textured(model, { bufferView: 0 })],
  ])('[FILE-2] refuses with %s', (code, change) => {
    expect(codeOf(inspect(change))).toBe(code);
  });

  it('[FILE-2] does not take a compressed size that is not true', () => {
    const result = inspect(model => {
      model.buffers.push({ byteLength: 36, extensions: { EXT_meshopt_compression: { fallback: true } } });
      const packed = { buffer: 0, byteLength: 36, byteStride: 12, count: 3000, mode: 'ATTRIBUTES' };
      model.bufferViews[0] = { buffer: 1, byteLength: 36, extensions: { EXT_meshopt_compression: packed } };
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'model/broken' } });
  });

  it('[FILE-3] refuses what would cost too much, from what it declares, before anything is decoded', () => {
    const many = inspect(model => {
      // Counts without bytes behind them: zeros, by the specification, and so free to declare.
      Object.assign(model.accessors[0] ?? {}, {
        bufferView: undefined,
        count: 3 * LIMITS.modelTrianglesMaxCount + 3,
      });
    });
    expect(codeOf(many)).toBe('model/too-large');
    const heavy = inspect(model => {
      Object.assign(model.accessors[0] ?? {}, { bufferView: undefined, count: 3_000_000 });
      for (let i = 0; i < 10; i++)
        model.accessors.push({ ...(model.accessors[0] as Model['accessors'][number]) });
    });
    expect(codeOf(heavy)).toBe('model/too-large');
    expect(codeOf(inspectGlb(new Uint8Array(LIMITS.modelMaxBytes + 1)))).toBe('model/too-large');
    const png = new Uint8Array(64);
    png.set([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x4e, 0x20,
      0, 0, 0, 1,
    ]);
    const bin = new Uint8Array(100);
    bin.set(triangleBytes());
    bin.set(png, 36);
    const vast = inspect(model => {
      model.buffers[0] = { byteLength: 100 };
      model.bufferViews.push({ buffer: 0, byteOffset: 36, byteLength: 64 });
      textured(model, { bufferView: 1 });
    }, bin);
    expect(codeOf(vast)).toBe('model/too-large');
  });

  it('[FILE-2] answers to any bytes, and to any damage of a good file (seed 20261122)', () => {
    const good = makeGlb(triangle(), triangleBytes());
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damage), input => {
        const bytes = input instanceof Uint8Array ? input : good.slice();
        if (!(input instanceof Uint8Array)) for (const [at, value] of input) bytes[at] = value;
        expect(typeof inspectGlb(bytes).ok).toBe('boolean');
      }),
      { seed: 20261122, numRuns: 2_000 },
    );
  });
});
