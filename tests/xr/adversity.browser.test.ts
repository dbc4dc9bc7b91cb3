import { describe, expect, it } from 'vitest';
import type { InputFrame } from '../../client/model/index.ts';
import { distance } from '../../shared/pose.ts';
import { frames } from '../support/browser.ts';
import { moveTo, remote, useHands } from '../support/headset.ts';
import { BESIDE, chooseBox, enter, placeBox, pressEnter, rightPointer, state, useVisits } from './visit.ts';

declare global {
  var giveTrackingBack: () => void;
}

const { load, open, requested } = useVisits();

describe('what a headset may do to us', () => {
  it('[XR-7] after a reload, objects are where they were in the room', async () => {
    const page = await open();
    await enter(page);
    const object = await placeBox(page, 'controller-right', BESIDE);
    await page.waitForFunction(() => globalThis.testPage.stored()?.anchor !== undefined);
    const before = await page.evaluate(point => globalThis.testPage.inRoom(point), object.pose.position);
    await load(page);
    // As after a fall of the headset's own map: what is stored beside the anchor is wrong by a metre and a
    // quarter turn.
    await page.evaluate(() => globalThis.testPage.forge({ yaw: Math.PI / 2, translation: [1, 0, 0] }));
    await enter(page);
    await page.waitForFunction(() => globalThis.aiFrame?.space().state === 'aligned');
    const after = await page.evaluate(point => globalThis.testPage.inRoom(point), object.pose.position);
    expect(distance(before, after)).toBeLessThan(0.005);
  });

  it('[XR-7] where the browser has no anchor left, the last alignment holds', async () => {
    const page = await open({ anchorLimit: 0 });
    await enter(page);
    await page.waitForFunction(() => globalThis.testPage.stored() !== undefined);
    expect((await page.evaluate(() => globalThis.testPage.stored()))?.anchor).toBeUndefined();
    await page.evaluate(() => globalThis.testPage.leave());
    await page.evaluate(() => globalThis.testPage.forge({ yaw: 0, translation: [0.5, 0, 0] }));
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
    const page = await open({ profile: 'desktopvr' });
    await enter(page);
    await frames(page, 5);
    await useHands(page);
    await page.waitForFunction(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.glb')).length >= 4,
    );
    const files = requested().filter(path => path.endsWith('.glb'));
    expect([...files].sort()).toEqual([
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
    await pressEnter(page);
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'failed');
    expect(await state(page)).toMatchObject({ state: 'failed', error: { code: 'xr/denied' } });
    await enter(page);
  });
});
