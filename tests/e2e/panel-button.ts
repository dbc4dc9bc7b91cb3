import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Vec3 } from '../../shared/pose.ts';
import { frames } from '../support/browser.ts';
import { type Device, lookAt, press } from '../support/headset.ts';

/**
 * Where the button of the headset's panel that says this is, once it is there; the headset's own space (m).
 */
export async function panelButton(page: Page, label: string): Promise<Vec3> {
  const button = () => page.evaluate(text => globalThis.aiFrame?.panelButton(text), label);
  await expect.poll(button, { message: `the panel has no "${label}"` }).toBeDefined();
  // It has its place once it has been laid out.
  await frames(page, 3);
  return (await button()) as Vec3;
}

/** Presses it by the ray of this hand, from where the hand is. */
export async function pressPanel(
  page: Page,
  label: string,
  hand: Device = 'controller-right',
): Promise<void> {
  await lookAt(page, hand, await panelButton(page, label));
  await press(page, hand);
}
