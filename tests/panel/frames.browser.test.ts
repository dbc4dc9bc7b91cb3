import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import { newObjectId } from '../../shared/ids.ts';
import { distance, type Vec3 } from '../../shared/pose.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { frames } from '../support/browser.ts';
import { ANNA } from '../support/builders.ts';
import { moveTo, press } from '../support/headset.ts';
import { BESIDE, enter, placeBox, useVisits } from '../xr/visit.ts';
import { pressButton } from './press-button.ts';

const { open } = useVisits();

const RIGHT = 'controller-right';
const TABLE: readonly Vec3[] = [
  [1, 1, 0.4],
  [-1, 1, 0.4],
];
/** The same corners after the table was pushed and turned. */
const PUSHED: readonly Vec3[] = [
  [1.1, 1, 0.5],
  [-0.8, 1, 0.8],
];

/** What somebody else has made of the session: two places to align to. */
function twoFrames(): number[] {
  const document = new SessionDocument();
  for (const [name, z] of [
    ['Door', 3],
    ['Table', 0.4],
  ] as const) {
    const points = [1, -1].map((x, i) => ({ name: `${name} ${i + 1}`, position: [x, 1, z] as const }));
    document.apply(ANNA, [{ type: 'create-frame', id: newObjectId(), name, points }]);
  }
  return [...encodeStateAsUpdate(document.doc)];
}

async function touch(page: Page, points: readonly Vec3[]): Promise<void> {
  for (const point of points) {
    await moveTo(page, RIGHT, point);
    await press(page, RIGHT);
    await frames(page, 3);
  }
}

const known = (page: Page) => page.evaluate(() => globalThis.testPage.frames());
const guide = (page: Page) => page.evaluate(() => globalThis.testPage.guide());
const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const now = globalThis.aiFrame?.space();
    return now?.state === 'aligned' && now.frame !== undefined && now.kept === 'anchor';
  });

describe('the reference points on the panel', () => {
  it('[PANEL-20] [ROOM-15] one of several is picked and touched, measured again, renamed, deleted and brought back', async () => {
    const page = await open();
    await enter(page);
    await moveTo(page, 'headset', [0, 1.6, 0], { yaw: 31, pitch: -18 });
    await moveTo(page, 'controller-left', [0.4, 0.6, 0.3]);
    const box = await placeBox(page, RIGHT, BESIDE);
    await page.evaluate(bytes => globalThis.testPage.take(bytes), twoFrames());
    // The button of the last row: in this session, whichever that is.
    const last = (await known(page)).at(-1)?.name ?? '';
    const index = (await known(page)).findIndex(({ name }) => name === last);
    const frame = async () => (await known(page))[index];
    await pressButton(page, 'Align');
    await pressButton(page, 'Touch');
    expect(await guide(page)).toMatchObject({ step: 'touch', frame: { name: last } });
    await touch(page, TABLE);
    await settled(page);
    const before = await page.evaluate(at => globalThis.testPage.inRoom(at), box.pose.position);

    await pressButton(page, 'Align');
    await pressButton(page, 'Change');
    await pressButton(page, 'Measure again');
    expect(await guide(page)).toMatchObject({ step: 'measure', frame: { name: last } });
    await touch(page, PUSHED);
    await page.waitForFunction(() => globalThis.testPage.guide().step === 'off');
    await settled(page);
    for (const [i, { position, name }] of ((await frame())?.points ?? []).entries()) {
      expect(name).toBe(`${last} ${i + 1}`);
      const at = await page.evaluate(point => globalThis.testPage.inRoom(point), position);
      expect(distance(at, PUSHED[i] as Vec3)).toBeLessThan(0.005);
    }
    const after = await page.evaluate(at => globalThis.testPage.inRoom(at), box.pose.position);
    expect(distance(after, before)).toBeLessThan(0.001);
    expect((await page.evaluate(() => globalThis.testPage.objects()))[0]?.placement).toEqual(box.placement);

    await pressButton(page, 'Align');
    await pressButton(page, 'Change');
    await pressButton(page, 'Rename');
    await pressButton(page, 'Keys');
    for (const key of ['s', '2']) await pressButton(page, key);
    await pressButton(page, 'Rename');
    expect((await frame())?.name).toBe(`${last}s2`);
    await pressButton(page, 'Delete');
    expect((await known(page)).map(({ name }) => name)).not.toContain(`${last}s2`);
    await page.evaluate(() => globalThis.testPage.undo());
    expect((await known(page)).map(({ name }) => name)).toContain(`${last}s2`);
  });

  it('[PANEL-20] [PANEL-16] who may only look picks one to touch, and finds dim what changes it', async () => {
    const page = await open();
    await page.evaluate(() => globalThis.testPage.tour.begin(false));
    const canChange = async (state: 'points' | 'points-viewer'): Promise<boolean> => {
      await page.evaluate(name => globalThis.testPage.tour.show(name, ['Align', 'Change']), state);
      return (await page.evaluate(() => globalThis.testPage.findButton('Measure again'))) !== undefined;
    };
    expect(await canChange('points-viewer')).toBe(false);
    await page.evaluate(() => globalThis.testPage.tour.show('points-viewer', ['Touch']));
    expect(await page.evaluate(() => globalThis.testPage.calls().alignByTouch)).toBe(1);
    expect(await canChange('points')).toBe(true);
  });
});
