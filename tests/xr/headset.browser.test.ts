import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { distance, type Vec3 } from '../../shared/pose.ts';
import { frames, launchBrowser, type Watch, watch } from '../harness/browser.ts';
import {
  type Device,
  emulateHeadset,
  endBySystem,
  loadRoom,
  lookAt,
  moveTo,
  press,
  setSelect,
  setSqueeze,
  setVisibility,
  useHands,
} from '../harness/headset.ts';
import type { HeadsetSettings } from '../harness/headset-inject.ts';
import { serveTestPage, type TestPage } from '../harness/test-page.ts';
import type { TestPageApi } from './page/main.ts';

declare global {
  var testPage: TestPageApi;
}

let browser: Browser;
let served: TestPage;
let context: BrowserContext;
let seen: Watch;

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
afterEach(async () => {
  expect(seen.errors).toEqual([]);
  expect(seen.requests.filter(url => !url.startsWith(served.url) && !/^(data|blob):/.test(url))).toEqual([]);
  await context.close();
});

async function open(settings: Partial<HeadsetSettings> = {}): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 480, height: 360 } });
  seen = watch(context);
  await emulateHeadset(context, settings);
  const page = await context.newPage();
  await load(page);
  return page;
}

async function load(page: Page): Promise<void> {
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
  await loadRoom(page, 'office_small');
}

async function enter(page: Page): Promise<void> {
  await page.evaluate(() => (document.querySelector('#enter') as HTMLElement).focus());
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await frames(page, 3);
}

/** Aims at a point of the room beside the menu and waits until that is what the hand says. */
async function aim(page: Page, device: Device, target: Vec3): Promise<void> {
  await moveTo(page, device, [0.25, 1.35, -0.2]);
  await lookAt(page, device, target);
}

const objects = (page: Page) => page.evaluate(() => globalThis.testPage.objects());
const placeBoxes = (page: Page) =>
  page.evaluate(() => globalThis.testPage.choose({ tool: 'place', kind: 'box' }));

describe('a headset', () => {
  it('[XR-1] enters AR in a room, points at real surfaces, places and leaves', async () => {
    const page = await open();
    expect(await page.evaluate(() => globalThis.testPage.state())).toEqual({
      state: 'available',
      mode: 'immersive-ar',
    });
    await enter(page);
    await placeBoxes(page);
    await aim(page, 'controller-right', [1.2, 0, -1.2]);
    const pointer = await page.evaluate(() =>
      globalThis.testPage.input()?.pointers.find(each => each.hand === 'right'),
    );
    expect(pointer?.surface?.source).toBe('hit-test');
    await press(page, 'controller-right');
    await page.waitForFunction(() => globalThis.aiFrame?.objects().length === 1);
    const [object] = await objects(page);
    // A box of 20 cm stands with its middle 10 cm above what it was put on.
    expect(object?.pose.position[1]).toBeCloseTo((pointer?.surface?.point[1] ?? 9) + 0.1, 2);
    await page.screenshot({ path: '/tmp/xrwork/ar.png' });
    await page.evaluate(() => globalThis.testPage.leave());
    expect(await page.evaluate(() => globalThis.testPage.state())).toEqual({
      state: 'available',
      mode: 'immersive-ar',
    });
    await enter(page);
    expect((await objects(page)).length).toBe(1);
  });
});
