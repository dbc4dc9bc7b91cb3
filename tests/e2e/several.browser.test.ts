import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { frames } from '../support/browser.ts';
import { loadRoom, lookAt, moveTo, press } from '../support/headset.ts';
import { useStage } from '../support/stage.ts';
import { pressPanel } from './panel-button.ts';
import { createSession, holds, objects, somebody } from './person.ts';

const RIGHT = 'controller-right';

const stage = useStage();

/** Which objects hang under which, by their order of making. */
const followers = async (page: Page): Promise<number> =>
  (await objects(page)).filter(({ parent }) => parent !== null).length;

describe('selecting several without a keyboard', () => {
  it('[PANEL-21] two things are selected and grouped in a headset, through the panel', async () => {
    const { page, context } = await somebody(stage, stage.relay.url, 'headset');
    await createSession(page, 'Grouped in AR');
    await loadRoom(page, 'office_small');
    await page.getByRole('button', { name: 'Enter AR' }).click();
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
    await moveTo(page, RIGHT, [0.25, 1.35, -0.1]);
    await pressPanel(page, 'Box');
    const places: readonly Vec3[] = [
      [0.8, 0, -1.2],
      [1.5, 0, -1],
    ];
    for (const [i, place] of places.entries()) {
      await lookAt(page, RIGHT, place);
      await press(page, RIGHT);
      await holds(page, i + 1);
    }
    await pressPanel(page, 'Selection');
    await pressPanel(page, 'Select several');
    for (const { position } of await objects(page)) {
      const at = await page.evaluate(point => globalThis.aiFrame?.inRoom(point), position);
      await lookAt(page, RIGHT, at as Vec3);
      await press(page, RIGHT);
    }
    for (const label of ['Done', 'Arrange', 'Group']) await pressPanel(page, label);
    await expect.poll(() => followers(page)).toBe(1);
    await context.close();
  });

  it('[UI-40] things are selected and grouped by touch, on a screen like a phone’s', async () => {
    const { context } = await stage.device({
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 1,
    });
    const page = await context.newPage();
    await page.goto(stage.relay.url);
    await createSession(page, 'Grouped by touch');
    for (let i = 1; i <= 3; i++) {
      await page.getByRole('button', { name: 'Add in front' }).tap();
      await holds(page, i);
    }
    await page.getByRole('button', { name: 'Clear the selection' }).tap();
    await page.getByRole('button', { name: 'More', exact: true }).tap();
    await page.getByRole('button', { name: 'Show everything' }).tap();
    await page.getByRole('button', { name: 'Select several' }).tap();
    const bar = page.getByRole('region', { name: 'Selecting several' });
    await bar.getByText('Tap what you want to select').waitFor();
    const made = await objects(page);
    for (const [i, { id }] of made.slice(0, 2).entries()) {
      await frames(page, 20);
      const at = await page.evaluate(of => globalThis.aiFrame?.onScreen(of), id);
      await page.touchscreen.tap(...(at as readonly [number, number]));
      await bar.getByText(`${i + 1} selected`).waitFor();
    }
    await bar.getByRole('button', { name: 'Arrange' }).tap();
    await page.getByRole('button', { name: /^Group\b/ }).tap();
    await expect.poll(() => followers(page)).toBe(1);
    await bar.getByRole('button', { name: 'Select all' }).tap();
    await bar.getByText('3 selected').waitFor();
    await bar.getByRole('button', { name: 'Done' }).tap();
    await bar.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: '3 × Box' }).waitFor();
    await context.close();
  });
});
