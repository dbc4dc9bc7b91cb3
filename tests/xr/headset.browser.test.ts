import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { distance, type Vec3 } from '../../shared/pose.ts';
import { frames } from '../support/browser.ts';
import { endBySystem, moveTo, setSelect, setSqueeze, setVisibility, useHands } from '../support/headset.ts';
import { aim, BESIDE, chooseBox, enter, objects, placeBox, rightPointer, state, useVisits } from './visit.ts';

declare global {
  var offers: number | undefined;
  var takeOffer: (() => void) | undefined;
}

const { open, load } = useVisits();

/** As on a headset that knows less: of what the app would like, it gets only these. */
const grantOnly = (page: Page, features: string[]) =>
  page.evaluate(granted => {
    const xr = navigator.xr as XRSystem;
    const request = xr.requestSession.bind(xr);
    xr.requestSession = (mode, init) => request(mode, { ...init, optionalFeatures: granted });
  }, features);

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

  it('[XR-16] starts where the browser offers it or grants it, without a press of the page’s own button', async () => {
    const page = await open();
    await page.addInitScript(() => {
      const system = navigator.xr as XRSystem;
      Object.assign(system, {
        offerSession: (mode: XRSessionMode, init: XRSessionInit) =>
          new Promise((resolve, reject) => {
            const take = () => system.requestSession(mode, init).then(resolve, reject);
            Object.assign(globalThis, { takeOffer: take, offers: (globalThis.offers ?? 0) + 1 });
          }),
      });
    });
    await load(page);
    await page.waitForFunction(() => globalThis.offers === 1);
    await page.evaluate(() => globalThis.takeOffer?.());
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
    await frames(page, 2);
    expect(await rightPointer(page)).toBeDefined();
    await page.evaluate(() => globalThis.testPage.leave());
    await page.waitForFunction(() => globalThis.offers === 2);
    await page.evaluate(() => navigator.xr?.dispatchEvent(new Event('sessiongranted')));
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
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

  it('[TOOL-5] both hands take an object and stretch it', async () => {
    const page = await open();
    await enter(page);
    const object = await placeBox(page, 'controller-right', BESIDE);
    await page.evaluate(() => globalThis.testPage.choose({ tool: 'select' }));
    const [x, y, z] = object.pose.position;
    const spread = async (by: number): Promise<void> => {
      await moveTo(page, 'controller-left', [x - by, y, z]);
      await moveTo(page, 'controller-right', [x + by, y, z]);
    };
    await spread(0.1);
    await setSqueeze(page, 'controller-left', 1);
    await setSqueeze(page, 'controller-right', 1);
    for (const by of [0.12, 0.16, 0.2]) await spread(by);
    await setSqueeze(page, 'controller-left', 0);
    await setSqueeze(page, 'controller-right', 0);
    const [stretched] = await objects(page);
    expect(stretched?.placement.scale[0]).toBeCloseTo(0.4, 1);
    // The hands hold it a little behind their tips, and what they hold stays in them.
    expect(distance(stretched?.pose.position as Vec3, [x, y, z])).toBeLessThan(0.08);
  });

  it('[TOOL-11] a hand draws a line in the air', async () => {
    const page = await open();
    await enter(page);
    await page.evaluate(() => globalThis.testPage.choose({ tool: 'draw' }));
    await moveTo(page, 'controller-right', [0.5, 1.2, -0.4]);
    await setSelect(page, 'controller-right', 1);
    for (const x of [0.55, 0.6, 0.7, 0.8]) await moveTo(page, 'controller-right', [x, 1.2, -0.4]);
    await setSelect(page, 'controller-right', 0);
    const [line] = await objects(page);
    expect(line?.kind).toBe('stroke');
    expect(line?.placement.scale[0]).toBeCloseTo(0.3, 1);
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

  it('[XR-6] [TOGETHER-9] a headset whose menu is open, or that is taken off, says so, and nothing else happens', async () => {
    const page = await open();
    await enter(page);
    await setVisibility(page, 'visible-blurred');
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.attention === 'away';
    });
    await setVisibility(page, 'hidden');
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.attention === 'asleep';
    });
    await setVisibility(page, 'visible');
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.attention === 'here';
    });
  });
});
