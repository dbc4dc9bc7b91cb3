import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';
import type { PicturePage } from './picture-page.ts';

declare global {
  var picturePage: PicturePage;
}

let browser: Browser;
let served: TestPage;
let page: Page;

beforeAll(async () => {
  [browser, served] = await Promise.all([
    launchBrowser('flat'),
    serveTestPage(join(import.meta.dirname, 'picture-page.ts'), ''),
  ]);
  page = await browser.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.picturePage !== undefined);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const look = (width: number, height: number, orientation: number) =>
  page.evaluate(([w, h, o]) => globalThis.picturePage.look(w, h, o), [width, height, orientation] as const);

it('[SCENE-24] a picture that a phone took upright stands upright, in its own shape', async () => {
  expect(await look(80, 40, 1)).toMatchObject({ pixels: [80, 40], left: 'red', right: 'blue' });
  const turned = await look(80, 40, 6);
  expect(turned).toMatchObject({ pixels: [40, 80], top: 'red', bottom: 'blue' });
  expect(turned.size[1] / turned.size[0]).toBeCloseTo(2, 6);
  expect(await look(80, 40, 8)).toMatchObject({ pixels: [40, 80], top: 'blue', bottom: 'red' });
  expect(await look(80, 40, 3)).toMatchObject({ pixels: [80, 40], left: 'blue', right: 'red' });
});

it('[SCENE-24] and keeps its shape where it is made smaller', async () => {
  const { pixels, size } = await look(4096, 1024, 6);
  expect(pixels).toEqual([512, 2048]);
  expect(size[1] / size[0]).toBeCloseTo(4, 6);
});
