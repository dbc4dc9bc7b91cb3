import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inspectGlb } from '../../shared/files/glb.ts';
import { KIND_NAMES } from '../../shared/kinds/index.ts';
import { add, scaleBy, type Vec3 } from '../../shared/pose.ts';
import { launchBrowser, type Watch, watch } from '../support/browser.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';
import type { ScenePage } from './page.ts';

declare global {
  var scenePage: ScenePage;
}

let browser: Browser;
let served: TestPage;
let context: BrowserContext;
let page: Page;
let seen: Watch;

beforeAll(async () => {
  [browser, served] = await Promise.all([
    launchBrowser(),
    serveTestPage(join(import.meta.dirname, 'page.ts'), '<canvas></canvas>'),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 480, height: 360 } });
  seen = watch(context);
  page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => (globalThis.scenePage?.frames() ?? 0) > 2);
});
afterEach(async () => {
  expect(seen.errors).toEqual([]);
  await context.close();
});

/** Waits until this many more turns of the loop have passed. */
async function turns(count: number): Promise<void> {
  const from = await page.evaluate(() => scenePage.frames());
  await page.waitForFunction(goal => scenePage.frames() >= goal, from + count);
}
const colorAt = (point: Vec3): Promise<number[]> =>
  page.evaluate(async p => scenePage.color(...scenePage.pixel(p)), point);
const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, each, i) => Math.max(most, Math.abs(each - (b[i] ?? 0))), 0);

