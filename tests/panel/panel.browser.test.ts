import { describe, expect, it } from 'vitest';
import { BESIDE, enter, objects, placeBox, useVisits } from '../xr/visit.ts';
import { pressButton } from './press-button.ts';

const { open } = useVisits();

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
    await pressButton(page, 'Draw');
    expect(await page.evaluate(() => globalThis.testPage.choice())).toEqual({ tool: 'draw' });
  });

  it('[PANEL-2] the menu can be put away and brought back, and leaves AR', async () => {
    const page = await open();
    await enter(page);
    await pressButton(page, 'Hide');
    await pressButton(page, 'Menu');
    await pressButton(page, 'Leave AR');
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
  });
});
