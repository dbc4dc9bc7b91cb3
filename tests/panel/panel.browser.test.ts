import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { lookAt, moveTo, press } from '../harness/headset.ts';
import { BESIDE, enter, objects, placeBox, useVisits } from '../xr/visit.ts';

const { open } = useVisits();

/** Presses the menu's button with this label by ray. */
async function pressButton(page: Page, label: string): Promise<void> {
  const at = await page.evaluate(text => globalThis.testPage.findButton(text), label);
  expect(at, `the menu has no "${label}"`).toBeDefined();
  await moveTo(page, 'controller-right', [0.25, 1.35, -0.1]);
  await lookAt(page, 'controller-right', at as Vec3);
  await press(page, 'controller-right');
}

describe('the menu in the headset', () => {
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
