import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NOBODY_THERE, useStage } from '../support/stage.ts';
import { createSession, foreignRequests, joinSession, type Person, says, somebody } from './person.ts';

const stage = useStage([NOBODY_THERE]);
let anna: Person;
let ben: Person;

beforeAll(async () => {
  anna = await somebody(stage, stage.relay.url, 'screen');
  ben = await somebody(stage, stage.relay.url, 'screen');
});

/** Opens one of the session's pages. */
async function about(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('dialog').waitFor();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** A code for people who may only look. */
async function viewerCode(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Share/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Can only look' }).check();
  await dialog.getByRole('button', { name: 'Make a code' }).click();
  const text = dialog.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await text.waitFor();
  const code = await text.textContent();
  await closeDialog(page);
  return code as string;
}

describe.sequential('a host and a guest', () => {
  it('[STORY-9] who joins with a code for looking looks, and edits from the moment that the host lets them', async () => {
    await createSession(anna.page, 'Our flat');
    await says(anna.page, 'Saved on the relay');
    await joinSession(ben.page, await viewerCode(anna.page));
    await says(ben.page, 'Saved on the relay');
    const viewOnly = ben.page.getByText('View only', { exact: true });
    await viewOnly.waitFor();
    await ben.page.getByRole('button', { name: 'Ask to edit' }).click();
    await anna.page.getByRole('button', { name: /^Allow/ }).click();
    await viewOnly.waitFor({ state: 'detached' });

    await about(anna.page, 'People');
    await anna.page.getByLabel(/^Role of/).selectOption('viewer');
    await viewOnly.waitFor();
    await anna.page.getByLabel(/^Role of/).selectOption('editor');
    await viewOnly.waitFor({ state: 'detached' });
    await closeDialog(anna.page);
  });

  it('[STORY-10] a picture that is taken without a relay is uploaded when there is one, and the others see it', async () => {
    await stage.relay.kill();
    await says(ben.page, /Offline/);
    await about(ben.page, 'Pictures');
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Take a picture' }).click();
    const waiting = ben.page.getByRole('button', { name: /^Picture by you.*waiting to upload/ });
    await waiting.waitFor();
    await ben.page.reload();
    await says(ben.page, /Offline/);
    await about(ben.page, 'Pictures');
    await waiting.waitFor();

    await stage.restart();
    await says(anna.page, 'Saved on the relay');
    await waiting.waitFor({ state: 'detached', timeout: 60_000 });
    await closeDialog(ben.page);
    await about(anna.page, 'Pictures');
    const theirs = anna.page.getByRole('dialog').locator('.gallery-item img');
    await theirs.waitFor();
    const size = await theirs.evaluate(async img => {
      const image = img as HTMLImageElement;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    expect(size[0]).toBe(320);
    await closeDialog(anna.page);
  });

  it('[STORY-11] the session can be handed over, and its new host can ask the old one to leave', async () => {
    await about(anna.page, 'People');
    await anna.page.getByRole('button', { name: /^Hand over/ }).click();
    await anna.page.getByRole('button', { name: 'Hand over', exact: true }).click();
    await anna.page.getByText('Only the host changes roles').waitFor();
    await closeDialog(anna.page);

    await about(ben.page, 'People');
    await ben.page.getByRole('button', { name: /^Remove/ }).click();
    await ben.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await says(anna.page, 'Only on this device');
    await ben.page.getByRole('heading', { name: '1 person' }).waitFor();
    await closeDialog(ben.page);
    await says(ben.page, 'Saved on the relay');
  });

  it('[STORY-12] none of it reached for another place, failed unseen, or put a token into an address or a log', async () => {
    for (const person of [anna, ben]) {
      expect(foreignRequests(person, stage.relay.url)).toEqual([]);
      expect(person.watch.requests.filter(each => /eyJ|token=/.test(each))).toEqual([]);
    }
    expect(stage.relay.output()).not.toMatch(/eyJ/);
  });
});
