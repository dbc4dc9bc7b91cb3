import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { launchBrowser } from '../support/browser.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';
import { relief, SAMPLES, veiled } from './sample-looks.ts';
import type { Tone } from './sample-shapes.ts';
import type { SamplesPage } from './samples-page.ts';

declare global {
  var samplesPage: SamplesPage;
}

let browser: Browser;
let served: TestPage;
let page: Page;

beforeAll(async () => {
  [browser, served] = await Promise.all([
    launchBrowser(),
    serveTestPage(join(import.meta.dirname, 'samples-page.ts'), '<canvas></canvas>'),
  ]);
  page = await browser.newPage({ viewport: { width: 320, height: 320 } });
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.samplesPage !== undefined);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const glbOf = (name: string): Uint8Array => {
  const sample = SAMPLES[name];
  if (!sample) throw new Error(`There is no sample "${name}".`);
  return sample.glb;
};

const base64 = (glb: Uint8Array): string => Buffer.from(glb).toString('base64');

const look = (glb: Uint8Array, points: readonly Vec3[] = []) =>
  page.evaluate(([bytes, at]) => globalThis.samplesPage.look(bytes, at), [base64(glb), points] as const);

const place = (glb: Uint8Array, points: readonly Vec3[], side: 'front' | 'behind') =>
  page.evaluate(([key, bytes, at, from]) => globalThis.samplesPage.place(key, bytes, at, from), [
    createHash('sha256').update(glb).digest('hex'),
    base64(glb),
    points,
    side,
  ] as const);

function toneOf([r = 0, g = 0, b = 0, a = 0]: readonly number[]): Tone {
  if (a < 40) return 'nothing';
  const leads = (one: number, ...others: number[]): boolean => one > 40 && one > 1.6 * Math.max(...others);
  if (leads(r, g, b)) return 'red';
  if (leads(g, r, b)) return 'green';
  if (leads(b, r, g)) return 'blue';
  return Math.min(r, g, b) > 120 ? 'white' : 'black';
}

describe('a model for one feature of the format', () => {
  it.each(Object.entries(SAMPLES))('[FILE-20] %s: looks as the specification says', async (_, sample) => {
    const tones = sample.tones ?? [];
    const seen = await look(
      sample.glb,
      tones.map(([x, y, z]) => [x, y, z]),
    );
    if (!seen.ok) throw new Error(`${seen.code} ${seen.detail}`);
    expect(seen.colors.map(toneOf)).toEqual(tones.map(([, , , tone]) => tone));
    expect(seen.triangles).toBe(sample.triangles);
    expect([...seen.notes].sort()).toEqual([...(sample.notes ?? [])].sort());
    seen.size.forEach((extent, axis) => {
      expect(extent).toBeCloseTo(sample.size[axis] ?? 0, 4);
    });
  });

  it('[FILE-21] is drawn in the scene as in its small picture, from both sides where its material says so', async () => {
    const seen = async (name: string, point: Vec3, side: 'front' | 'behind'): Promise<Tone> => {
      const { colors } = await place(glbOf(name), [point], side);
      return toneOf(colors[0] ?? []);
    };
    const middle: Vec3 = [0, 0, 0];
    expect(await seen('a front', middle, 'front')).toBe('red');
    expect(await seen('a front', middle, 'behind')).not.toBe('red');
    expect(await seen('a back that is seen', middle, 'front')).toBe('red');
    expect(await seen('a back that is seen', middle, 'behind')).toBe('red');
    expect(await seen('a back that is seen, with a picture', [0.3, 0, 0], 'front')).toBe('blue');
    expect(await seen('a back that is seen, with a picture', [0.3, 0, 0], 'behind')).toBe('blue');
    expect(await seen('MultiUVTest', [-0.3, 0, 0], 'front')).toBe('red');
    expect(await seen('AlphaBlendModeTest, blended by its corners', [0.45, 0, 0], 'front')).toBe('blue');
    expect(await seen('NegativeScaleTest', middle, 'front')).toBe('red');
    expect(await seen('NegativeScaleTest', middle, 'behind')).not.toBe('red');
  });

  it('[FILE-22] has the relief of its normal map, whether or not it brings tangents of its own', async () => {
    const brightness = async (leaning: 'up' | 'down', hasTangents: boolean): Promise<number> => {
      const seen = await look(relief(leaning, hasTangents), [[0, 0, 0]]);
      if (!seen.ok) throw new Error(seen.code);
      return seen.colors[0]?.[0] ?? 0;
    };
    const up = await brightness('up', false);
    const down = await brightness('down', false);
    // The light comes from above.
    expect(up).toBeGreaterThan(down + 30);
    expect(Math.abs((await brightness('up', true)) - up)).toBeLessThan(4);
    expect(Math.abs((await brightness('down', true)) - down)).toBeLessThan(4);
  });

  it('[FILE-23] of which a picture cannot be decoded is drawn without it, and that is noted', async () => {
    const glb = glbOf('MultiUVTest').slice();
    const bytes = Buffer.from(glb.buffer);
    bytes.fill(0xff, bytes.indexOf('IDAT') + 4, bytes.indexOf('IEND') - 4);
    const seen = await look(glb, [[0, 0, 0]]);
    expect(seen).toMatchObject({ ok: true, notes: expect.arrayContaining(['pictures']) });
    expect(seen.ok && seen.colors.map(toneOf)).toEqual(['white']);
  });

  it.each(['BLEND', 'MASK'])('[FILE-24] whose pictures have no alpha anywhere is refused: %s', async mode => {
    expect(await look(veiled(mode, [0, 0, 0]))).toMatchObject({ ok: false, code: 'model/invisible' });
    expect(await look(veiled(mode, [0, 255, 0]))).toMatchObject({ ok: true, notes: [] });
  });

  it('[FILE-29] of which its own threshold leaves nothing is taken, and that is noted', async () => {
    expect(await look(veiled('MASK', [100, 120, 90]))).toMatchObject({ ok: true, notes: ['unseen'] });
    expect(await look(veiled('BLEND', [100, 120, 90]))).toMatchObject({ ok: true, notes: [] });
  });

  it.each([
    'a front',
    'a back',
    'a back that is seen',
    'a back that is seen, with a picture',
    'MultiUVTest',
    'TextureTransformTest, turned, by its other set',
    'AlphaBlendModeTest, masked',
    'AlphaBlendModeTest, blended by its corners',
    'VertexColorTest',
    'UnlitTest',
    'NegativeScaleTest',
  ])('[FILE-30] %s: looks the same in a scene that is saved and brought again', async name => {
    const tones = SAMPLES[name]?.tones ?? [];
    const points = tones.map(([x, y, z]): Vec3 => [x, y, z]);
    await place(glbOf(name), points, 'front');
    const saved = await page.evaluate(() => globalThis.samplesPage.saved());
    const seen = await look(Buffer.from(saved, 'base64'), points);
    expect(seen.ok && seen.colors.map(toneOf)).toEqual(tones.map(([, , , tone]) => tone));
  });
});
