import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { frames, launchBrowser, type Watch, watch } from '../support/browser.ts';
import { emulateHeadset, loadRoom } from '../support/headset.ts';
import type { HeadsetSettings } from '../support/headset-inject.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';
import type { ScenePage } from './page.ts';

declare global {
  var scenePage: ScenePage;
}

let browser: Browser;
let served: TestPage;
let context: BrowserContext;
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
afterEach(async () => {
  expect(seen.errors).toEqual([]);
  await context.close();
});

/** In AR in a small office, with what is wished for. */
async function enter(
  settings: Partial<HeadsetSettings>,
  wishes: { depth?: boolean; camera?: boolean },
): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 320, height: 240 } });
  seen = watch(context);
  await emulateHeadset(context, settings);
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.scenePage?.xr() === 'available');
  await loadRoom(page, 'office_small');
  await page.evaluate(wished => scenePage.enter(wished), wishes);
  await frames(page, 3);
  return page;
}

/** The headset starts at 1.6 m, looking along -Z. */
const placeAhead = (page: Page, metres: number, size: number) =>
  page.evaluate(([z, s]) => scenePage.place('ahead', 'box', [0, 1.6, -z], { color: '#ff2020' }, [s, s, s]), [
    metres,
    size,
  ] as const);
const isRed = ([r = 0, g = 0, b = 0]: readonly number[]): boolean => r > Math.max(g, b) + 80;
const center = (page: Page) => page.evaluate(() => scenePage.center());

describe('in a headset', () => {
  it('[SCENE-19] a picture is taken from between the eyes, the backdrop in place of the room, and AR goes on', async () => {
    const page = await enter({}, {});
    await placeAhead(page, 1, 0.5);
    const taken = await page.evaluate(() => scenePage.picture());
    expect(taken).toMatchObject({ type: 'image/webp', width: 1_600, height: 1_200, smallWidth: 320 });
    expect(isRed(taken.middle ?? [])).toBe(true);
    expect(taken.corner?.[3]).toBe(255);
    expect(Math.max(...(taken.corner?.slice(0, 3) ?? [255]))).toBeLessThan(80);
    await frames(page, 3);
    expect(isRed(await center(page))).toBe(true);
  });

  it('[SCENE-19] [XR-15] the room is behind it where the browser gives the camera’s picture to who wants that', async () => {
    const page = await enter({ camera: true }, { camera: true });
    expect(await page.evaluate(() => scenePage.grants())).toEqual({ depth: 'unasked', camera: 'granted' });
    await placeAhead(page, 1, 0.5);
    const taken = await page.evaluate(() => scenePage.picture());
    expect(taken).toMatchObject({ width: 640, height: 480 });
    expect(isRed(taken.middle ?? [])).toBe(true);
    const [r = 255, g = 255, b = 0] = taken.corner ?? [];
    expect(b).toBeGreaterThan(180);
    expect(b).toBeLessThan(220);
    expect(Math.max(r, g)).toBeLessThan(20);
    await frames(page, 3);
    expect(isRed(await center(page))).toBe(true);
  });

  it.each(['gpu', 'cpu'] as const)(
    '[XR-14] the real room hides what is behind it, for as long as one wants that (%s)',
    async depth => {
      const page = await enter({ depth }, { depth: true });
      expect(await page.evaluate(() => scenePage.grants())).toEqual({ depth: 'granted', camera: 'unasked' });
      // Outside of the office, behind its wall.
      await placeAhead(page, 12, 6);
      await frames(page, 4);
      expect(await center(page)).toEqual([0, 0, 0, 0]);
      await placeAhead(page, 0.5, 0.2);
      await frames(page, 4);
      expect(isRed(await center(page))).toBe(true);
      await page.evaluate(() => {
        scenePage.remove('ahead');
        scenePage.wish({ depth: false });
      });
      await placeAhead(page, 12, 6);
      await frames(page, 4);
      expect(isRed(await center(page))).toBe(true);
    },
  );

  it('[TOGETHER-10] where to turn for a ping is drawn in one call for each eye, and goes when it is seen', async () => {
    const page = await enter({ stereo: true }, {});
    const callsFor = async (at: Vec3): Promise<number> => {
      await page.evaluate(point => scenePage.ask(point), at);
      await frames(page, 3);
      return page.evaluate(() => scenePage.calls());
    };
    const arrows = async (): Promise<number> => (await callsFor([3, 1, 2])) - (await callsFor([0, 1, -2]));
    // Controllers come a little later, and are calls too.
    await expect.poll(async () => [await arrows(), await arrows()]).toEqual([2, 2]);
    const pictures = process.env.SCENE_PICTURES;
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      for (const [name, at] of [
        ['right', [3, 1.2, 0.5]],
        ['behind', [-0.6, 0, 3]],
        ['above', [0, 6, -1]],
      ] as const) {
        await callsFor(at);
        await page.setViewportSize({ width: 960, height: 480 });
        await frames(page, 3);
        await page.screenshot({ path: join(pictures, `arrow-${name}.png`) });
      }
    }
  });

  it('[XR-14] [XR-15] a browser that has neither depth nor camera says so, and AR works without', async () => {
    const page = await enter({ depth: 'none' }, { depth: true, camera: true });
    expect(await page.evaluate(() => scenePage.grants())).toEqual({ depth: 'refused', camera: 'refused' });
    await placeAhead(page, 1, 0.5);
    await frames(page, 3);
    expect(isRed(await center(page))).toBe(true);
  });
});
