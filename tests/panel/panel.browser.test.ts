import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { lookAt, moveTo, press, useHands } from '../support/headset.ts';
import { BESIDE, enter, objects, placeBox, useVisits } from '../xr/visit.ts';
import { buttonAt, pressButton } from './press-button.ts';

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

  it('[PANEL-1] [PANEL-10] a pinch and a finger press it like a ray', async () => {
    const page = await open();
    await enter(page);
    const choice = () => page.evaluate(() => globalThis.testPage.choice());
    // The front of a controller, pushed through the button and back.
    const at = await buttonAt(page, 'Cone');
    const off = (n: number): Vec3 => [at[0] + n * 0.5, at[1] + n * 0.4, at[2] + n * 0.75];
    for (const depth of [0.15, 0.03, -0.02, 0.03, 0.15]) await moveTo(page, 'controller-right', off(depth));
    expect(await choice()).toEqual({ tool: 'place', kind: 'cone' });
    await useHands(page);
    await moveTo(page, 'hand-right', [0.25, 1.35, -0.1]);
    await lookAt(page, 'hand-right', await buttonAt(page, 'Torus'));
    await press(page, 'hand-right');
    expect(await choice()).toEqual({ tool: 'place', kind: 'torus' });
    expect(await objects(page)).toHaveLength(0);
  });
});