describe('in a browser', () => {
  it('[SCENE-2] draws 10,000 primitives in about ten calls', async () => {
    await page.evaluate(() => scenePage.placeMany(10_000));
    await turns(2);
    const calls = await page.evaluate(() => scenePage.calls());
    // Seven shapes, their shadows (three chunks), the sky and the floor.
    expect(calls).toBeLessThanOrEqual(13);
    expect(calls).toBeGreaterThanOrEqual(9);
  });

  it('[SCENE-1] shows an object in its colour, and the floor again once it is gone', async () => {
    const empty = await colorAt([0, 0.2, 0.1]);
    await page.evaluate(() => scenePage.place('a', 'box', [0, 0.2, 0], { color: '#ff3030' }));
    const [r = 0, g = 0, b = 0] = await colorAt([0, 0.2, 0.1]);
    expect(r).toBeGreaterThan(150);
    expect(Math.max(g, b)).toBeLessThan(90);
    await page.evaluate(() => scenePage.remove('a'));
    expect(apart(empty, await colorAt([0, 0.2, 0.1]))).toBeLessThan(4);
  });

  it('[SCENE-19] takes a picture of what is seen, and a small one for lists; none of a lost scene', async () => {
    await page.evaluate(() => scenePage.place('wall', 'box', [0, 0.3, 0], { color: '#ff3030' }));
    await turns(2);
    const taken = await page.evaluate(() => scenePage.picture());
    expect(taken).toMatchObject({ type: 'image/webp', width: 480, height: 360, smallWidth: 320 });
    expect(taken.smallBytes).toBeLessThanOrEqual(64 * 1024);
    const [r = 0, g = 0, b = 0] = taken.middle ?? [];
    expect(r).toBeGreaterThan(Math.max(g, b) + 80);
    await page.evaluate(() => void scenePage.loseContext());
    await page.waitForFunction(() => scenePage.isLost());
    await turns(2);
    expect(await page.evaluate(() => scenePage.picture())).toEqual({ code: 'scene/no-picture' });
  });

  it('[EXPORT-1] [EXPORT-2] [EXPORT-5] saves a GLB of what is seen, which the app itself takes in again', async () => {
    expect(await page.evaluate(() => scenePage.save('glb'))).toMatchObject({ code: 'scene/nothing-to-save' });
    await page.evaluate(() => {
      scenePage.placeAll();
      for (const id of ['sphere', 'image', 'stroke']) scenePage.hide(id);
      scenePage.place('lost', 'image', [0, 0.2, 0]);
    });
    const saved = await page.evaluate(() => scenePage.save('glb'));
    expect(saved).toMatchObject({ objects: KIND_NAMES.length - 3, missing: 1, type: 'model/gltf-binary' });
    const info = inspectGlb(Buffer.from(saved.bytes ?? '', 'latin1'));
    expect(info).toMatchObject({ ok: true, value: { needs: [], textures: 2 } });
    expect(saved.loaded?.nodes).toBe(KIND_NAMES.length - 3);
    const bounds = await page.evaluate(() => scenePage.bounds());
    for (const axis of [0, 1, 2] as const) {
      expect(Math.abs((saved.loaded?.min[axis] ?? 9) - (bounds?.min[axis] ?? 0))).toBeLessThan(0.01);
      expect(Math.abs((saved.loaded?.max[axis] ?? 9) - (bounds?.max[axis] ?? 0))).toBeLessThan(0.01);
    }
  });

  it('[EXPORT-3] saves a USDZ whose entries are stored and aligned, in metres, y up', async () => {
    await page.evaluate(() => scenePage.placeAll());
    const saved = await page.evaluate(() => scenePage.save('usdz'));
    expect(saved).toMatchObject({ objects: KIND_NAMES.length - 2, missing: 2, type: 'model/vnd.usdz+zip' });
    const bytes = Buffer.from(saved.bytes ?? '', 'latin1');
    const entries = Object.entries(unzipSync(bytes));
    expect(entries[0]?.[0]).toBe('model.usda');
    const model = Buffer.from(entries[0]?.[1] ?? []).toString();
    expect(model).toMatch(/metersPerUnit = 1\n\s*upAxis = "Y"/);
    expect(entries.filter(([name]) => name.startsWith('textures/'))).toHaveLength(2);
    let at = 0;
    for (const [name, content] of entries) {
      // A local file header (APPNOTE 4.3.7): method at 8, sizes at 18 and 22, lengths of name and extra field
      // at 26 and 28.
      expect(bytes.readUInt32LE(at), name).toBe(0x04034b50);
      expect(bytes.readUInt16LE(at + 8), name).toBe(0);
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      expect(start % 64, name).toBe(0);
      expect(bytes.readUInt32LE(at + 18), name).toBe(content.length);
      at = start + content.length;
    }
  });

  it('[SCENE-13] draws nothing while nothing changes', async () => {
    await page.evaluate(() => scenePage.placeAll());
    // Fonts and the model arrive in their own time; quiet is ten turns without a picture.
    await page.waitForFunction(async () => {
      const turn = (): Promise<number> => new Promise(requestAnimationFrame);
      const before = scenePage.renders();
      for (let i = 0; i < 10; i++) await turn();
      return scenePage.renders() === before;
    });
    const before = await page.evaluate(() => scenePage.renders());
    await page.evaluate(() => scenePage.place('late', 'box', [0, 1, 0]));
    await turns(3);
    expect(await page.evaluate(() => scenePage.renders())).toBeGreaterThan(before);
  });

  it('[SCENE-13] shows the same picture after the WebGL context was lost', async () => {
    await page.evaluate(() => {
      scenePage.place('a', 'box', [0, 0.2, 0], { color: '#30ff30' });
      scenePage.place('b', 'label', [0.5, 0.2, 0], { text: '███████' });
    });
    await turns(3);
    const points: Vec3[] = [
      [0, 0.2, 0.1],
      [0.5, 0.2, 0],
      [-1, 0, 0],
    ];
    const before = await Promise.all(points.map(colorAt));
    await page.evaluate(() => {
      const restore = scenePage.loseContext();
      Object.assign(globalThis, { restore });
    });
    await page.waitForFunction(() => scenePage.isLost());
    // An edit while there is no picture at all.
    await page.evaluate(() => scenePage.place('c', 'label', [-0.5, 0.2, 0], { text: '███████' }));
    await turns(2);
    await page.evaluate(() => (globalThis as unknown as { restore(): void }).restore());
    await page.waitForFunction(() => !scenePage.isLost());
    await turns(3);
    const after = await Promise.all(points.map(colorAt));
    for (const [i, color] of before.entries()) expect(apart(color, after[i] ?? [])).toBeLessThan(6);
    expect(apart(await colorAt([-0.5, 0.2, 0]), await colorAt([0.5, 0.2, 0]))).toBeLessThan(6);
  });

  it('[SCENE-8] frees what the graphics card held', async () => {
    await page.evaluate(() => scenePage.placeAll());
    await page.waitForFunction(() => scenePage.counts().instances > 9);
    await turns(2);
    expect(await page.evaluate(() => scenePage.memory().textures)).toBeGreaterThan(0);
    const left = await page.evaluate(() => {
      scenePage.dispose();
      return scenePage.memory();
    });
    expect(left).toMatchObject({ geometries: 0, textures: 0 });
  });
});

