import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { NOBODY_THERE, useStage } from '../support/stage.ts';
import {
  about,
  addBox,
  asked,
  closeDialog,
  createSession,
  holds,
  joinSession,
  leaveNetwork,
  listed,
  objects,
  says,
  shareCode,
  somebody,
} from './person.ts';

const stage = useStage([NOBODY_THERE]);

const ids = async (page: Page): Promise<string[]> => (await objects(page)).map(({ id }) => id);

it('[STORY-20] two tabs that worked offline go over to the relay’s state together, and lose and repeat nothing', async () => {
  const anna = await somebody(stage, stage.relay.url, 'screen');
  const ben = await somebody(stage, stage.relay.url, 'screen');
  await createSession(anna.page, 'Study');
  await addBox(anna.page);
  await joinSession(ben.page, await shareCode(anna.page));
  await holds(ben.page, 1);
  const second = await ben.context.newPage();
  await second.goto(ben.page.url());
  const tabs = [ben.page, second] as const;
  for (const tab of tabs) await says(tab, 'Saved on the relay');

  await leaveNetwork(ben);
  await says(second, /Offline|waiting/);
  for (const tab of tabs) {
    await tab.bringToFront();
    await addBox(tab);
  }
  for (const tab of tabs) await holds(tab, 3);
  const made = await ids(ben.page);
  expect(await ids(second)).toEqual(made);

  await about(anna.page, 'People');
  await anna.page.getByLabel(/^Role of/).selectOption('viewer');
  await closeDialog(anna.page);
  await ben.context.setOffline(false);
  for (const tab of tabs) {
    await says(tab, '2 edits not taken');
    await holds(tab, 1);
  }
  for (const tab of tabs) {
    await tab.bringToFront();
    await asked(tab, '2 edits are only on this device');
    await listed(tab, ['Box', 'Box']);
  }
  await holds(anna.page, 1);

  await second.getByRole('button', { name: 'Ask the host', exact: true }).click();
  await anna.page.getByRole('button', { name: /^Allow/ }).click();
  await holds(anna.page, 3);
  for (const tab of tabs) {
    await says(tab, 'Saved on the relay');
    await holds(tab, 3);
  }
  for (const page of [anna.page, ...tabs]) expect(await ids(page)).toEqual(made);
});
