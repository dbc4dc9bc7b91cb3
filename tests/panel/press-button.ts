import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { lookAt, moveTo, press } from '../support/headset.ts';

/** Where the menu's button with this label is, in the headset's space. */
export async function buttonAt(page: Page, label: string): Promise<Vec3> {
  const at = await page.evaluate(text => globalThis.testPage.findButton(text), label);
  expect(at, `the menu has no "${label}"`).toBeDefined();
  return at as Vec3;
}

/** Presses the menu's button with this label by ray. */
export async function pressButton(page: Page, label: string): Promise<void> {
  const at = await buttonAt(page, label);
  await moveTo(page, 'controller-right', [0.25, 1.35, -0.1]);
  await lookAt(page, 'controller-right', at);
  await press(page, 'controller-right');
}