describe('the handles', () => {
  /** Moves the pointer out from `center` along `axis` until a handle is under it. */
  async function takeHandle(center: Vec3, axis: Vec3): Promise<[number, number]> {
    for (let reach = 0.1; reach < 0.6; reach += 0.02) {
      const point = add(center, scaleBy(axis, reach));
      const [x, y] = await page.evaluate(p => scenePage.pixel(p), point);
      await page.mouse.move(x, y);
      if (await page.evaluate(() => scenePage.busy())) return [x, y];
    }
    throw new Error('There is no handle along this axis.');
  }
  const phases = async (): Promise<
    { phase: string; placements: readonly { id: string; placement: { position: Vec3; scale: Vec3 } }[] }[]
  > => page.evaluate(() => scenePage.events());

  beforeEach(async () => {
    await page.evaluate(() => scenePage.place('a', 'box', [0, 0.1, 0]));
    await turns(2);
  });

  it('[SCENE-12] move what is selected along an axis, the camera at rest meanwhile', async () => {
    await page.evaluate(() => scenePage.select(['a']));
    await turns(2);
    const [x, y] = await takeHandle([0, 0.1, 0], [1, 0, 0]);
    await page.mouse.down();
    expect(await page.evaluate(() => scenePage.orbits())).toBe(false);
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.mouse.up();
    const events = await phases();
    expect(events.map(({ phase }) => phase)).toEqual([
      'start',
      ...events.slice(1, -1).map(() => 'move'),
      'end',
    ]);
    expect(events.length).toBeGreaterThan(3);
    const placement = await page.evaluate(() => scenePage.placement('a'));
    expect(placement?.position[0]).toBeGreaterThan(0.05);
    expect(placement?.position[1]).toBeCloseTo(0.1, 4);
    expect(placement?.position[2]).toBeCloseTo(0, 4);
    expect(await page.evaluate(() => scenePage.orbits())).toBe(true);
  });

  it('[SCENE-12] [APP-40] scale one object along its own axis, several alike, and what follows with its first', async () => {
    await page.evaluate(() => {
      scenePage.setMode('scale');
      scenePage.select(['a']);
    });
    await turns(2);
    const [x, y] = await takeHandle([0, 0.1, 0], [1, 0, 0]);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 3 });
    await page.mouse.up();
    const { scale: one } = (await page.evaluate(() => scenePage.placement('a'))) ?? { scale: [0, 0, 0] };
    expect(one[0]).toBeGreaterThan(0.22);
    expect(one[1]).toBeCloseTo(0.2, 4);
    await page.evaluate(() => {
      scenePage.place('b', 'box', [0.4, 0.1, 0]);
      scenePage.select(['a', 'b']);
    });
    await turns(2);
    const [u, v] = await takeHandle([0.2, 0.1, 0], [0, 1, 0]);
    await page.mouse.down();
    await page.mouse.move(u, v - 30, { steps: 3 });
    await page.mouse.up();
    const { scale: both } = (await page.evaluate(() => scenePage.placement('b'))) ?? { scale: [0, 0, 0] };
    expect(both[0]).toBeGreaterThan(0.22);
    expect(both[0]).toBeCloseTo(both[1] ?? 0, 4);
    await page.evaluate(() => {
      scenePage.hang('b', 'a', [0.5, 0, 0]);
      scenePage.select(['a']);
    });
    await turns(2);
    const first = await page.evaluate(() => scenePage.placement('a'));
    const [p, q] = await takeHandle(first?.position ?? [9, 9, 9], [0, 1, 0]);
    await page.mouse.down();
    await page.mouse.move(p, q - 30, { steps: 3 });
    await page.mouse.up();
    const after = await page.evaluate(() => [scenePage.placement('a'), scenePage.placement('b')]);
    const by = (after[0]?.scale[1] ?? 0) / (first?.scale[1] ?? 1);
    expect(by).toBeGreaterThan(1.05);
    expect(after[1]?.position[0]).toBeCloseTo(0.5 * by, 4);
    expect(after[1]?.scale[0]).toBeCloseTo((both[0] ?? 0) * by, 4);
  });

  it('[SCENE-12] give back where it began when a drag is cancelled', async () => {
    await page.evaluate(() => scenePage.select(['a']));
    await turns(2);
    const [x, y] = await takeHandle([0, 0.1, 0], [1, 0, 0]);
    await page.mouse.down();
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.evaluate(() => scenePage.cancel());
    await page.mouse.up();
    const events = await phases();
    expect(events.at(-1)?.phase).toBe('cancel');
    const last = events.at(-1)?.placements[0]?.placement.position ?? [9, 9, 9];
    expect(last[0]).toBeCloseTo(0, 5);
    expect((await page.evaluate(() => scenePage.placement('a')))?.position[0]).toBe(0);
    expect(await page.evaluate(() => scenePage.orbits())).toBe(true);
  });

  it('[SCENE-12] never touch what is locked', async () => {
    await page.evaluate(() => {
      scenePage.place('b', 'box', [0.4, 0.1, 0], { locked: 'v'.repeat(43) });
      scenePage.select(['b']);
    });
    await turns(2);
    await expect(takeHandle([0.4, 0.1, 0], [1, 0, 0])).rejects.toThrow('no handle');
    await page.evaluate(() => scenePage.select(['a', 'b']));
    await turns(2);
    const [x, y] = await takeHandle([0, 0.1, 0], [1, 0, 0]);
    await page.mouse.down();
    await page.mouse.move(x + 20, y, { steps: 2 });
    await page.mouse.up();
    expect((await phases()).at(-1)?.placements.map(({ id }) => id)).toEqual(['a']);
  });
});
