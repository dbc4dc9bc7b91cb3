import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { frames, launchBrowser, type Watch, watch } from '../support/browser.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';

let browser: Browser;
let served: TestPage;
let context: BrowserContext;
let seen: Watch;
let page: Page;

beforeAll(async () => {
  [browser, served] = await Promise.all([
    launchBrowser(),
    serveTestPage(
      join(import.meta.dirname, 'page/main.ts'),
      '<canvas></canvas><button id="enter">Enter AR</button>',
    ),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 640, height: 480 }, hasTouch: true });
  seen = watch(context);
  page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => (globalThis.aiFrame?.frames() ?? 0) > 2);
});
afterEach(async () => {
  expect(seen.errors).toEqual([]);
  await context.close();
});

const onPage = (point: Vec3) => page.evaluate(p => globalThis.testPage.onPage(p), point);
const objects = () => page.evaluate(() => globalThis.testPage.objects());
const chooseBox = () => page.evaluate(() => globalThis.testPage.choose({ tool: 'place', kind: 'box' }));

async function click(point: Vec3): Promise<void> {
  await page.mouse.move(...(await onPage(point)));
  await frames(page, 2);
  await page.mouse.down();
  await page.mouse.up();
  await frames(page, 4);
}

describe('a screen', () => {
  it('[XR-10] a click places on the grid where it points', async () => {
    await chooseBox();
    await click([0.5, 0, -1]);
    const [object] = await objects();
    for (const [axis, expected] of [0.5, 0.1, -1].entries()) {
      expect(object?.pose.position[axis]).toBeCloseTo(expected, 1);
    }
  });

  it('[XR-10] a press on empty space that moves turns the camera and places nothing', async () => {
    await chooseBox();
    await page.mouse.move(...(await onPage([0.5, 0, -1])));
    await frames(page, 2);
    await page.mouse.down();
    await page.mouse.move(...(await onPage([-0.5, 0, -1])), { steps: 5 });
    await page.mouse.up();
    await frames(page, 4);
    expect(await objects()).toEqual([]);
    expect(await page.evaluate(() => globalThis.testPage.orbits())).toBe(1);
  });

  it('[XR-10] a press that holds an object moves it and not the camera; on empty space it deselects', async () => {
    await chooseBox();
    await click([0, 0, -1]);
    await page.evaluate(() => globalThis.testPage.choose({ tool: 'select' }));
    const before = await page.evaluate(() => globalThis.testPage.orbits());
    await page.mouse.move(...(await onPage([0, 0.1, -1])));
    await frames(page, 2);
    await page.mouse.down();
    await frames(page, 2);
    await page.mouse.move(...(await onPage([0.8, 0.1, -1])), { steps: 8 });
    await frames(page, 4);
    await page.mouse.up();
    await frames(page, 4);
    const [object] = await objects();
    expect(object?.pose.position[0]).toBeGreaterThan(0.5);
    expect(object?.pose.position[1]).toBeCloseTo(0.1, 3);
    expect(await page.evaluate(() => globalThis.testPage.orbits())).toBe(before);
    await click(object?.pose.position as Vec3);
    expect(await page.evaluate(() => globalThis.testPage.selection())).toHaveLength(1);
    await click([-1, 0, -1]);
    expect(await page.evaluate(() => globalThis.testPage.selection())).toHaveLength(0);
  });

  it('[XR-10] a touch places like a click, and leaves no pointer behind', async () => {
    await chooseBox();
    await page.touchscreen.tap(...(await onPage([0, 0, -1])));
    await page.waitForFunction(() => globalThis.aiFrame?.objects().length === 1);
    await frames(page, 3);
    expect(await page.evaluate(() => globalThis.testPage.input()?.pointers)).toEqual([]);
  });

  it('[SOUND-3] every sound is short, quiet, ends in silence and is like no other', async () => {
    const sounds = await page.evaluate(() => globalThis.testPage.sounds());
    for (const { loudest, ends } of sounds) {
      expect(loudest).toBeGreaterThan(0.02);
      expect(loudest).toBeLessThan(0.3);
      expect(ends).toBeGreaterThan(0.02);
      expect(ends).toBeLessThan(0.5);
    }
    expect(new Set(sounds.map(({ crossings }) => crossings)).size).toBe(sounds.length);
  });

  it('says that there is no headset where there is none', async () => {
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'none');
  });
});
