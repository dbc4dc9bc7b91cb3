import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InputFrame } from '../../client/model/index.ts';
import { distance, type Vec3 } from '../../shared/pose.ts';
import type { SessionObject } from '../../shared/session/index.ts';
import { frames, launchBrowser, type Watch, watch } from '../harness/browser.ts';
import {
  type Device,
  emulateHeadset,
  endBySystem,
  loadRoom,
  lookAt,
  moveTo,
  press,
  remote,
  setSqueeze,
  setVisibility,
  useHands,
} from '../harness/headset.ts';
import type { HeadsetSettings } from '../harness/headset-inject.ts';
import { serveTestPage, type TestPage } from '../harness/test-page.ts';
import type { TestPageApi } from './page/main.ts';

declare global {
  var testPage: TestPageApi;
  var giveTrackingBack: () => void;
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
const state = (page: Page) => page.evaluate(() => globalThis.testPage.state());
const chooseBox = (page: Page) =>
  page.evaluate(() => globalThis.testPage.choose({ tool: 'place', kind: 'box' }));
const rightPointer = (page: Page) =>
  page.evaluate(() => globalThis.testPage.input()?.pointers.find(each => each.hand === 'right'));

/** As on a headset that knows less: of what the app would like, it gets only these. */
const grantOnly = (page: Page, features: string[]) =>
  page.evaluate(granted => {
    const xr = navigator.xr as XRSystem;
    const request = xr.requestSession.bind(xr);
    xr.requestSession = (mode, init) => request(mode, { ...init, optionalFeatures: granted });
  }, features);

/** Presses the menu's button with this label by ray. */
async function pressButton(page: Page, label: string): Promise<void> {
  const at = await page.evaluate(text => globalThis.testPage.findButton(text), label);
  expect(at, `the menu has no "${label}"`).toBeDefined();
  await moveTo(page, 'controller-right', [0.25, 1.35, -0.1]);
  await lookAt(page, 'controller-right', at as Vec3);
  await press(page, 'controller-right');
}

/** One box on what is at `target`. */
async function placeBox(page: Page, device: Device, target: Vec3): Promise<SessionObject> {
  const before = (await objects(page)).length;
  await chooseBox(page);
  await aim(page, device, target);
  await press(page, device);
  await page.waitForFunction(n => globalThis.aiFrame?.objects().length === n + 1, before);
  return (await objects(page)).at(-1) as SessionObject;
}

const BESIDE: Vec3 = [1.2, 0, -1.2];

describe('a headset', () => {
  it('[XR-1] enters AR in a room and leaves it, as often as one likes', async () => {
    const page = await open();
    expect(await state(page)).toEqual({ state: 'available', mode: 'immersive-ar' });
    for (const time of [1, 2]) {
      await enter(page);
      expect(await state(page)).toMatchObject({ state: 'presenting', tracking: 'good', attention: 'here' });
      await placeBox(page, 'controller-right', BESIDE);
      await page.evaluate(() => globalThis.testPage.leave());
      expect(await state(page)).toEqual({ state: 'available', mode: 'immersive-ar' });
      expect(await objects(page)).toHaveLength(time);
    }
  });

  it('[XR-2] puts what is placed on the surface that the hand points at', async () => {
    const page = await open();
    await enter(page);
    await chooseBox(page);
    await aim(page, 'controller-right', BESIDE);
    const pointer = await rightPointer(page);
    expect(pointer?.surface?.source).toBe('hit-test');
    const object = await placeBox(page, 'controller-right', BESIDE);
    // A box of 20 cm stands with its middle 10 cm above what it was put on.
    expect(object.pose.position[1]).toBeCloseTo((pointer?.surface?.point[1] ?? 9) + 0.1, 2);
  });

  it('[XR-2] takes detected planes where there is no hit test', async () => {
    const page = await open();
    await grantOnly(page, ['plane-detection']);
    await enter(page);
    await aim(page, 'controller-right', [0.9, 0, -0.6]);
    const surface = (await rightPointer(page))?.surface;
    expect(surface?.source).toBe('plane');
    expect(surface?.normal[1]).toBeCloseTo(1, 2);
  });

  it('[XR-2] takes detected meshes where there are no planes', async () => {
    const page = await open();
    await grantOnly(page, ['mesh-detection']);
    await enter(page);
    await aim(page, 'controller-right', BESIDE);
    expect((await rightPointer(page))?.surface?.source).toBe('mesh');
  });

  it('[XR-2] takes the floor where nothing of the room is known, and the air where the floor is not met', async () => {
    const page = await open();
    await grantOnly(page, []);
    await enter(page);
    await aim(page, 'controller-right', [0.9, 0, -0.6]);
    expect((await rightPointer(page))?.surface?.source).toBe('floor');
    await aim(page, 'controller-right', [0.25, 30, -0.2]);
    const pointer = await rightPointer(page);
    expect(pointer?.surface?.source).toBe('air');
    expect(distance(pointer?.surface?.point as Vec3, pointer?.ray.origin as Vec3)).toBeCloseTo(1.5, 3);
  });

  it('[XR-3] hands point and pinch like controllers press', async () => {
    const page = await open();
    await enter(page);
    await useHands(page);
    const object = await placeBox(page, 'hand-right', BESIDE);
    expect(object.kind).toBe('box');
    const pointer = await rightPointer(page);
    expect(pointer?.kind).toBe('hand');
    expect(pointer?.grip).toBeDefined();
  });

  it('[XR-4] a hand takes, carries and drops an object', async () => {
    const page = await open();
    await enter(page);
    const object = await placeBox(page, 'controller-right', BESIDE);
    await page.evaluate(() => globalThis.testPage.choose({ tool: 'select' }));
    const { position } = object.pose;
    await moveTo(page, 'controller-right', position);
    await setSqueeze(page, 'controller-right', 1);
    await moveTo(page, 'controller-right', [position[0], position[1] + 0.3, position[2]]);
    expect(await page.evaluate(() => globalThis.testPage.output()?.held.length)).toBe(1);
    await setSqueeze(page, 'controller-right', 0);
    const [moved] = await objects(page);
    expect(
      distance(moved?.pose.position as Vec3, [position[0], position[1] + 0.3, position[2]]),
    ).toBeLessThan(0.01);
    expect(await page.evaluate(() => globalThis.testPage.output()?.held.length)).toBe(0);
  });

  it('[XR-5] the system ends the session in the middle of a grab: the page is back and nothing is lost', async () => {
    const page = await open();
    await enter(page);
    const object = await placeBox(page, 'controller-right', BESIDE);
    await page.evaluate(() => globalThis.testPage.choose({ tool: 'select' }));
    const { position } = object.pose;
    await moveTo(page, 'controller-right', position);
    await setSqueeze(page, 'controller-right', 1);
    await moveTo(page, 'controller-right', [position[0], position[1] + 0.25, position[2]]);
    await endBySystem(page);
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
    await frames(page, 2);
    const [moved] = await objects(page);
    expect(moved?.pose.position[1]).toBeCloseTo(position[1] + 0.25, 2);
    await enter(page);
    expect(await state(page)).toMatchObject({ state: 'presenting', tracking: 'good' });
  });

  it('[XR-6] a headset that is taken off says so, and nothing else happens', async () => {
    const page = await open();
    await enter(page);
    await setVisibility(page, 'visible-blurred');
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.attention === 'away';
    });
    await setVisibility(page, 'visible');
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.attention === 'here';
    });
  });

  it('[XR-7] after a reload, objects are where they were in the room', async () => {
    const page = await open();
    await enter(page);
    const object = await placeBox(page, 'controller-right', BESIDE);
    await page.waitForFunction(() => globalThis.testPage.stored()?.handle !== undefined);
    const before = await page.evaluate(point => globalThis.testPage.inRoom(point), object.pose.position);
    await load(page);
    // As after a fall of the headset's own map: what is stored beside the anchor is wrong by a metre and a quarter turn.
    await page.evaluate(() => {
      const stored = globalThis.testPage.stored();
      localStorage.setItem(
        'alignment',
        JSON.stringify({ ...stored, alignment: { yaw: Math.PI / 2, translation: [1, 0, 0] } }),
      );
    });
    await enter(page);
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.tracking === 'good';
    });
    const after = await page.evaluate(point => globalThis.testPage.inRoom(point), object.pose.position);
    expect(distance(before, after)).toBeLessThan(0.005);
  });

  it('[XR-7] where the browser has no anchor left, the last alignment holds', async () => {
    const page = await open({ anchorLimit: 0 });
    await enter(page);
    await page.waitForFunction(() => globalThis.testPage.stored() !== undefined);
    expect((await page.evaluate(() => globalThis.testPage.stored()))?.handle).toBeUndefined();
    await page.evaluate(() => globalThis.testPage.leave());
    await page.evaluate(() =>
      localStorage.setItem('alignment', JSON.stringify({ alignment: { yaw: 0, translation: [0.5, 0, 0] } })),
    );
    await enter(page);
    expect(await page.evaluate(() => globalThis.testPage.inRoom([0, 0, 0]))).toEqual([0.5, 0, 0]);
  });

  it('[XR-12] tracking that is lost is said, hands are not seen meanwhile, and it comes back by itself', async () => {
    const page = await open();
    await enter(page);
    await page.evaluate(() => {
      const real = XRFrame.prototype.getViewerPose;
      // As the specification says, and not as the types do.
      XRFrame.prototype.getViewerPose = () => null as never;
      globalThis.giveTrackingBack = () => {
        XRFrame.prototype.getViewerPose = real;
      };
    });
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.tracking === 'lost';
    });
    expect(await page.evaluate(() => globalThis.testPage.input())).toBeUndefined();
    await page.evaluate(() => globalThis.giveTrackingBack());
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.tracking === 'good';
    });
    expect(await rightPointer(page)).toBeDefined();
  });

  it('[XR-2] where no hand points, the view does', async () => {
    const page = await open();
    await enter(page);
    await chooseBox(page);
    for (const device of ['controller-left', 'controller-right']) {
      await remote(page, 'set_connected', { device, connected: false });
    }
    await moveTo(page, 'headset', [0, 1.6, 0], { pitch: -40 });
    await page.waitForFunction(() => globalThis.testPage.input()?.pointers[0]?.id === 'view');
    const { pointers } = (await page.evaluate(() => globalThis.testPage.input())) as InputFrame;
    expect(pointers).toHaveLength(1);
    expect(pointers[0]?.surface?.source).toBe('hit-test');
    expect(await page.evaluate(() => globalThis.testPage.output()?.preview)).toBeDefined();
  });

  it('[XR-13] controllers and hands are drawn from the app’s own files', async () => {
    const page = await open({ profile: 'visionos' });
    await enter(page);
    await frames(page, 5);
    await useHands(page);
    await page.waitForFunction(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.glb')).length >= 4,
    );
    const files = seen.requests.filter(url => url.endsWith('.glb')).map(url => url.replace(served.url, ''));
    expect(files.sort()).toEqual([
      'xr-profiles/generic-hand/left.glb',
      'xr-profiles/generic-hand/right.glb',
      'xr-profiles/meta-quest-touch-plus/left.glb',
      'xr-profiles/meta-quest-touch-plus/right.glb',
    ]);
  });

  it('[XR-8] a browser that promises AR and refuses it gets asked for VR', async () => {
    const page = await open({ profile: 'visionos' });
    await enter(page);
    expect(await state(page)).toMatchObject({ state: 'presenting', mode: 'immersive-vr' });
    await page.evaluate(() => globalThis.testPage.leave());
    expect(await state(page)).toEqual({ state: 'available', mode: 'immersive-vr' });
  });

  it('[XR-8] a refusal is an answer, and one can ask again', async () => {
    const page = await open();
    await page.evaluate(() => {
      const xr = navigator.xr as XRSystem;
      const request = xr.requestSession.bind(xr);
      xr.requestSession = () => {
        xr.requestSession = request;
        return Promise.reject(new DOMException('no', 'NotAllowedError'));
      };
    });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'failed');
    expect(await state(page)).toMatchObject({ state: 'failed', error: { code: 'xr/denied' } });
    await enter(page);
  });

  it('[PANEL-1] a ray presses the menu, and the tools leave that press alone', async () => {
    const page = await open();
    await enter(page);
    await pressButton(page, 'Sphere');
    expect(await page.evaluate(() => globalThis.testPage.choice())).toEqual({
      tool: 'place',
      kind: 'sphere',
    });
    expect(await objects(page)).toHaveLength(0);
    await placeBox(page, 'controller-right', BESIDE);
    await pressButton(page, 'Undo');
    expect(await objects(page)).toHaveLength(0);
    await pressButton(page, 'Delete');
    expect(await page.evaluate(() => globalThis.testPage.calls().deleteSelection)).toBeUndefined();
  });

  it('[PANEL-2] the menu can be put away and brought back, and leaves AR', async () => {
    const page = await open();
    await enter(page);
    await pressButton(page, 'Hide menu');
    await pressButton(page, 'Show menu');
    await pressButton(page, 'Leave AR');
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
  });
});
