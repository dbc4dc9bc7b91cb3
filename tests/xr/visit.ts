import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import type { SessionObject } from '../../shared/session/index.ts';
import { frames, launchBrowser, type Watch, watch } from '../support/browser.ts';
import { type Device, emulateHeadset, loadRoom, lookAt, moveTo, press } from '../support/headset.ts';
import type { HeadsetSettings } from '../support/headset-inject.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';
import type { TestPageApi } from './page/main.ts';

declare global {
  var testPage: TestPageApi;
}

/**
 * Visits of the test page with an emulated headset in a room; every visit ends with a look at what went
 * wrong.
 */
export interface Visits {
  /** The page in a fresh browser profile, AR available. */
  open(settings?: Partial<HeadsetSettings>): Promise<Page>;
  /** The page in one more profile: somebody else's device. */
  openOther(settings?: Partial<HeadsetSettings>): Promise<Page>;
  /** The page again, in the same profile. */
  load(page: Page): Promise<void>;
  /** Paths below the page that it has asked for so far. */
  requested(): readonly string[];
}

/** Call it once per test file, outside of all tests. */
export function useVisits(): Visits {
  let browser: Browser;
  let served: TestPage;
  let contexts: BrowserContext[] = [];
  let seen: Watch[] = [];

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
    expect(seen.flatMap(({ errors }) => errors)).toEqual([]);
    const abroad = asked().filter(url => !url.startsWith(served.url) && !/^(data|blob):/.test(url));
    expect(abroad).toEqual([]);
    for (const context of contexts) await context.close();
    contexts = [];
    seen = [];
  });

  const asked = (): string[] => seen.flatMap(({ requests }) => requests);

  async function openOther(settings: Partial<HeadsetSettings> = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 320, height: 240 } });
    contexts.push(context);
    seen.push(watch(context));
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

  return {
    load,
    open: async settings => {
      // Where a test is tried again, the page of the first try is still there.
      for (const context of contexts.splice(0)) await context.close();
      seen = [];
      return openOther(settings);
    },
    openOther,
    requested: () => asked().map(url => url.replace(served.url, '')),
  };
}

/** A place beside the menu, on what stands there in the room. */
export const BESIDE: Vec3 = [1.2, 0, -1.2];

/** Presses the page's own button, which a browser asks for before AR. */
export async function pressEnter(page: Page): Promise<void> {
  await page.evaluate(() => (document.querySelector('#enter') as HTMLElement).focus());
  await page.keyboard.press('Enter');
}

export async function enter(page: Page): Promise<void> {
  await pressEnter(page);
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await frames(page, 3);
}

/** Aims a hand that is held beside the menu. */
export async function aim(page: Page, device: Device, target: Vec3): Promise<void> {
  await moveTo(page, device, [0.25, 1.35, -0.2]);
  await lookAt(page, device, target);
}

export const state = (page: Page) => page.evaluate(() => globalThis.testPage.state());
export const objects = (page: Page) => page.evaluate(() => globalThis.testPage.objects());
export const chooseBox = (page: Page) =>
  page.evaluate(() => globalThis.testPage.choose({ tool: 'place', kind: 'box' }));
export const rightPointer = (page: Page) =>
  page.evaluate(() => globalThis.testPage.input()?.pointers.find(each => each.hand === 'right'));

/** One box on what is at `target`. */
export async function placeBox(page: Page, device: Device, target: Vec3): Promise<SessionObject> {
  const before = (await objects(page)).length;
  await chooseBox(page);
  await aim(page, device, target);
  await press(page, device);
  await page.waitForFunction(n => globalThis.aiFrame?.objects().length === n + 1, before);
  return (await objects(page)).at(-1) as SessionObject;
}
