import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStage } from '../support/stage.ts';
import {
  about,
  addBox,
  closeDialog,
  createSession,
  holds,
  joinSession,
  type Person,
  says,
  shareCode,
  somebody,
} from './person.ts';

// Nothing is expected here: the stage fails each of these stories on whatever a page logs as an error.
const stage = useStage();
let anna: Person;
let ben: Person;

beforeAll(async () => {
  anna = await somebody(stage, stage.relay.url, 'screen');
  ben = await somebody(stage, stage.relay.url, 'screen');
});

/** A code that the relay does not take, and what the person is told. */
async function isRefused(page: Page, code: string): Promise<void> {
  await page.getByLabel('Join by code or link').fill(code);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByText('That code does not open a session').first().waitFor();
  await page.goto(`${stage.relay.url}/#`);
  await page.reload();
}

/** Anna's session with a box in it, and Ben in it. */
async function together(name: string): Promise<void> {
  for (const { page } of [anna, ben]) await page.goto(`${stage.relay.url}/#`);
  await createSession(anna.page, name);
  await addBox(anna.page);
  await says(anna.page, 'Saved on the relay');
  await joinSession(ben.page, await shareCode(anna.page));
  await says(ben.page, 'Saved on the relay');
  await holds(ben.page, 1);
}

describe.sequential('the browser’s console', () => {
  it('[LINK-40] stays without an error when a code opens nothing', async () => {
    await isRefused(ben.page, 'AAAA-BBBB-CCCC');
    await createSession(anna.page, 'Taken back');
    await says(anna.page, 'Saved on the relay');
    const code = await shareCode(anna.page);
    await anna.page.getByRole('button', { name: /^Share/ }).click();
    await anna.page.getByRole('button', { name: /^Revoke/ }).click();
    await anna.page.getByRole('button', { name: /^Revoke/ }).waitFor({ state: 'detached' });
    await closeDialog(anna.page);
    await isRefused(ben.page, code);
  });

  it('[LINK-40] stays without an error when a model of the app is placed, seen by another and saved', async () => {
    await together('Furnished');
    await anna.page.getByTitle(/^Models/).click();
    await anna.page.getByRole('button', { name: 'Chair' }).first().click();
    await anna.page.keyboard.press('a');
    await holds(anna.page, 2);
    await holds(ben.page, 2);
    await says(anna.page, 'Saved on the relay');
    await ben.page.reload();
    await holds(ben.page, 2);
    const saved = ben.page.waitForEvent('download');
    await ben.page.getByRole('button', { name: 'More' }).click();
    await ben.page.getByRole('button', { name: /GLB/ }).click();
    await saved;
  });

  it('[LINK-40] stays without an error when a file is sent that the relay does not have', async () => {
    await together('Pictured');
    await anna.page.getByTitle(/^Models/).click();
    await anna.page.getByLabel('Model, picture or session file').setInputFiles('public/icons/icon-512.png');
    await anna.page.getByText(/(Click|Tap) where the icon-512/).waitFor();
    await anna.page.keyboard.press('a');
    await holds(ben.page, 2);
    const isPictured = async (): Promise<boolean> => {
      await ben.page.keyboard.press('Escape');
      await ben.page.getByTitle(/^Models/).click();
      const picture = ben.page.locator('img.thumbnail').first();
      return picture.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(isPictured, { timeout: 40_000 }).toBe(true);
    await ben.page.keyboard.press('Escape');
    await about(anna.page, 'Pictures');
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Take a picture' }).click();
    await anna.page.getByRole('button', { name: /^Picture by you/ }).waitFor();
    await closeDialog(anna.page);
    await about(ben.page, 'Pictures');
    await ben.page.getByRole('dialog').locator('.gallery-item img').waitFor();
    await closeDialog(ben.page);
  });

  it('[LINK-40] stays without an error when the host removes somebody', async () => {
    await together('Cellar');
    await about(anna.page, 'People');
    await anna.page.getByRole('button', { name: /^Remove/ }).click();
    await anna.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await says(ben.page, 'Only on this device');
    await closeDialog(anna.page);
    await ben.page.reload();
    await says(ben.page, 'Only on this device');
    await ben.page.getByRole('button', { name: 'What now?' }).click();
    await ben.page.getByRole('button', { name: 'Ask the host', exact: true }).click();
    await anna.page.getByRole('button', { name: /^Allow/ }).click();
    await says(ben.page, 'Saved on the relay');
    await closeDialog(ben.page);
  });

  it('[LINK-40] stays without an error when the host puts a session away, and deletes it for everybody', async () => {
    await together('Attic');
    await about(anna.page, 'Settings');
    await anna.page.getByRole('button', { name: 'Archive', exact: true }).click();
    await anna.page.getByRole('button', { name: 'Archive', exact: true }).last().click();
    await says(ben.page, /^Put away/);
    await closeDialog(anna.page);
    await anna.page.reload();
    await says(anna.page, 'Saved on the relay');
    await about(anna.page, 'Settings');
    await anna.page.getByRole('button', { name: /^Delete.*for everybody/ }).click();
    await anna.page.getByLabel(/^Type/).fill('Attic');
    await anna.page.getByRole('button', { name: 'Delete for everybody', exact: true }).click();
    await says(ben.page, 'Only on this device');
    await ben.page.reload();
    await says(ben.page, 'Only on this device');
  });
});
