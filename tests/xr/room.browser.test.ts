import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { distance, fromAlignment, transform, type Vec3 } from '../../shared/pose.ts';
import { frames } from '../support/browser.ts';
import { emulateHeadset, endBySystem, moveTo, press, recenter, setVisibility } from '../support/headset.ts';
import { BESIDE, enter, placeBox, useVisits } from './visit.ts';

const { open, openOther, load } = useVisits();

const RIGHT = 'controller-right';
const CORNERS: readonly Vec3[] = [
  [1, 1, 0.4],
  [-1, 1, 0.4],
];
const ANNAS = { position: [0, 0, 0], yaw: 0 } as const;
const BENS = { position: [0.7, 0.02, -0.4], yaw: 1.1 } as const;

/** Touches points of the real room with the tip of the right controller, each as far off as it says. */
async function touch(page: Page, points: readonly Vec3[], off: readonly Vec3[]): Promise<void> {
  for (const [i, point] of points.entries()) {
    const shaken = point.map((n, axis) => n + (off[i]?.[axis] ?? 0)) as unknown as Vec3;
    await moveTo(page, RIGHT, shaken);
    await press(page, RIGHT);
    await frames(page, 3);
  }
}

/** Where in the real room a headset of this origin shows a point of its session. */
async function shown(page: Page, { position, yaw }: typeof ANNAS | typeof BENS, point: Vec3): Promise<Vec3> {
  const floor = await page.evaluate(at => globalThis.testPage.inRoom(at), point);
  return transform(fromAlignment({ translation: position, yaw }), floor);
}

const aligned = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const now = globalThis.aiFrame?.space();
    return now?.state === 'aligned' && now.frame !== undefined && now.kept === 'anchor';
  });

/** The whole document, as bytes: equal before and after where nobody wrote. */
const written = (page: Page): Promise<number[]> => page.evaluate(() => globalThis.testPage.share());

async function define(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.testPage.align('definePoints'));
  await touch(page, CORNERS, [
    [0.005, 0, 0],
    [0, 0.005, -0.005],
  ]);
  await page.waitForFunction(() => {
    const now = globalThis.testPage.guide();
    return now.step === 'touch' && now.touched.length === 2;
  });
  await page.evaluate(() => globalThis.testPage.align('finishAligning'));
  await aligned(page);
}

describe('two headsets in one room', () => {
  it('[ROOM-12] of different origin and yaw touch the same points and show a thing in the same place, within 3 cm', async () => {
    const anna = await open({ origin: ANNAS });
    await enter(anna);
    const object = await placeBox(anna, RIGHT, BESIDE);
    const before = await shown(anna, ANNAS, object.pose.position);
    await define(anna);
    expect(distance(await shown(anna, ANNAS, object.pose.position), before)).toBeLessThan(1e-3);
    const update = await anna.evaluate(() => globalThis.testPage.share());
    await anna.evaluate(() => globalThis.testPage.leave());

    const ben = await openOther({ origin: BENS });
    await ben.evaluate(bytes => globalThis.testPage.take(bytes), update);
    await enter(ben);
    expect(await ben.evaluate(() => globalThis.aiFrame?.space().state)).toBe('unaligned');
    const unaligned = await shown(ben, BENS, object.pose.position);
    expect(distance(unaligned, before)).toBeGreaterThan(0.1);
    await ben.evaluate(() => globalThis.testPage.align('alignByTouch'));
    await touch(ben, CORNERS, [
      [-0.004, 0.003, 0],
      [0.005, 0, 0.004],
    ]);
    await aligned(ben);
    expect(distance(await shown(ben, BENS, object.pose.position), before)).toBeLessThan(0.03);
    const after = await ben.evaluate(() => globalThis.testPage.objects()[0]?.placement);
    expect(after).toEqual(object.placement);
  });

  it('[ROOM-13] after a restart the anchor brings everything back, from another origin too', async () => {
    const page = await open({ origin: ANNAS });
    await enter(page);
    const object = await placeBox(page, RIGHT, BESIDE);
    await define(page);
    const before = await shown(page, ANNAS, object.pose.position);
    const update = await page.evaluate(() => globalThis.testPage.share());
    // The headset was off meanwhile, and begins its floor somewhere else in the same room.
    await emulateHeadset(page.context(), { origin: BENS });
    await load(page);
    await page.evaluate(bytes => globalThis.testPage.take(bytes), update);
    await enter(page);
    await aligned(page);
    expect(distance(await shown(page, BENS, object.pose.position), before)).toBeLessThan(0.005);
  });

  it('[ROOM-7] recentred, asleep and ended by the system: everything is within a millimetre of where it was, and nothing is written', async () => {
    const page = await open({ origin: ANNAS });
    await enter(page);
    const object = await placeBox(page, RIGHT, BESIDE);
    await define(page);
    const { position } = object.pose;
    const before = await shown(page, ANNAS, position);
    const document = await written(page);
    const isRight = async (origin: typeof ANNAS | typeof BENS): Promise<void> => {
      expect(distance(await shown(page, origin, position), before)).toBeLessThan(1e-3);
      expect(await page.evaluate(() => globalThis.aiFrame?.space())).toMatchObject({
        state: 'aligned',
        kept: 'anchor',
      });
      expect(await written(page)).toEqual(document);
    };

    await recenter(page, BENS, true);
    await isRight(BENS);
    await recenter(page, ANNAS, false);
    await isRight(ANNAS);

    await setVisibility(page, 'hidden');
    await page.waitForFunction(() => globalThis.testPage.state().state === 'presenting');
    await recenter(page, BENS, false);
    await setVisibility(page, 'visible');
    await page.waitForFunction(() => {
      const now = globalThis.testPage.state();
      return now.state === 'presenting' && now.attention === 'here';
    });
    await frames(page, 3);
    await isRight(BENS);

    await endBySystem(page);
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
    await recenter(page, ANNAS, false);
    await enter(page);
    await aligned(page);
    await isRight(ANNAS);
  });
});
